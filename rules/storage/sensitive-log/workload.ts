/** Whether a log statement belongs to a workload that calls a model, and whether it is a program's own way to talk to who runs it. */
import { type CallEvent, type FnNode, type RuleContext, callersOf, eventsBelow, fns, once, valuesAt } from '../../../server/analysis/api';

const DEPTH = 4;

/** The function, or one of its callers, reaches a model call. */
export function nearModel(event: CallEvent, context: RuleContext): boolean {
  const seen = new Set([event.fn]);
  let ring = [event.fn];
  for (let n = 0; n < DEPTH && ring.length > 0; n++) {
    if (ring.some((fn) => eventsBelow(context.solver, fn).some((e) => e.specs.some((s) => s.model || s.agent)))) return true;
    ring = ring.flatMap((fn) => callersOf(context.solver, fn).map((c) => c.site.fn)).filter((fn) => !seen.has(fn) && seen.add(fn));
  }
  return false;
}

/** Functions that a framework calls: what they print goes to the log of a service, unless they answer whoever sits at the terminal. */
const handlersOf = once(
  (events: RuleContext['events']): ReadonlySet<FnNode> =>
    new Set(events.flatMap((e) => e.specs.flatMap((s) => (s.entry && s.entry.kind !== 'cli' ? valuesAt(e, s.entry.handler).flatMap((a) => fns(a.value).map((f) => f.fn)) : [])))),
);

/** A script prints to its terminal: the code of a module, and functions that nothing but it calls. */
export function isConsoleOfProgram(event: CallEvent, context: RuleContext): boolean {
  if (!event.name.startsWith('global:console.')) return false;
  const seen = new Set<FnNode>();
  const handlers = handlersOf(context.events);
  const onlyScript = (fn: FnNode, depth: number): boolean => {
    if (fn.facts.id === 0) return true;
    if (depth > DEPTH || handlers.has(fn)) return false;
    // A function that calls itself is called by whoever called it first.
    if (seen.has(fn)) return true;
    seen.add(fn);
    const calls = callersOf(context.solver, fn);
    return calls.length > 0 && calls.every((c) => onlyScript(c.site.fn, depth + 1));
  };
  return onlyScript(event.fn, 0);
}
