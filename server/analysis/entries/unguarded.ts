/** What a handler reaches on a way on which a lock was not passed. */
import { makeCallees, onward } from '../findings/callees';
import { walked } from '../findings/walked';
import type { CallEvent, Summary } from '../flow/events';
import { fns } from '../flow/access';
import type { Solver } from '../flow/solver';
import { isLocked } from '../flow/substitute';
import type { Env, FnNode, FnRef, Value } from '../flow/values';
import { NOTHING } from '../flow/values';
import { LIMITS } from '../limits';
import type { LockKind } from '../models/format';

/** `ref`: the handler with what it has captured; a function in there that it calls is reached too. */
export const unguarded = (solver: Solver, handler: FnNode, lock: LockKind = 'auth', ref?: FnRef): readonly CallEvent[] =>
  walk(solver, ref ?? handler, lock, (summaryOf) => reachedWithout(solver, lock, handler, ref, summaryOf));
const walk = walked<readonly CallEvent[]>();

function reachedWithout(solver: Solver, lock: LockKind, handler: FnNode, ref: FnRef | undefined, summaryOf: (fn: FnNode) => Summary | undefined): CallEvent[] {
  const queue = new Set([handler]);
  const envs = new Map<FnNode, Env | undefined>([[handler, ref?.env]]);
  const callees = makeCallees(solver);
  const out: CallEvent[] = [];
  for (const fn of onward(queue, callees)) {
    const summary = summaryOf(fn);
    if (!summary || queue.size > LIMITS.reach) continue;
    const env = envs.get(fn);
    const open = summary.events.filter((e) => !isLocked(e.facts, lock));
    out.push(...open);
    for (const target of callees.of(summary.calls.filter((c) => !isLocked(c.facts, lock)))) queue.add(target);
    if (env)
      for (const f of open.flatMap((e) => (e.callee ? fns(capturedCallee(e.callee, env)) : []))) {
        if (!queue.has(f.fn)) envs.set(f.fn, f.env);
        queue.add(f.fn);
      }
  }
  return out;
}

/** What a captured variable holds that is called. */
function capturedCallee(callee: Value, env: Env): Value {
  for (const r of callee.refs) {
    if (r.k !== 'sym' || !r.port.startsWith('cell ') || r.path.length > 0) continue;
    const [, owner, ...name] = r.port.split(' ');
    for (let e: Env | undefined = env; e; e = e.parent) if (e.fn.facts.id === Number(owner)) return e.cells.get(name.join(' ')) ?? NOTHING;
  }
  return NOTHING;
}
