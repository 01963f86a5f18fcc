/** Turns that come one by one: a model walks through what it is given to walk through. */
import type { ValueId } from '../facts/ir';
import { setField } from './access';
import { iterated } from './members';
import type { Run } from './run';
import { NOTHING, type Value, join, newObj, ofRef } from './values';

/** An argument, or a property of one, that is a thing of the workspace with an iterator of its own is also the list of what that gives. */
export function walkedThrough(run: Run, given: Value, at: { s: number; e: number }, id: ValueId): Value {
  for (const r of given.refs) {
    if (r.k !== 'obj' || r.obj.array) continue;
    for (const [name, v] of [...r.obj.fields]) {
      const whole = withTurns(run, v, at, id);
      if (whole !== v) setField(r.obj, name, whole, false);
    }
  }
  return withTurns(run, given, at, id);
}

function withTurns(run: Run, v: Value, at: { s: number; e: number }, id: ValueId): Value {
  const turns = v.refs.some((r) => r.k === 'inst') ? iterated(run, v, at, id) : NOTHING;
  return turns === NOTHING ? v : join(v, ofRef({ k: 'obj', obj: newObj({ array: true, known: false, rest: turns }) }));
}
