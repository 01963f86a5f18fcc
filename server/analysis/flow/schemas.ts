/** Schema libraries: which fields of a parsed value are allow-listed, and which are only well-formed. */
import { LIMITS } from '../limits';
import type { SchemaSpec } from '../models/format';
import { apis, part } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import { matchedBy } from './charsets';
import { BIT, type Held, NOTHING, type Value, constantsOf, join, newObj, ofRef, privilegedRole } from './values';

export function parseWith(event: CallEvent, spec: SchemaSpec): Value {
  const input = valuesAt(event, spec.parses!).reduce<Value>((v, a) => join(v, a.value), NOTHING);
  const shaped = shape(event.self!, input, 0);
  return spec.into ? ofRef({ k: 'obj', obj: newObj({ fields: new Map([[spec.into, shaped]]) }) }) : shaped;
}

/** What a schema, or an object of schemas, holds its members to. A list holds its elements to it under the list's own name. */
export function heldBy(schema: Value, member: string[] = []): Held[] {
  if (member.length > LIMITS.accessPath) return [];
  const fields = schema.refs.flatMap((r) => (r.k === 'obj' && !r.obj.array ? [...r.obj.fields].flatMap(([name, v]) => heldBy(v, [...member, name])) : []));
  for (const r of apis(schema)) {
    const spec = r.made?.specs.find((s) => s.schema)?.schema;
    if (!r.made || !spec) continue;
    const at = (port: string): Value => valuesAt(r.made!, port).reduce<Value>((v, a) => join(v, a.value), NOTHING);
    const safe = (spec.allows ? BIT.any : 0) | (spec.pattern ? patternBits(at(spec.pattern)) : 0);
    if (safe && member.length > 0) fields.push({ member: member.join('.'), safe });
    for (const port of [spec.same, spec.items, spec.fields]) if (port) fields.push(...heldBy(at(port), member));
    if (spec.anyOf) {
      const ways = at(spec.anyOf).refs.flatMap((o) => (o.k === 'obj' ? [...o.obj.fields.values()].map((w) => heldBy(w, member)) : []));
      fields.push(...(ways[0] ?? []).filter((h) => ways.every((w) => w.some((other) => other.member === h.member && (other.safe & h.safe) === h.safe))));
    }
  }
  return fields;
}

const patternBits = (pattern: Value): number => (constantsOf(pattern) ?? []).reduce<number>((bits, c) => bits | (typeof c === 'string' ? matchedBy(c).found : 0), 0);

/** The input as the schema lets it through. */
function shape(schema: Value, input: Value, depth: number): Value {
  const made = apis(schema).flatMap((r) => (r.made ? [r.made] : []))[0];
  const spec = made?.specs.find((s) => s.schema)?.schema;
  if (!made || !spec || depth > LIMITS.objectDepth) return wellFormed(input);
  const at = (port: string): Value => valuesAt(made, port).reduce<Value>((v, a) => join(v, a.value), NOTHING);
  if (spec.allows) {
    const listed = made.args.flatMap((a) => deepConstants(a));
    const safe = listed.some(privilegedRole) ? BIT.any : BIT.any | BIT.roles;
    return { taints: input.taints.map((t) => ({ ...t, safe: t.safe | safe })), refs: input.refs };
  }
  const bits = spec.pattern ? patternBits(at(spec.pattern)) : 0;
  if (spec.same) return shape(at(spec.same), bits ? { taints: input.taints.map((t) => ({ ...t, safe: t.safe | bits })), refs: input.refs } : input, depth + 1);
  if (spec.items) return ofRef({ k: 'obj', obj: newObj({ array: true, rest: shape(at(spec.items), part(input, '*'), depth + 1) }) });
  if (spec.anyOf) {
    const options = at(spec.anyOf).refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields.values()] : []));
    return options.length > 0 ? options.map((o) => shape(o, input, depth + 1)).reduce(join) : wellFormed(input);
  }
  if (spec.fields) {
    const obj = newObj();
    for (const r of at(spec.fields).refs) if (r.k === 'obj') for (const [name, s] of r.obj.fields) obj.fields.set(name, shape(s, part(input, name), depth + 1));
    return obj.fields.size > 0 ? ofRef({ k: 'obj', obj }) : wellFormed(input);
  }
  return wellFormed(input);
}

/** The texts that an enumeration lists. */
const deepConstants = (v: Value): unknown[] => v.refs.flatMap((r) => (r.k === 'const' ? [r.value] : r.k === 'obj' ? (constantsOf(part(v, '*')) ?? []) : []));

const wellFormed = (v: Value): Value => ({ taints: v.taints.map((t) => ({ ...t, safe: t.safe | BIT.schema })), refs: v.refs });
