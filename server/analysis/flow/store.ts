/**
 * What outlives a call: module variables, fields of classes, and the objects in them. Other functions see these, so that
 * ports mean nothing in them, and each is one thing for all. A store that fills up keeps one object for each place in the
 * code, so that a cache which a recursion fills stays as small as the code that fills it.
 */
import { LIMITS } from '../limits';
import { isOpenLink, setField } from './access';
import { type Obj, type Ref, type Value, NOTHING, contents, isConditional, join, joinRefs, newObj, ofRef, refKey } from './values';

interface Store {
  /** The first object of each place in the code. */
  first: Map<object, Obj>;
  objects: number;
}

/** By the key that readers of a store depend on. */
const stores = new WeakMap<object, Store>();

function storeOf(key: object): Store {
  let store = stores.get(key);
  if (!store) stores.set(key, (store = { first: new Map(), objects: 0 }));
  return store;
}

/**
 * A value as it is kept in a store: without what only the writer's caller knows, its objects marked as seen by others.
 * @param key what readers of the store depend on
 * @param onChange told when an object that was in the store already has got more
 */
export function kept(v: Value, key: object, onChange: () => void): Value {
  const concrete = closed(v);
  const store = storeOf(key);
  const out = store.objects > LIMITS.objects ? folded(concrete, store, onChange, new Set()) : concrete;
  share(out, key, store);
  return out;
}

/** Puts new objects into those of the same place that are there already. What one holds may then be the other's: that is an assumption. */
function folded(v: Value, store: Store, onChange: () => void, seen: Set<Obj>): Value {
  if (!v.refs.some((r) => r.k === 'obj' && !r.obj.shared)) return v;
  const refs = v.refs.reduce<readonly Ref[]>((all, r) => joinRefs(all, [r.k === 'obj' ? { k: 'obj', obj: fold(r.obj) } : r]), []);
  return { ...v, refs };

  function fold(o: Obj): Obj {
    if (o.shared) return o;
    const one = store.first.get(o.site) ?? o;
    if (seen.has(o)) return one;
    seen.add(o);
    const write = (name: string, held: Value): void => {
      const now = folded(held, store, onChange, seen);
      if (one === o) {
        if (name === '*') o.rest = now;
        else o.fields.set(name, now);
        return;
      }
      const before = name === '*' ? one.rest : one.fields.get(name);
      setField(one, name, now.taints.length > 0 ? { ...now, taints: now.taints.map((t) => ({ ...t, weak: true })) } : now, false);
      const after = name === '*' ? one.rest : one.fields.get(name);
      if (!before || (after && !sameValue(before, after))) onChange();
    };
    for (const [k, f] of o.fields) write(k, f);
    if (o.rest) write('*', o.rest);
    if (o.spread && one !== o) {
      const before = one.spread;
      one.spread = before ? join(before, o.spread) : o.spread;
      if (!before || !sameValue(before, one.spread)) onChange();
    }
    return one;
  }
}

function share(v: Value, key: object, store: Store, depth = 0): void {
  for (const r of v.refs) {
    if (r.k !== 'obj' || r.obj.shared || depth > LIMITS.objectDepth) continue;
    r.obj.shared = key;
    store.objects++;
    if (!store.first.has(r.obj.site)) store.first.set(r.obj.site, r.obj);
    for (const f of contents(r.obj)) share(f, key, store, depth + 1);
  }
}

/** Data of known origin and things; ports of a function mean nothing elsewhere. */
export function closed(v: Value, depth = 0, seen = new Map<object, Value>()): Value {
  if (depth > LIMITS.objectDepth) return NOTHING;
  const refs = v.refs.flatMap((ref): Ref[] => {
    if (ref.k === 'sym') return [];
    const r = isConditional(ref) ? { ...ref, under: undefined } : ref;
    if (r.k === 'api' && r.made && isOpenLink(r.made)) {
      const known = seen.get(r.made);
      if (known) return [...known.refs];
      const made = { ...r.made };
      seen.set(r.made, ofRef({ ...r, made }));
      made.args = made.args.map((a) => closed(a, depth + 1, seen));
      made.self = made.self && closed(made.self, depth, seen);
      return [{ ...r, made }];
    }
    // What is kept already was freed of ports when it was put there.
    if (r.k !== 'obj' || r.obj.shared) return [r];
    if (!contents(r.obj).some(openHere)) return [r];
    const known = seen.get(r.obj);
    if (known) return [...known.refs];
    const copy = newObj({ array: r.obj.array, text: r.obj.text, known: r.obj.known, site: r.obj.site });
    const value = ofRef({ k: 'obj', obj: copy });
    seen.set(r.obj, value);
    for (const [k, f] of r.obj.fields) copy.fields.set(k, closed(f, depth + 1, seen));
    if (r.obj.rest) copy.rest = closed(r.obj.rest, depth + 1, seen);
    if (r.obj.spread) copy.spread = closed(r.obj.spread, depth + 1, seen);
    return [...value.refs];
  });
  return { taints: v.taints.filter((t) => t.origin.k === 'source'), refs };
}

const openHere = (v: Value): boolean => v.taints.some((t) => t.origin.k === 'port') || v.refs.some((r) => r.k === 'sym' || r.k === 'obj' || isConditional(r));

/** Whether readers of a store would see the same. */
export const sameValue = (a: Value, b: Value): boolean =>
  a.taints.length === b.taints.length && a.refs.length === b.refs.length && a.refs.every((r, i) => r === b.refs[i] || (r.k !== 'obj' && refKey(r) === refKey(b.refs[i]!)));
