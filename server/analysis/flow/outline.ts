/**
 * What is remembered of a call that no model describes. Nobody knows the meaning of its options, but a wrapper may hand on the functions that it was
 * given, and what somebody's own clients and guards are called: these are kept, one object deep. The rest would be copied at every call of the
 * function that made it, and calls that are made of calls would hold all that was ever given to any of them.
 */
import type { CallEvent } from './events';
import { type Ref, type Value, newObj } from './values';

export const outlined = (made: CallEvent): CallEvent => ({ ...made, args: made.args.map((a) => outline(a, true)) });

function outline(v: Value, whole: boolean): Value {
  return { taints: [], refs: v.refs.flatMap((r): Ref[] => (r.k === 'obj' ? (whole ? outlineOf(r) : []) : [isUnmodelled(r) ? { ...r, made: undefined } : r])) };
}

function outlineOf(r: Extract<Ref, { k: 'obj' }>): Ref[] {
  const { obj } = r;
  if (obj.shared) return [r];
  const fields = [...obj.fields].map(([name, v]) => [name, outline(v, false)] as const).filter(([, v]) => v.refs.length > 0);
  const rest = obj.rest && outline(obj.rest, false);
  if (fields.length === 0 && !rest?.refs.length) return [];
  return [{ k: 'obj', obj: newObj({ array: obj.array, text: obj.text, site: obj.site, known: false, fields: new Map(fields), rest: rest?.refs.length ? rest : undefined }) }];
}

const isUnmodelled = (r: Ref): r is Extract<Ref, { k: 'api' }> => r.k === 'api' && r.made !== undefined && r.made.specs.length === 0 && r.made.tests === undefined;
