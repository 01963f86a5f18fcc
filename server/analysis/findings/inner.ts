/**
 * What a closure runs of what it was made with. `wrap(f)` gives a handler in which `f` is but a captured variable: which function that is
 * stands in the closure's own environment, and nowhere in the code of the handler.
 */
import { fns, partAt } from '../flow/access';
import type { Solver } from '../flow/solver';
import { type Env, type FnNode, type FnRef, type Value, NOTHING } from '../flow/values';
import { LIMITS } from '../limits';

export interface Inner {
  fns: FnNode[];
  /** Some of them only run when a person has been asked. */
  asked: boolean;
}

export function innerFunctions(solver: Solver, roots: readonly FnRef[]): Inner {
  const out: Inner = { fns: [], asked: false };
  const todo = [...roots];
  for (const root of todo) {
    if (todo.length > LIMITS.targets * LIMITS.lift) break;
    for (const fn of within(root.fn)) {
      for (const event of solver.solved.get(fn)?.events ?? []) {
        if (event.name !== '' || !event.callee) continue;
        const targets = event.callee.refs.flatMap((r) => (r.k === 'sym' ? fns(partAt(captured(root.env, fn, r.port), r.path)) : []));
        if (targets.length > 0 && event.facts.has('lock approval')) out.asked = true;
        else
          for (const t of targets) {
            // Wrapped twice by one function, it is the same code with something else in it.
            if (todo.some((known) => known.fn === t.fn && known.env === t.env)) continue;
            todo.push(t);
            out.fns.push(t.fn);
          }
      }
    }
  }
  return out;
}

/** A function and those that are written inside it. */
function within(root: FnNode): FnNode[] {
  const inside = new Set([root.facts.id]);
  return root.file.fns.filter((f) => f === root || (inside.has(f.facts.parent) && inside.add(f.facts.id)));
}

function captured(env: Env, fn: FnNode, port: string): Value {
  const [kind, owner, ...name] = port.split(' ');
  if (kind === 'cell')
    for (let e: Env | undefined = env; e; e = e.parent) if (String(e.fn.facts.id) === owner && e.fn.file === fn.file) return e.cells.get(name.join(' ')) ?? NOTHING;
  return NOTHING;
}
