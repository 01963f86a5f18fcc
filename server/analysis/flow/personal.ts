import type { FunctionFacts, Instr, ValueId } from '../facts/ir';

/** Fields of a record that identify or describe a person. Short list on purpose: each name means this almost everywhere. */
const FIELDS = new Set(
  'ssn socialSecurityNumber social_security_number passport passportNumber passport_number creditCard credit_card creditCardNumber cardNumber card_number cvv cvc iban dob dateOfBirth date_of_birth birthDate birthdate diagnosis diagnoses medicalRecord medical_record salary taxId tax_id nationalId national_id driverLicense email emailAddress email_address phone phoneNumber phone_number address homeAddress home_address'.split(
    ' ',
  ),
);
export const personalField = (name: string): boolean => FIELDS.has(name);

/** Fields of a person or of a place. */
const BESIDE = /^(name|(first|last|full|display|given|family|middle)_?name|street\w*|city|town|zip|zip_?code|postal_?code|postcode|country|state)$/i;

/**
 * Machines, wallets and sockets have addresses as well: one is somebody's where something else of a person or a place is read of the same thing,
 * in the same function (`email`, `name`, `city`).
 */
export function isOfPerson({ instrs }: FunctionFacts, read: Extract<Instr, { op: 'get' }>): boolean {
  if (read.prop !== 'address') return true;
  return instrs.some(
    (i) => i.op === 'get' && i.prop !== 'address' && typeof i.prop === 'string' && (BESIDE.test(i.prop) || FIELDS.has(i.prop)) && isSame(instrs, i.obj[0], read.obj[0], 0),
  );
}

/** The same variable, or the same member of it. */
function isSame(instrs: FunctionFacts['instrs'], a: ValueId, b: ValueId, depth: number): boolean {
  if (a === b) return true;
  const [x, y] = [instrs[a], instrs[b]];
  if (depth > 4 || !x || !y) return false;
  if (x.op === 'load' && y.op === 'load') return x.cell.fn === y.cell.fn && x.cell.name === y.cell.name;
  return x.op === 'get' && y.op === 'get' && typeof x.prop === 'string' && x.prop === y.prop && isSame(instrs, x.obj[0], y.obj[0], depth + 1);
}
