/** The texts of a value that is written somewhere: a fix changes these, and leaves the record that holds them as it is. */
import type { Instr, Use } from '../facts/ir';
import { part } from '../flow/access';
import type { CallEvent } from '../flow/events';
import { valuesAt } from '../flow/positions';
import type { FnNode, Value } from '../flow/values';
import { type PortStep, parsePort } from '../models/ports';

type Wanted = (v: Value) => boolean;
const DEPTH = 6;

/**
 * Every expression at a port that `wanted` is true of, in the literals of which the value is made: objects, lists, and what `map` gives back
 * for each element. Undefined where something of it stands in no literal of this file, or is itself a record.
 */
export function textsAt(event: CallEvent, portText: string, wanted: Wanted): Use[] | undefined {
  const { root, index, steps } = parsePort(portText);
  const use = root === 'arg' ? event.argUses[index] : undefined;
  if (use) return textsOf(event.fn, use, event.args[index]!, steps, wanted, 0);
  return steps.length > 0 ? undefined : all(valuesAt(event, portText).map((at) => textsOf(event.fn, at.mark, at.value, [], wanted, 0)));
}

function textsOf(fn: FnNode, use: Use, value: Value, steps: readonly PortStep[], wanted: Wanted, depth: number): Use[] | undefined {
  const i = fn.facts.instrs[use[0]];
  if (!i || depth > DEPTH) return undefined;
  const [step, ...rest] = steps;
  const inner = (of: FnNode, at: Use, v: Value, more: readonly PortStep[]): Use[] | undefined => textsOf(of, at, v, more, wanted, depth + 1);
  if (step && step.kind !== 'prop' && step.kind !== 'element' && step.kind !== 'every') return undefined;
  if (!step && !wanted(value)) return [];
  if (i.op === 'typed') {
    const found = inner(fn, i.of, value, steps);
    return found?.[0]?.[0] === i.of[0] ? [use] : found;
  }
  if (i.op === 'object') {
    if (step && step.kind !== 'prop') return [];
    const keys = step ? [step.name!] : i.props.map((p) => p.key);
    return !step && isMadeElsewhere(value, keys, wanted)
      ? undefined
      : all(i.props.flatMap((p) => (typeof p.key === 'string' && keys.includes(p.key) ? [inner(fn, p.value, part(value, p.key), rest)] : [])));
  }
  if (step?.kind === 'prop') return undefined;
  if (i.op === 'array') return i.items.some((item) => item.spread) ? undefined : all(i.items.map((item, n) => inner(fn, item.use, part(value, String(n)), rest)));
  const each = i.op === 'call' ? mappedBy(fn, i) : undefined;
  // Of a list that nobody knows, everything seems to come from everywhere.
  if (each) return value.refs.some((r) => r.k === 'obj') ? inner(each.fn, each.use, part({ ...value, taints: [] }, '*'), rest) : undefined;
  return step || (value.refs.some((r) => r.k === 'obj') && !isSerialized(fn, i)) ? undefined : [use];
}

const all = (parts: readonly (Use[] | undefined)[]): Use[] | undefined => (parts.includes(undefined) ? undefined : parts.flatMap((p) => p!));

const isMadeElsewhere = (value: Value, keys: readonly unknown[], wanted: Wanted): boolean =>
  value.refs.some((r) => r.k === 'obj' && ([...r.obj.fields].some(([k, v]) => !keys.includes(k) && wanted(v)) || [r.obj.rest, r.obj.spread].some((v) => v && wanted(v))));

/** `JSON.stringify(…)`: a text, whatever it was made of. */
function isSerialized(fn: FnNode, i: Instr): boolean {
  const callee = i.op === 'call' ? fn.facts.instrs[i.callee[0]] : undefined;
  return callee?.op === 'get' && callee.prop === 'stringify';
}

/** What the function that is given to `map` right there returns. */
function mappedBy(fn: FnNode, call: { callee: Use; args: { use: Use }[] }): { fn: FnNode; use: Use } | undefined {
  const { instrs } = fn.facts;
  const callee = instrs[call.callee[0]];
  const given = call.args[0] && instrs[call.args[0].use[0]];
  if (callee?.op !== 'get' || callee.prop !== 'map' || given?.op !== 'closure') return undefined;
  const own = fn.file.fns[given.fn]!;
  const returned = own.facts.blocks.flatMap((b) => (b.end.kind === 'return' && b.end.value ? [b.end.value] : []));
  return returned.length === 1 ? { fn: own, use: returned[0]! } : undefined;
}

/** The fields that `wanted` is true of in records that are made elsewhere; undefined where not all of it is in fields of theirs. */
export function fieldsOf(value: Value, wanted: Wanted): string[] | undefined {
  const objects = value.refs.flatMap((r) => (r.k === 'obj' ? [r.obj] : []));
  const names = [...new Set(objects.flatMap((o) => [...o.fields].flatMap(([name, v]) => (wanted(v) ? [name] : []))))];
  const isRecord = objects.length > 0 && objects.every((o) => !o.array && !o.rest && names.every((n) => o.fields.get(n)?.refs.every((r) => r.k !== 'obj')));
  return isRecord && names.length > 0 && names.every((n) => /^[A-Za-z_$][\w$]*$/.test(n)) ? names : undefined;
}
