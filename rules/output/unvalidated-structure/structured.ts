import { type CallEvent, type Taint, holds } from '../../../server/analysis/api';

/** Whether the SDK checks the answer against a schema that the call gave. JSON mode promises syntax alone. */
export function checkedByProvider(events: readonly CallEvent[], t: Taint): boolean {
  const { origin } = t;
  if (origin.k !== 'source') return false;
  return events.some((e) => {
    const i = e.fn.facts.instrs[e.instr];
    return e.fn === origin.fn && i?.s === origin.at[0] && i.e === origin.at[1] && e.specs.some((s) => (s.model?.structured ?? []).some((c) => holds(e, c) !== 'no'));
  });
}
