/** Schema libraries: which fields of a parsed value, or of one that passed, are allow-listed, and which are only well-formed. */
import { LIMITS } from '../limits';
import type { SchemaSpec } from '../models/format';
import { deepTaints, part } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import { type Shape, shapeOf, shapeOfJson, shapeOfCall } from './shapes';
import { addFact, safeFact } from './substitute';
import { BIT, type Fact, type Facts, type Held, NOTHING, type Value, join, newObj, ofRef } from './values';

export function parseWith(event: CallEvent, spec: SchemaSpec): Value {
  const shaped = through(shapeOfCall(event, spec), inputOf(event, spec.parses!));
  return spec.into ? ofRef({ k: 'obj', obj: newObj({ fields: new Map([[spec.into, shaped]]) }) }) : shaped;
}

/** What is known of the data at a port where it has passed the call's schema. */
export function passing(event: CallEvent, spec: SchemaSpec, port: string): Facts {
  const i = event.fn.facts.instrs[event.instr]!;
  const facts = new Map<string, Fact>();
  const tell = (shape: Shape, v: Value, depth: number): void => {
    if (shape.mends || depth > LIMITS.accessPath) return;
    if (shape.safe) for (const t of deepTaints(v)) addFact(facts, safeFact(t, shape.safe, event.fn, [i.s, i.e], 'checked against a schema'));
    for (const [name, s] of shape.fields ?? []) tell(s, memberOf(v, name), depth + 1);
    // A list is as safe as each of its elements.
    if (shape.items) {
      if (shape.items.safe && !shape.items.mends) tell({ safe: shape.items.safe }, v, depth);
      tell(shape.items, memberOf(v, '*'), depth + 1);
    }
    for (const h of shape.anyOf && !isMended(shape) ? heldBy(shape) : []) tell({ safe: h.safe }, h.member.split('.').filter(Boolean).reduce(memberOf, v), depth + 1);
  };
  tell(shapeOfCall(event, spec), inputOf(event, port), 0);
  return facts;
}

/** A member by itself: a path that is too long to be followed further stands for all that lies below it. */
function memberOf(v: Value, name: string): Value {
  const member = part(v, name);
  return { ...member, taints: member.taints.filter((t) => !v.taints.some((whole) => whole.path === t.path)) };
}

/** What a tool's schema, or an object of schemas, holds its members to. A list holds its elements to it under the list's own name. */
export const heldIn = (schema: Value): Held[] => heldBy(shapeOf(schema)).filter((h) => h.member !== '');
export const heldInJson = (schema: Value): Held[] => heldBy(shapeOfJson(schema)).filter((h) => h.member !== '');

function heldBy(shape: Shape, member: readonly string[] = []): Held[] {
  if (member.length > LIMITS.accessPath) return [];
  const held: Held[] = shape.safe ? [{ member: member.join('.'), safe: shape.safe }] : [];
  for (const [name, s] of shape.fields ?? []) held.push(...heldBy(s, [...member, name]));
  if (shape.items) held.push(...heldBy(shape.items, member));
  // Of alternatives, only what each of them holds a member to.
  const [first = [], ...others] = (shape.anyOf ?? []).map((way) => heldBy(way, member));
  for (const h of first) {
    const safe = others.reduce((bits, way) => bits & way.filter((o) => o.member === h.member).reduce((all, o) => all | o.safe, 0), h.safe);
    if (safe) held.push({ ...h, safe });
  }
  return held;
}

const isMended = (s: Shape): boolean => s.mends === true || [...(s.fields?.values() ?? []), ...(s.anyOf ?? []), ...(s.items ? [s.items] : [])].some(isMended);

const inputOf = (event: CallEvent, port: string): Value => valuesAt(event, port).reduce<Value>((v, a) => join(v, a.value), NOTHING);

/** The input as the schema lets it through. */
function through(shape: Shape, given: Value): Value {
  const input = shape.safe ? safer(given, shape.safe) : given;
  if (shape.safe & BIT.any) return input;
  if (shape.items) return ofRef({ k: 'obj', obj: newObj({ array: true, rest: through(shape.items, part(input, '*')) }) });
  if (shape.anyOf) return shape.anyOf.map((way) => through(way, input)).reduce(join);
  if (!shape.fields) return safer(input, BIT.schema);
  return ofRef({ k: 'obj', obj: newObj({ fields: new Map([...shape.fields].map(([name, s]) => [name, through(s, part(input, name))])) }) });
}

const safer = (v: Value, bits: number): Value => ({ taints: v.taints.map((t) => ({ ...t, safe: t.safe | bits })), refs: v.refs });
