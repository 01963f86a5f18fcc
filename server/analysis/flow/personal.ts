/** Fields of a record that identify or describe a person. Short list on purpose: each name means this almost everywhere. */
const FIELDS = new Set(
  'ssn socialSecurityNumber social_security_number passport passportNumber passport_number creditCard credit_card creditCardNumber cardNumber card_number cvv cvc iban dob dateOfBirth date_of_birth birthDate birthdate diagnosis diagnoses medicalRecord medical_record salary taxId tax_id nationalId national_id driverLicense email emailAddress email_address phone phoneNumber phone_number address homeAddress home_address'.split(
    ' ',
  ),
);
export const personalField = (name: string): boolean => FIELDS.has(name);
