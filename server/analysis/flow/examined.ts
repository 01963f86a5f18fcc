/**
 * What middleware of the project examined before it let a request pass: `app.post(path, moderated, handler)`. It examined its own reading of the
 * request, and the handler reads the same again: what it found holds there, for the same part of the request.
 */
import { passesOf } from './passes';
import type { Run } from './run';
import type { Fact, FnNode, Held } from './values';

export function examinedBy(run: Run, middleware: FnNode): readonly Held[] {
  let known = examined.get(run);
  if (!known) examined.set(run, (known = new Map()));
  let found = known.get(middleware);
  if (!found) known.set(middleware, (found = examine(run, middleware)));
  return found;
}

/** Many routes stand behind the same middleware. */
const examined = new WeakMap<Run, Map<FnNode, readonly Held[]>>();

function examine(run: Run, middleware: FnNode): Held[] {
  const summary = run.solver.summary(middleware, run.fn);
  const passes = passesOf(middleware, (f) => run.solver.summary(f, run.fn)).map((p) => p.facts);
  const [first, ...others] = passes.length > 0 ? passes : [summary.silent ?? summary.admits ?? summary.exit];
  return [...first!.values()].flatMap((f) => (others.every((o) => o.has(f.key)) ? heldBy(f) : []));
}

/** Of an unknown member it is said as of the whole: which one the handler reads is not known either. */
const heldBy = ({ kind, origin, path = [], safe, needs, excludes }: Fact): Held[] =>
  kind === 'safe' && safe && !needs && !excludes && origin?.k === 'source' && origin.part !== undefined ? [{ member: [origin.part, ...path].join('.'), safe }] : [];
