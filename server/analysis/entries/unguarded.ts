/** What a handler reaches on a way on which a lock was not passed. */
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
  walk(solver, ref ?? handler, lock, (summaryOf) => reachedWithout(lock, handler, ref, summaryOf));
const walk = walked<readonly CallEvent[]>();

function reachedWithout(lock: LockKind, handler: FnNode, ref: FnRef | undefined, summaryOf: (fn: FnNode) => Summary | undefined): CallEvent[] {
  const seen = new Set([handler]);
  const queue: { fn: FnNode; env?: Env }[] = [{ fn: handler, env: ref?.env }];
  const out: CallEvent[] = [];
  const add = (fn: FnNode, env?: Env): void => {
    if (seen.has(fn)) return;
    seen.add(fn);
    queue.push({ fn, env });
  };
  for (const { fn, env } of queue) {
    const summary = summaryOf(fn);
    if (!summary || seen.size > LIMITS.reach) continue;
    const open = summary.events.filter((e) => !isLocked(e.facts, lock));
    out.push(...open);
    for (const c of summary.calls) if (!isLocked(c.facts, lock)) add(c.target);
    if (env) for (const e of open) if (e.callee) for (const f of fns(capturedCallee(e.callee, env))) add(f.fn, f.env);
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
