/**
 * Where calls lead on a walk. Of the methods that a class leaves to those that extend it, the ones count whose class was made, or used, on
 * the way; where none was, an instance comes from elsewhere, and it may be any of them.
 */
import type { Summary } from '../flow/events';
import type { Solver } from '../flow/solver';
import type { ClassNode, FnNode } from '../flow/values';

type Call = Summary['calls'][number];

export interface Callees {
  /** What these calls lead to for sure. */
  of(calls: readonly Call[]): FnNode[];
  /** What else they lead to, when the walk has come to its end with what is known so far. */
  left(): FnNode[];
}

export function makeCallees({ baseClass }: Pick<Solver, 'baseClass'>): Callees {
  const made = new Set<ClassNode>();
  const waiting = new Map<string, Call[]>();
  const note = (cls: ClassNode | undefined): void => {
    for (let c = cls; c && !made.has(c); c = baseClass(c)) made.add(c);
  };
  return {
    of(calls) {
      return calls.flatMap((c) => {
        if (!c.override) {
          c.on?.forEach(note);
          return [c.target];
        }
        const site = `${c.site.fn.file.path}#${c.site.fn.facts.key}:${c.site.instr}`;
        waiting.set(site, [...(waiting.get(site) ?? []), c]);
        return [];
      });
    },
    left() {
      return [...waiting.values()].flatMap((calls) => {
        const known = calls.filter((c) => c.on?.some((cls) => made.has(cls)));
        return (known.length > 0 ? known : calls).map((c) => c.target);
      });
    },
  };
}

/** The functions of a queue that grows as it is read, and then those that are left. */
export function* onward(queue: Set<FnNode>, callees: Callees): Generator<FnNode> {
  const read = new Set<FnNode>();
  for (let before = -1; before < queue.size;) {
    before = queue.size;
    for (const fn of queue) {
      if (read.has(fn)) continue;
      read.add(fn);
      yield fn;
    }
    for (const fn of callees.left()) queue.add(fn);
  }
}
