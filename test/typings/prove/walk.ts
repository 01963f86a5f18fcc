/**
 * Walks over TypeScript's types as the flow walks over values: through unions, promises, elements and index signatures. A type is a set
 * of alternatives, and a member exists where one of them has it. `any`, `unknown`, `object` and open type parameters have every member.
 */
import ts from 'typescript';

/** `open`: nothing is known of it, so nothing is wrong about it. */
export interface Place {
  types: ts.Type[];
  open: boolean;
}

export const OPEN: Place = { types: [], open: true };
export const NOWHERE: Place = { types: [], open: false };
export const exists = (p: Place): boolean => p.open || p.types.length > 0;

export const joined = (places: readonly Place[]): Place => ({ types: [...new Set(places.flatMap((p) => p.types))], open: places.some((p) => p.open) });

const ANYTHING = ts.TypeFlags.Any | ts.TypeFlags.Unknown;
const NOTHING = ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void | ts.TypeFlags.Never;
const COMPUTED = ts.TypeFlags.Conditional | ts.TypeFlags.Substitution | ts.TypeFlags.Index;
const DEFERRED = ts.TypeFlags.TypeParameter | ts.TypeFlags.IndexedAccess;

export interface Walker {
  checker: ts.TypeChecker;
  at: ts.Node;
}

/** `{}` and `object`: whatever you like may stand there. */
const isEmpty = (w: Walker, t: ts.Type): boolean =>
  (t.flags & ts.TypeFlags.Object) !== 0 &&
  (t.symbol as ts.Symbol | undefined)?.flags === ts.SymbolFlags.TypeLiteral &&
  w.checker.getPropertiesOfType(t).length === 0 &&
  w.checker.getIndexInfosOfType(t).length === 0 &&
  t.getCallSignatures().length === 0 &&
  t.getConstructSignatures().length === 0;

/** The alternatives of a type, with what promises hold. */
export function alternatives(w: Walker, type: ts.Type, depth = 0): Place {
  if (type.flags & ANYTHING) return OPEN;
  if (type.flags & NOTHING) return NOWHERE;
  if (type.flags & ts.TypeFlags.NonPrimitive || isEmpty(w, type)) return OPEN;
  if (depth > 8) return OPEN;
  if (type.isUnion()) return joined(type.types.map((t) => alternatives(w, t, depth + 1)));
  // What a type computes of its parameters can take minutes to spread out, and is mostly as wide as they are.
  if (type.flags & COMPUTED) return OPEN;
  if (type.flags & DEFERRED) {
    const constraint = w.checker.getBaseConstraintOfType(type);
    return !constraint || constraint === type ? OPEN : alternatives(w, constraint, depth + 1);
  }
  const awaited = w.checker.getPropertyOfType(type, 'then') ? w.checker.getAwaitedType(type) : undefined;
  return awaited && awaited !== type ? joined([{ types: [type], open: false }, alternatives(w, awaited, depth + 1)]) : { types: [type], open: false };
}

const each = (place: Place, step: (t: ts.Type) => Place): Place => joined([...place.types.map(step), ...(place.open ? [OPEN] : [])]);

const ofSymbol = (w: Walker, s: ts.Symbol): Place => alternatives(w, w.checker.getTypeOfSymbolAtLocation(s, w.at));

/** One property, by its name; of an array or a stream also that of an element. */
export function property(w: Walker, place: Place, name: string): Place {
  const own = each(place, (t) => propertyOf(w, t, name));
  return exists(own) ? own : each(elements(w, place), (t) => propertyOf(w, t, name));
}

function propertyOf(w: Walker, type: ts.Type, name: string): Place {
  const symbol = w.checker.getPropertyOfType(type, name);
  if (symbol) return ofSymbol(w, symbol);
  const index = w.checker.getIndexTypeOfType(type, ts.IndexKind.String) ?? (/^\d+$/.test(name) ? w.checker.getIndexTypeOfType(type, ts.IndexKind.Number) : undefined);
  return index ? alternatives(w, index) : NOWHERE;
}

