/** Objects and lists that literals, spreads and iteration make. */
import type { ValueId } from '../facts/ir';
import { LIMITS } from '../limits';
import { deepTaints, setField } from './access';
import type { Run } from './run';
import { NOTHING, join, newObj, ofRef, tainted, type Obj, type Value } from './values';

export function makeObj(run: Run, id: ValueId): Obj {
  let obj = run.objs.get(id);
  if (!obj) run.objs.set(id, (obj = newObj({ block: run.block, site: run.fn.facts.instrs[id] })));
  return obj;
}

export function spread(obj: Obj, v: Value): void {
  for (const r of v.refs) {
    if (r.k === 'obj') {
      for (const [k, f] of r.obj.fields) setField(obj, k, f, true);
      if (r.obj.rest) setField(obj, '*', r.obj.rest, false);
      if (!r.obj.known) obj.known = false;
    } else if (r.k !== 'const') {
      obj.known = false;
      if (r.k === 'sym') setField(obj, '*', { taints: [], refs: [r] }, false);
    }
  }
  if (v.taints.length > 0) {
    obj.known = false;
    // What was there before may be overwritten; what comes after stands.
    for (const [k, f] of obj.fields) obj.fields.set(k, join(f, tainted(v.taints)));
    setField(obj, '*', tainted(v.taints), false);
  }
}

/** Only what flows in, no longer what it is. */
export const flatten = (parts: readonly Value[]): Value => {
  let out = NOTHING;
  for (const p of parts) out = join(out, tainted(p.taints));
  return out;
};

/** An object that becomes part of a text (`JSON.stringify` keeps its shape, a list is joined) brings all that is in it. */
export const asText = (v: Value): Value => (v.refs.some((r) => r.k === 'obj') ? tainted(deepTaints(v)) : v);

export function elementOf(_run: Run, v: Value): Value {
  let out: Value = tainted(v.taints);
  for (const r of v.refs) {
    if (r.k === 'obj') {
      for (const f of r.obj.fields.values()) out = join(out, f);
      if (r.obj.rest) out = join(out, r.obj.rest);
    } else if (r.k === 'sym') out = join(out, ofRef({ ...r, path: r.path.length < LIMITS.accessPath ? [...r.path, '*'] : r.path }));
    else if (r.k === 'api') out = join(out, ofRef(r));
  }
  return out;
}

export function restOf(v: Value, without: string[]): Value {
  const refs = v.refs.map((r) => {
    if (r.k !== 'obj') return r;
    if (r.obj.array) {
      let rest = r.obj.rest ?? NOTHING;
      for (const [k, f] of r.obj.fields) if (!without.includes(k)) rest = join(rest, f);
      return { k: 'obj' as const, obj: newObj({ known: r.obj.known, array: true, rest }) };
    }
    const copy = newObj({ known: r.obj.known, rest: r.obj.rest });
    for (const [k, f] of r.obj.fields) if (!without.includes(k)) copy.fields.set(k, f);
    return { k: 'obj' as const, obj: copy };
  });
  return { taints: v.taints, refs };
}
