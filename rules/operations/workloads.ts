/** Entry points that reach a model call: what stands before them, and what they do on the way. */
import { type CallEvent, type Entry, type FnNode, type RuleContext, apis, callUse, entryPoints, eventsBelow, fns, listOf } from '../../server/analysis/api';

export interface Reaching {
  entry: Entry;
  calls: CallEvent[];
}

/** Remote entry points with the model calls that they reach. */
export function reaching({ events, solver }: RuleContext): Reaching[] {
  return entryPoints(solver, events).flatMap((entry) => {
    const calls = eventsBelow(solver, entry.handler).filter((e) => e.specs.some((s) => s.model));
    return calls.length > 0 ? [{ entry, calls }] : [];
  });
}

/** Model calls that are reached on a way on which a lock was not passed. */
export function withoutLock({ solver }: RuleContext, handler: FnNode, lock: string): CallEvent[] {
  const seen = new Set([handler]);
  const queue = [handler];
  const out: CallEvent[] = [];
  for (const fn of queue) {
    const summary = solver.solved.get(fn);
    if (!summary) continue;
    out.push(...summary.events.filter((e) => !e.facts.has(`lock ${lock}`) && e.specs.some((s) => s.model)));
    for (const c of summary.calls) {
      if (seen.has(c.target) || c.facts.has(`lock ${lock}`)) continue;
      seen.add(c.target);
      queue.push(c.target);
    }
  }
  return out;
}

/** A limiter among the middleware of a route, of its application, or of a middleware file. */
export function limited({ events, solver }: RuleContext, entry: Entry): boolean {
  const isLimiter = (e: CallEvent): boolean => e.specs.some((s) => listOf(s.lock).some((l) => l.kind === 'rateLimit'));
  const given = (e: CallEvent): boolean => e.args.some((a) => apis(a).some((r) => r.made && isLimiter(r.made)) || fns(a).some((f) => eventsBelow(solver, f.fn).some(isLimiter)));
  const route = events.find((e) => e.fn === entry.fn && callUse(e)[1] === entry.mark[1] && callUse(e)[2] === entry.mark[2] && e.specs.some((s) => s.entry));
  const before = (use: CallEvent): boolean => !(route && use.fn === route.fn && use.instr > route.instr);
  if (route && given(route)) return true;
  if (route) return events.some((e) => e.specs.some((s) => s.middleware) && before(e) && given(e));
  return events.some((e) => /(^|\/)(middleware|proxy|hooks\.server)\.[jt]s$/.test(e.fn.file.path) && isLimiter(e));
}
