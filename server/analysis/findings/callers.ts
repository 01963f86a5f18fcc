/** Who calls a function of the workspace. */
import type { Called } from '../flow/events';
import type { Solver } from '../flow/solver';
import type { FnNode } from '../flow/values';

interface Index {
  /** What the solver had computed when it was made. */
  computed: number;
  calls: ReadonlyMap<FnNode, readonly Called[]>;
}
const indexes = new WeakMap<Solver, Index>();

/** The calls of a function, each with its site in the caller. Put in order once for all functions, and anew when something was solved since. */
export function callersOf(solver: Solver, fn: FnNode): readonly Called[] {
  let index = indexes.get(solver);
  if (index?.computed !== solver.computed()) indexes.set(solver, (index = { computed: solver.computed(), calls: callsByTarget(solver) }));
  return index.calls.get(fn) ?? [];
}

function callsByTarget(solver: Solver): Map<FnNode, Called[]> {
  const out = new Map<FnNode, Called[]>();
  for (const summary of solver.solved.values())
    for (const call of summary.calls) {
      const known = out.get(call.target);
      if (known) known.push(call);
      else out.set(call.target, [call]);
    }
  return out;
}
