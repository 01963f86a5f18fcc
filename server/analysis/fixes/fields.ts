/** The fields of an input that a function reads, with the types that it declares for them. */
import type { TypeRef } from '../facts/ir';
import type { FnNode } from '../flow/values';
import { parsePort } from '../models/ports';

export interface InputField {
  name: string;
  type: 'string' | 'number' | 'boolean' | 'strings';
}

/** `port` says which parameter holds the input, and under which member (`0`, `0.input`). */
export function inputFields(fn: FnNode, port: string): InputField[] {
  const { index, steps } = parsePort(port);
  const declared = steps.reduce<TypeRef | undefined>((t, s) => (t?.k === 'object' && s.name !== undefined ? t.props[s.name] : undefined), fn.facts.params[index]?.type);
  let values = new Set(fn.facts.instrs.flatMap((i, v) => (i.op === 'param' && i.index === index ? [v] : [])));
  for (const s of steps) values = new Set([...readsOf(fn, values)].flatMap(([name, reads]) => (name === s.name ? reads : [])));
  return fieldsRead(fn, values).map((name) => ({ name, type: typeOf(declared?.k === 'object' ? declared.props[name] : undefined) }));
}

/** Names of the members of some values that a function reads, in order. */
export const fieldsRead = (fn: FnNode, values: ReadonlySet<number>): string[] => [...readsOf(fn, values).keys()].filter((name) => !METHODS.has(name));

/** What every value answers to is no field of an input. */
const METHODS = new Set(['toString', 'hasOwnProperty', 'length', 'constructor']);

function readsOf({ facts }: FnNode, from: ReadonlySet<number>): Map<string, number[]> {
  const same = new Set(from);
  const out = new Map<string, number[]>();
  facts.instrs.forEach((i, v) => {
    if ((i.op === 'typed' || i.op === 'await') && same.has(i.of[0])) same.add(v);
    if (i.op === 'get' && same.has(i.obj[0]) && typeof i.prop === 'string') out.set(i.prop, [...(out.get(i.prop) ?? []), v]);
  });
  return out;
}

function typeOf(t: TypeRef | undefined): InputField['type'] {
  if (t?.k === 'prim' && (t.name === 'number' || t.name === 'boolean')) return t.name;
  return t?.k === 'array' ? 'strings' : 'string';
}