/** Every property: of an object, or of what an index signature holds. */
export function everyProperty(w: Walker, place: Place): Place {
  return each(place, (t) => {
    const index = w.checker.getIndexTypeOfType(t, ts.IndexKind.String) ?? w.checker.getIndexTypeOfType(t, ts.IndexKind.Number);
    const own = w.checker.getPropertiesOfType(t);
    return joined([...(index ? [alternatives(w, index)] : []), ...own.map((s) => ofSymbol(w, s))]);
  });
}

/** What an array, a set, a generator or a stream yields. */
export function elements(w: Walker, place: Place): Place {
  return each(place, (t) => {
    if (t.flags & ts.TypeFlags.StringLike) return NOWHERE;
    const index = w.checker.getIndexTypeOfType(t, ts.IndexKind.Number);
    if (index) return alternatives(w, index);
    const iterator = w.checker.getPropertiesOfType(t).find((p) => /^__@(async)?iterator/i.test(p.name));
    return iterator ? property(w, returned(w, property(w, returned(w, ofSymbol(w, iterator)), 'next')), 'value') : NOWHERE;
  });
}

/** Ways to call what stands here, `new` included. */
export const signatures = (w: Walker, place: Place): ts.Signature[] =>
  place.types.flatMap((t) => [...w.checker.getSignaturesOfType(t, ts.SignatureKind.Call), ...w.checker.getSignaturesOfType(t, ts.SignatureKind.Construct)]);

export function returned(w: Walker, place: Place): Place {
  return joined([...signatures(w, place).map((s) => alternatives(w, s.getReturnType())), ...(place.open ? [OPEN] : [])]);
}

/** The parameters from one position on, up to another. A rest parameter stands for all that follow. */
export function parameters(w: Walker, place: Place, from: number, to = from): Place {
  return joined([...signatures(w, place).map((s) => parametersOf(w, s, from, to)), ...(place.open ? [OPEN] : [])]);
}

function parametersOf(w: Walker, signature: ts.Signature, from: number, to: number): Place {
  const found: Place[] = [];
  signature.parameters.forEach((p, n) => {
    const type = w.checker.getTypeOfSymbolAtLocation(p, w.at);
    const declaration = p.valueDeclaration;
    const rest = n === signature.parameters.length - 1 && declaration && ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined;
    if (rest && to >= n) found.push(...restOf(w, type, from - n, to - n));
    else if (n >= from && n <= to) found.push(alternatives(w, type));
  });
  return joined(found);
}

/** `...args: [a: A, b?: B]` has two parameters, `...args: A[]` as many as you like. */
function restOf(w: Walker, type: ts.Type, from: number, to: number): Place[] {
  const list = alternatives(w, type);
  if (list.open) return [OPEN];
  return list.types.flatMap((t) => {
    if (!w.checker.isTupleType(t)) return [elements(w, { types: [t], open: false })];
    const members = w.checker.getTypeArguments(t as ts.TypeReference);
    return members.slice(Math.max(0, from), to + 1).map((m) => alternatives(w, m));
  });
}

/** `Role.Assistant` of a member of an enumeration: code that has not its value has its name. */
function memberOf(t: ts.Type): string[] {
  const declared = t.flags & ts.TypeFlags.EnumLiteral ? t.symbol.valueDeclaration : undefined;
  return declared && ts.isEnumMember(declared) ? [`${declared.parent.name.text}.${t.symbol.name}`] : [];
}

/** The constants that may stand here, or undefined where others may, too. */
export function constants(place: Place): Set<string | number | boolean> | undefined {
  if (place.open || place.types.length === 0) return undefined;
  const found = new Set<string | number | boolean>();
  for (const t of place.types) {
    for (const name of memberOf(t)) found.add(name);
    if (t.isStringLiteral() || t.isNumberLiteral()) found.add(t.value);
    else if (t.flags & ts.TypeFlags.BooleanLiteral) found.add((t as ts.Type & { intrinsicName: string }).intrinsicName === 'true');
    else if (t.flags & ts.TypeFlags.Object) continue;
    else return undefined;
  }
  return found.size > 0 ? found : undefined;
}
