/** Whether something records a model call: a logger, a tracer or a table that is handed its result, its usage or its model. */
import { type CallEvent, type FnNode, type RuleContext, type Value, deepTaints, eventsBelow, holds, listOf, once, operandsOf, valuesAt } from '../../../server/analysis/api';

export function isRecorded(context: RuleContext, call: CallEvent): boolean {
  const spec = call.specs.find((s) => s.model)?.model;
  if (spec?.audit === true || (spec?.audit || []).some((p) => holds(call, { port: p, present: true, not: [false] }) === 'yes')) return true;
  return handedOn(context, call) || keepsItsAnswer(context, call);
}

const keeps = (e: CallEvent): boolean => e.specs.some((s) => listOf(s.store).some((st) => st.kind !== 'browser' && st.kind !== 'cookie'));

/** In the function of the call: its result, or a part of it, goes to something that keeps it, or to code that cannot be seen. */
function handedOn({ solver }: RuleContext, call: CallEvent): boolean {
  const { instrs } = call.fn.facts;
  const summary = solver.solved.get(call.fn);
  if (!summary) return true;
  return instrs.some((i, v) => {
    if (i.op !== 'call' || v === call.instr || !i.args.some((a) => comesFrom(instrs, a.use[0], call.instr))) return false;
    const own = summary.events.filter((e) => e.instr === v);
    if (own.some(keeps)) return true;
    const targets = summary.calls.filter((c) => c.site.instr === v);
    if (targets.length > 0) return targets.some((c) => eventsBelow(solver, c.target).some(keeps));
    // What no model describes may well be a logger; what is known is a response, a text function, a schema.
    return own.length === 0 || own.every((e) => e.weak && e.name === '');
  });
}

/** The sources of all data that something keeps. */
const kept = once(
  (events: RuleContext['events']): ReadonlySet<string> =>
    new Set(
      events.filter(keeps).flatMap((e) =>
        e.specs
          .flatMap((s) => listOf(s.store))
          .flatMap((st) => st.value.flatMap((p) => valuesAt(e, p)))
          .flatMap((a) => sourcesOf(a.value)),
      ),
    ),
);

const sourcesOf = (v: Value): string[] => deepTaints(v).flatMap((t) => (t.origin.k === 'source' ? [t.origin.key] : []));

/** Anywhere: data of the answer reaches something that keeps it. */
const keepsItsAnswer = ({ events }: RuleContext, call: CallEvent): boolean => sourcesOf(call.result).some((key) => kept(events).has(key));

function comesFrom(instrs: FnNode['facts']['instrs'], from: number, to: number): boolean {
  const seen = new Set([from]);
  for (const v of seen) {
    if (v === to) return true;
    if (seen.size < 60) for (const o of operandsOf(instrs[v]!)) seen.add(o);
  }
  return false;
}
