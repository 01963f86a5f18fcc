import { type At, type ModelCall, type Taint, BIT, carries, holds, part } from '../../../server/analysis/api';

/** Message lists of a call whose roles come from a caller. */
export function controlledRoles(call: ModelCall): { at: At; taints: readonly Taint[] }[] {
  const refuses = call.spec.refusesSystem;
  if (refuses === true || (typeof refuses === 'object' && !(refuses.unless && holds(call.event, refuses.unless) === 'yes'))) return [];
  return call.roles.flatMap((at) => {
    const taints = roleTaints(at);
    return taints.length > 0 ? [{ at, taints }] : [];
  });
}

/** The list itself, or a whole message in it, is the caller's; fixed or allow-listed roles are not. */
function roleTaints(at: At): readonly Taint[] {
  const whole = at.value.taints.length > 0 ? carries({ taints: at.value.taints, refs: [] }, ['user'], ['roles']) : [];
  // A text where a list may stand is no list: it was joined or is a single field.
  const lists = whole.filter((t) => (t.safe & BIT.roles) === 0 && !isText(t.trace?.label));
  const elements = at.value.refs.flatMap((r) => (r.k === 'obj' && r.obj.array ? [...r.obj.fields.values(), ...(r.obj.rest ? [r.obj.rest] : [])] : []));
  return [...lists, ...elements.flatMap((e) => [...carries({ taints: part(e, 'role').taints, refs: [] }, ['user'], ['roles'])])];
}

const isText = (label: string | undefined): boolean => label === 'joined into a text';
