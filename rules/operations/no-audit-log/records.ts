/** Whether something records a model call: a logger, a tracer or a table that is handed its result, its usage or its model. */
import {
  type CallEvent,
  type FnNode,
  type RuleContext,
  type Value,
  apis,
  constantsOf,
  deepTaints,
  effectsOf,
  eventsBelow,
  fns,
  having,
  holds,
  listOf,
  once,
  operandsOf,
  valuesAt,
} from '../../../server/analysis/api';

export function isRecorded(context: RuleContext, call: CallEvent): boolean {
  const spec = call.specs.find((s) => s.model)?.model;
  if (spec?.audit === true || (spec?.audit || []).some((p) => holds(call, { port: p, present: true, not: [false] }) === 'yes')) return true;
  return (
    handedOn(context, call.fn, [call.instr], keeps) ||
    [...told(call), ...listening(context, call)].some((fn) => handedOn(context, fn, paramsOf(fn), (e) => keeps(e) || sends(e))) ||
    keepsItsAnswer(context, call)
  );
}

const keeps = (e: CallEvent): boolean => e.specs.some((s) => listOf(s.store).some((st) => st.kind !== 'browser' && st.kind !== 'cookie'));

/** A service, a queue, a table is told: what is sent from where the end of an answer is told is a record of it. */
const sends = (e: CallEvent): boolean => effectsOf(e).length > 0;

/** Functions that are told of the answer (`onFinish`); whoever is told of errors alone knows nothing of answers. */
const told = (call: CallEvent): FnNode[] =>
  call.args
    .flatMap((a) => a.refs.flatMap((r) => (r.k === 'obj' && !r.obj.array ? [...r.obj.fields] : [])))
    .flatMap(([name, value]) => (/error|abort/i.test(name) ? [] : fns(value).map((f) => f.fn)));

/** Functions that listen to the stream that the call gives: `stream.on('finalMessage', f)`. */
const listening = ({ solver }: RuleContext, call: CallEvent): FnNode[] =>
  (solver.solved.get(call.fn)?.events ?? [])
    .filter((e) => apis(e.self ?? { taints: [], refs: [] }).some((r) => r.made?.fn === call.fn && r.made.instr === call.instr))
    .flatMap((e) =>
      (constantsOf(e.args[0] ?? { taints: [], refs: [] }) ?? []).some((name) => /error|abort/i.test(String(name))) ? [] : e.args.flatMap((a) => fns(a).map((f) => f.fn)),
    );

const paramsOf = (fn: FnNode): number[] => fn.facts.instrs.flatMap((i, n) => (i.op === 'param' ? [n] : []));

/** In a function: one of these values, or a part of it, goes to something that keeps it, or to code that cannot be seen. */
function handedOn({ solver }: RuleContext, fn: FnNode, values: readonly number[], isRecord: (e: CallEvent) => boolean): boolean {
  const { instrs } = fn.facts;
  const summary = solver.solved.get(fn);
  if (!summary) return true;
  return instrs.some((i, v) => {
    if (i.op !== 'call' || values.includes(v) || !i.args.some((a) => values.some((from) => comesFrom(instrs, a.use[0], from)))) return false;
    const own = summary.events.filter((e) => e.instr === v);
    if (own.some(isRecord)) return true;
    const targets = summary.calls.filter((c) => c.site.instr === v);
    if (targets.length > 0) return targets.some((c) => eventsBelow(solver, c.target).some(isRecord));
    // What no model describes may well be a logger; what is known is a response, a text function, a schema.
    return own.length === 0 || own.every((e) => e.weak && e.name === '');
  });
}

/** The sources of all data that something keeps. */
const kept = once(
  (events: RuleContext['events']): ReadonlySet<string> =>
    new Set(
      having(events, 'store')
        .filter(keeps)
        .flatMap((e) =>
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
