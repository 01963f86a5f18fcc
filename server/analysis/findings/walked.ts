/** Walks over the call graph, remembered: an answer holds as long as no summary on the way has been made anew. */
import type { Summary } from '../flow/events';
import type { Solver } from '../flow/solver';
import type { FnNode } from '../flow/values';

interface Walked<T> {
  way: readonly (readonly [FnNode, Summary | undefined])[];
  answer: T;
}

/**
 * A walk that begins at a thing (a function, a closure) under a name that tells walks from it apart. `walk` must read summaries
 * through the function that it is given, and nothing else that changes.
 */
export function walked<T>(): (solver: Solver, from: object, name: string, walk: (summaryOf: (fn: FnNode) => Summary | undefined) => T) => T {
  const known = new WeakMap<object, Map<string, Walked<T>>>();
  return (solver, from, name, walk) => {
    let answers = known.get(from);
    if (!answers) known.set(from, (answers = new Map()));
    const before = answers.get(name);
    if (before && before.way.length > 0 && before.way.every(([fn, summary]) => solver.solved.get(fn) === summary)) return before.answer;
    const way: [FnNode, Summary | undefined][] = [];
    const answer = walk((fn) => {
      const summary = solver.solved.get(fn);
      way.push([fn, summary]);
      return summary;
    });
    answers.set(name, { way, answer });
    return answer;
  };
}
