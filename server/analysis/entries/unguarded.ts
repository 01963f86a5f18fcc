/** What a handler reaches on a way on which a lock was not passed. */
import { capturesOf } from '../findings/captured';
import { makeCallees, onward } from '../findings/callees';
import { walked } from '../findings/walked';
import type { CallEvent, Summary } from '../flow/events';
import type { Solver } from '../flow/solver';
import { isLocked } from '../flow/substitute';
import type { FnNode, FnRef } from '../flow/values';
import { LIMITS } from '../limits';
import type { LockKind } from '../models/format';

/** `ref`: the handler with what it has captured; a function in there that it calls is reached too. */
export const unguarded = (solver: Solver, handler: FnNode, lock: LockKind = 'auth', ref?: FnRef): readonly CallEvent[] =>
  walk(solver, ref ?? handler, lock, (summaryOf) => reachedWithout(solver, lock, handler, ref, summaryOf));
const walk = walked<readonly CallEvent[]>();

function reachedWithout(solver: Solver, lock: LockKind, handler: FnNode, ref: FnRef | undefined, summaryOf: (fn: FnNode) => Summary | undefined): CallEvent[] {
  const queue = new Set([handler]);
  const captured = capturesOf(handler, ref);
  const callees = makeCallees(solver);
  const out: CallEvent[] = [];
  for (const fn of onward(queue, callees)) {
    const summary = summaryOf(fn);
    if (!summary || queue.size > LIMITS.reach) continue;
    const open = summary.events.filter((e) => !isLocked(e.facts, lock));
    out.push(...open);
    for (const target of callees.of(summary.calls.filter((c) => !isLocked(c.facts, lock)))) queue.add(target);
    for (const target of captured(fn, open)) queue.add(target);
  }
  return out;
}
