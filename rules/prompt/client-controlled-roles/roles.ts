import {
  type At,
  type ModelCall,
  type Taint,
  type Value,
  BIT,
  JOINED,
  carries,
  carriesUnless,
  constantsOf,
  elementsOf,
  part,
  privilegedRole,
  refusesSystem,
  tainted,
} from '../../../server/analysis/api';

/** Message lists of a call whose roles come from a caller. */
export function controlledRoles(call: ModelCall): { at: At; taints: readonly Taint[] }[] {
  if (refusesSystem(call)) return [];
  return call.roles.flatMap((at) => {
    const taints = roleTaints(call, at);
    return taints.length > 0 ? [{ at, taints }] : [];
  });
}

/** The list itself, or a whole message in it, is the caller's; fixed or allow-listed roles are not. */
function roleTaints(call: ModelCall, at: At): readonly Taint[] {
  // A text where a list may stand is no list: it was joined. Of a list that was checked, the check was of each turn's role.
  const lists = chosen(call, at.value).filter((t) => t.trace?.label !== JOINED && chosen(call, part(part(tainted([t]), '*'), 'role')).length > 0);
  return [...lists, ...elementsOf(at.value).flatMap((turn) => turnTaints(call, turn))];
}

/** A turn whose role a caller names, or picks among several of which one is privileged. */
function turnTaints(call: ModelCall, turn: Value): readonly Taint[] {
  const role = roleOf(turn);
  const named = chosen(call, role);
  if (named.length > 0) return named;
  const roles = constantsOf(role) ?? [];
  return roles.length > 1 && roles.some(privilegedRole) ? carries(turn, ['user'], [], call.event) : [];
}

/** A turn may be written as a pair of role and text. */
function roleOf(turn: Value): Value {
  const isPair = turn.refs.some((r) => r.k === 'obj' && r.obj.array && r.obj.rest === undefined && r.obj.fields.size === 2);
  return part(turn, isPair ? '0' : 'role');
}

/** An allow-list does not help where it admits a privileged role: one forged answer is enough. */
const chosen = (call: ModelCall, { taints }: Value): readonly Taint[] => carriesUnless({ taints, refs: [] }, ['user'], BIT.roles, call.event);
