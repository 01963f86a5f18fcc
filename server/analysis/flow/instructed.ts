/** Instructions that a function makes while an agent runs: which parts of the run's context it reads. */
import { LIMITS } from '../limits';
import type { ModelCallSpec } from '../models/format';
import { apis, deepTaints, fns } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import type { Run } from './run';

/** Names of the context's properties that end up in instructions. */
export function contextRead(run: Run, event: CallEvent): readonly string[] | undefined {
  const specs = event.specs.flatMap((s) => (s.model?.context ? [s.model] : []));
  const names = new Set(specs.flatMap((spec) => [...readBy(run, event, spec, spec.context!.as, 0)]));
  return names.size > 0 ? [...names] : undefined;
}

function* readBy(run: Run, event: CallEvent, spec: ModelCallSpec, as: string, depth: number): Generator<string> {
  for (const { fn } of (spec.instructions ?? []).flatMap((p) => valuesAt(event, p)).flatMap((a) => fns(a.value))) {
    for (const t of deepTaints(run.solver.summary(fn, run.fn).returns)) {
      const [first, name] = t.path;
      if (t.origin.k === 'port' && t.origin.port === '0' && first === as && name !== undefined) yield name;
    }
  }
  if (depth > LIMITS.objectDepth) return;
  for (const made of (spec.uses ?? []).flatMap((p) => valuesAt(event, p)).flatMap((a) => apis(a.value).flatMap((r) => r.made ?? [])))
    for (const s of made.specs) for (const m of [s.model, s.agent]) if (m) yield* readBy(run, made, m, as, depth + 1);
}
