import type { FunctionFacts } from '../facts/ir';

const known = new WeakMap<FunctionFacts, ReadonlyMap<number, readonly number[]>>();

/** The blocks to which an exception of each block may come, which is asked of every block: found once for a function. */
export function handlersOf(f: FunctionFacts): ReadonlyMap<number, readonly number[]> {
  const there = known.get(f);
  if (there) return there;
  const handlers = new Map<number, number[]>();
  for (const [i, b] of f.blocks.entries()) {
    for (const p of b.throwsFrom ?? []) {
      const list = handlers.get(p);
      if (list) list.push(i);
      else handlers.set(p, [i]);
    }
  }
  known.set(f, handlers);
  return handlers;
}
