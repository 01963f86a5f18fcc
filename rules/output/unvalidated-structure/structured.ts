import { type CallEvent, type Taint, holds } from '../../../server/analysis/api';

/** Whether the SDK checks the answer against a schema that the call gave. JSON mode promises syntax alone. */
export function checkedByProvider(events: readonly CallEvent[], t: Taint): boolean {
  const { origin } = t;
  if (origin.k !== 'source') return false;
  return events.some((e) => {
    const i = e.fn.facts.instrs[e.instr];
    if (e.fn !== origin.fn || i?.s !== origin.at[0] || i.e !== origin.at[1]) return false;
    return e.specs.some(({ model }) => (model?.structured ?? []).some((c) => holds(e, c) !== 'no') && !model?.unstructured?.includes(t.path[0] ?? ''));
  });
}
