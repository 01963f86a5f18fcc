/** Objects and lists that literals, spreads and iteration make. */
import type { ValueId } from '../facts/ir';
import { below, deepTaints, field, part, setField } from './access';
import type { Run } from './run';
import { NOTHING, join, newObj, ofRef, siteOf, tainted, type FileNode, type Obj, type Value } from './values';

export function makeObj(run: Run, id: ValueId): Obj {
  let obj = run.objs.get(id);
  if (!obj) run.objs.set(id, (obj = newObj({ block: run.block, site: siteOf(run.fn, id) })));
  return obj;
}

/** `{ before, ...v }`: what `v` holds stands for what was there before, or `always` is false and it may not have been put there. */
export function spread(obj: Obj, v: Value, always = true): void {
  const { objs, whole } = apart(v);
  // Members that may be overwritten, and may not.
  if (whole) for (const [k, f] of obj.fields) obj.fields.set(k, join(f, part(whole, k)));
  const certain = always && !whole && v.refs.every((r) => r.k === 'obj');
  for (const [k, f] of membersOf(objs)) setField(obj, k, whole ? join(f, part(whole, k)) : f, certain && objs.every((o) => o.fields.has(k)));
  takeRest(obj, objs, whole);
  if (whole || v.refs.some((r) => r.k !== 'obj' && r.k !== 'const')) obj.known = false;
}

/** Puts what was spread into an object behind the members that it has: those were joined with it where they stood before it. */
export function spreadBehind(obj: Obj, v: Value): void {
  const { objs, whole } = apart(v);
  for (const [k, f] of membersOf(objs)) if (!obj.fields.has(k)) setField(obj, k, whole ? join(f, part(whole, k)) : f, true);
  takeRest(obj, objs, whole);
}

/** Objects, whose members can be named; and what has members that only a caller knows, or is data as a whole. */
function apart(v: Value): { objs: Obj[]; whole: Value | undefined } {
  const syms = v.refs.filter((r) => r.k === 'sym');
  return { objs: v.refs.flatMap((r) => (r.k === 'obj' ? [r.obj] : [])), whole: v.taints.length > 0 || syms.length > 0 ? { taints: v.taints, refs: syms } : undefined };
}

function membersOf(objs: readonly Obj[]): Map<string, Value> {
  const out = new Map<string, Value>();
  for (const o of objs) for (const k of o.fields.keys()) out.set(k, join(out.get(k) ?? NOTHING, field(o, k)));
  return out;
}

function takeRest(obj: Obj, objs: readonly Obj[], whole: Value | undefined): void {
  for (const o of objs) {
    if (o.rest) setField(obj, '*', o.rest, false);
    if (o.spread) obj.spread = join(obj.spread ?? NOTHING, o.spread);
    if (!o.known) obj.known = false;
  }
  if (whole) obj.spread = join(obj.spread ?? NOTHING, whole);
}

/** A module taken as a whole is an object of what it exports. */
export const asObjects = (run: Run, v: Value): Value =>
  v.refs.some((r) => r.k === 'module') ? { ...v, refs: v.refs.map((r) => (r.k === 'module' ? { k: 'obj', obj: exportsOf(run, r.file) } : r)) } : v;

function exportsOf(run: Run, file: FileNode): Obj {
  const obj = newObj({ known: false });
  const stars = file.facts.exports.flatMap((e) => (e.kind === 'star' ? [file.targets[e.from]] : []));
  const names = [file, ...stars].flatMap((f) => (typeof f === 'object' ? f.facts.exports.flatMap((e) => (e.kind === 'local' || e.kind === 'from' ? [e.name] : [])) : []));
  const assigned = [...file.cells.keys()].flatMap((name) => (/^=./.test(name) ? [name.slice(1)] : []));
  for (const name of [...names, ...assigned]) obj.fields.set(name, run.solver.exported(file, name, run.fn));
  return obj;
}

/** Only what flows in, no longer what it is. */
export const flatten = (parts: readonly Value[]): Value => {
  let out = NOTHING;
  for (const p of parts) out = join(out, tainted(p.taints));
  return out;
};

/** An object that becomes part of a text (`JSON.stringify` keeps its shape, a list is joined) brings all that is in it. */
export const asText = (v: Value): Value => (v.refs.some((r) => r.k === 'obj') ? tainted(deepTaints(v)) : v);

export function elementOf(run: Run, v: Value): Value {
  // What a caller gives is a list there, of which this is one element.
  let out: Value = tainted(v.taints.map((t) => (t.origin.k === 'port' ? { ...t, path: below(t.path, '*') } : t)));
  for (const r of v.refs) {
    if (r.k === 'obj') out = join(out, field(r.obj, '*'));
    else if (r.k === 'sym') out = join(out, ofRef({ ...r, path: below(r.path, '*') }));
    else if (r.k === 'api') out = join(out, ofRef(r));
    else if (r.k === 'module') out = join(out, field(exportsOf(run, r.file), '*'));
  }
  const pairs = v.refs.some((r) => r.k === 'api' && run.solver.catalog.type(r.name.replace(/#$/, ''))?.pairs);
  return pairs ? ofRef({ k: 'obj', obj: newObj({ array: true, fields: new Map([['1', out]]), known: false }) }) : out;
}

export function restOf(v: Value, without: string[]): Value {
  const refs = v.refs.map((r) => {
    if (r.k !== 'obj') return r;
    if (r.obj.array) {
      let rest = r.obj.rest ?? NOTHING;
      for (const [k, f] of r.obj.fields) if (!without.includes(k)) rest = join(rest, f);
      return { k: 'obj' as const, obj: newObj({ known: r.obj.known, array: true, rest }) };
    }
    const copy = newObj({ known: r.obj.known, rest: r.obj.rest, spread: r.obj.spread });
    for (const [k, f] of r.obj.fields) if (!without.includes(k)) copy.fields.set(k, f);
    return { k: 'obj' as const, obj: copy };
  });
  return { taints: v.taints, refs };
}
