/**
 * Keeps what a function hands out small. Each call copies what the callee hands out, so that a function that calls itself in
 * ten places would hand out ten times as much in each round. Where there is too much, the objects of one place in the code
 * become one object: the allocation-site abstraction, in which a recursive structure is a cycle.
 */
import { LIMITS } from '../limits';
import type { Effect } from './events';
import { type Env, type Obj, type Ref, type Value, contents, join, joinRefs, newObj } from './values';

/** Whether there are more objects and closures in these values than may be copied at each call. */
function isTooMuch(values: readonly Value[]): boolean {
  const seen = new Set<Obj | Env>();
  const open = [...values];
  for (let v = open.pop(); v; v = open.pop()) {
    for (const r of v.refs) {
      if (r.k === 'obj' && !r.obj.shared && !seen.has(r.obj)) {
        seen.add(r.obj);
        open.push(...contents(r.obj));
      } else if (r.k === 'fn') {
        if (r.self) open.push(r.self);
        for (let e: Env | undefined = r.env; e && !seen.has(e); e = e.parent) {
          seen.add(e);
          open.push(...e.cells.values());
        }
      }
    }
    if (seen.size > LIMITS.objects) return true;
  }
  return false;
}

class Condenser {
  private readonly objs = new Map<object, Obj>();
  private readonly envs = new Map<object, Env>();
  private readonly taken = new Set<Obj | Env>();

  value(v: Value): Value {
    if (!v.refs.some((r) => r.k === 'obj' || r.k === 'fn')) return v;
    return { ...v, refs: v.refs.reduce<readonly Ref[]>((refs, r) => joinRefs(refs, [this.ref(r)]), []) };
  }

  private ref(r: Ref): Ref {
    if (r.k === 'obj') return r.obj.shared ? r : { k: 'obj', obj: this.obj(r.obj) };
    return r.k === 'fn' ? { ...r, env: this.env(r.env), self: r.self && this.value(r.self), given: r.given?.map((g) => this.value(g)) } : r;
  }

  private obj(o: Obj): Obj {
    const known = this.objs.get(o.site);
    const one = known ?? newObj({ array: o.array, known: o.known, loose: o.loose, text: o.text, from: o.from, site: o.site });
    if (this.taken.has(o)) return one;
    this.taken.add(o);
    this.objs.set(o.site, one);
    one.known &&= o.known;
    one.loose ||= o.loose;
    for (const [k, f] of o.fields) one.fields.set(k, this.joined(one.fields.get(k), f, known !== undefined));
    if (o.rest) one.rest = this.joined(one.rest, o.rest, known !== undefined);
    if (o.spread) one.spread = this.joined(one.spread, o.spread, known !== undefined);
    return one;
  }

  private env(e: Env): Env {
    const known = this.envs.get(e.fn);
    const one: Env = known ?? { fn: e.fn, cells: new Map() };
    if (this.taken.has(e)) return one;
    this.taken.add(e);
    this.envs.set(e.fn, one);
    if (e.parent) one.parent = this.env(e.parent);
    for (const [k, c] of e.cells) one.cells.set(k, this.joined(one.cells.get(k), c, known !== undefined));
    return one;
  }

  /** Data of one object that is taken for data of another is an assumption. */
  private joined(before: Value | undefined, after: Value, assumed: boolean): Value {
    const v = this.value(after);
    const here = assumed && v.taints.length > 0 ? { ...v, taints: v.taints.map((t) => ({ ...t, weak: true })) } : v;
    return before ? join(before, here) : here;
  }
}

/** A function's result and effects, with few enough objects in them. */
export function condensed(returns: Value, effects: readonly Effect[]): { returns: Value; effects: readonly Effect[] } {
  if (!isTooMuch([returns, ...effects.map((e) => e.value)])) return { returns, effects };
  const condenser = new Condenser();
  return { returns: condenser.value(returns), effects: effects.map((e) => ({ ...e, value: condenser.value(e.value) })) };
}
