/** Schema libraries: which fields of a parsed value are allow-listed, and which are only well-formed. */
import { LIMITS } from '../limits';
import type { SchemaSpec } from '../models/format';
import { apis, deepTaints, part } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import { type Allowed, BIT, NOTHING, type Value, constantsOf, join, newObj, ofRef, privilegedRole } from './values';

export function parseWith(event: CallEvent, spec: SchemaSpec): Value {
  const input = valuesAt(event, spec.parses!).reduce<Value>((v, a) => join(v, a.value), NOTHING);
  const shaped = shape(event.self!, input, 0);
  return spec.into ? ofRef({ k: 'obj', obj: newObj({ fields: new Map([[spec.into, shaped]]) }) }) : shaped;
}

/** The parts that a schema, or an object of schemas, allow-lists: only certain texts, numbers and the like get through it. */
export function allowedBy(schema: Value): Allowed[] {
  const probe: Value = { taints: [{ origin: { k: 'port', port: 'schema' }, path: [], safe: 0 }], refs: [] };
  const fields = schema.refs.flatMap((r) => (r.k === 'obj' && !r.obj.array ? [...r.obj.fields] : []));
  const shaped = fields.length > 0 ? fields.map(([name, s]) => shape(s, part(probe, name), 1)) : [shape(schema, probe, 0)];
  return shaped.flatMap((v) => deepTaints(v).flatMap((t) => (t.safe & BIT.any ? [{ path: t.path, safe: t.safe }] : [])));
}

/** The input as the schema lets it through. */
function shape(schema: Value, input: Value, depth: number): Value {
  const made = apis(schema).flatMap((r) => (r.made ? [r.made] : []))[0];
  const spec = made?.specs.find((s) => s.schema)?.schema;
  if (!made || !spec || depth > LIMITS.objectDepth) return wellFormed(input);
  const at = (port: string): Value => valuesAt(made, port).reduce<Value>((v, a) => join(v, a.value), NOTHING);
  if (spec.allows) {
    const listed = made.args.flatMap((a) => deepConstants(a));
    const bits = listed.some(privilegedRole) ? BIT.any : BIT.any | BIT.roles;
    return { taints: input.taints.map((t) => ({ ...t, safe: t.safe | bits })), refs: input.refs };
  }
  if (spec.same) return shape(at(spec.same), input, depth + 1);
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
