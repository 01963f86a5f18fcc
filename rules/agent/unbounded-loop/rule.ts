import {
  type BoundSpec,
  type CallEvent,
  type CallSpec,
  type DataKind,
  type FnNode,
  type ModelLoop,
  type Rule,
  apis,
  callUse,
  constantsOf,
  display,
  eventsBelow,
  having,
  helpUri,
  listOf,
  propertyOf,
  stepAt,
  valuesAt,
} from '../../../server/analysis/api';
import { countRounds } from './fix';

export const rule: Rule = {
  meta: {
    id: 'agent/unbounded-loop',
    title: 'Nothing ends the loop but the model',
    level: 'warning',
    due: 'foundational',
    layer: 'ai-application',
    summary: 'An agent, or a hand-written loop around a model call, may go round without a limit of turns, time or tokens.',
    tags: { owasp: ['LLM06:2026', 'LLM10:2025'], asi: ['ASI08'], mcp: [], aisvs: ['9.1.2'], cwe: ['CWE-834'], atlas: ['AML.T0034.002'], aws: [] },
    securitySeverity: 5.3,
    helpUri: helpUri('agent/unbounded-loop'),
  },
  fixes: [countRounds],
  check({ events, solver }, report) {
    for (const event of having(events, 'bound')) {
      if (event.chain.length > 0) continue;
      for (const { bound } of event.specs) {
        const mark = bound && unbounded(event, bound);
        if (mark) report({ fn: event.fn, mark, sink: event, message: message(`\`${display(event.name)}\` may go round as often as the model likes.`) });
      }
    }
    for (const summary of solver.solved.values()) {
      for (const loop of summary.loops) {
        if (loop.bounded) continue;
        const inside = [
          ...summary.events.filter((e) => loop.body.has(e.instr)),
          ...summary.calls.filter((c) => loop.body.has(c.site.instr)).flatMap((c) => eventsBelow(solver, c.target)),
        ];
        const call = inside.find((e) => e.specs.some((s) => s.model));
        if (!call || inside.some((e) => waitsForPerson(e) || endsInTime(e, summary.fn, loop))) continue;
        const [, s, e] = callUse(call);
        report({
          fn: summary.fn,
          mark: [0, loop.s, loop.e],
          related: [stepAt(call.fn, s, e, 'is called in each round')],
          message: message(`This loop calls \`${display(call.name)}\` until the model says that it is done.`),
        });
      }
    }
  },
};

const message = (what: string): { what: string; why: string; todo: string } => ({
  what,
  why: 'A model that never finishes, or is talked into going on, spends money and repeats its tools without end.',
  todo: 'Set a limit of turns, of time or of tokens.',
});

/** The option that takes the bound away, or the call that lacks one. */
function unbounded(event: CallEvent, bound: BoundSpec): CallMark {
  const set = bound.ports.flatMap((p) => valuesAt(event, p));
  if (set.length === 0) return bound.missing === 'unbounded' && optionsKnown(event, bound) ? callUse(event) : undefined;
  const off = set.filter(({ value }) => {
    const constants = constantsOf(value);
    if (constants) return constants.every((c) => (bound.off?.is ?? []).includes(c as null) || (typeof c === 'number' && c >= (bound.off?.atLeast ?? Infinity)));
    const counted = apis(value).filter((r) => (bound.off?.counts ?? []).some((c) => r.name.endsWith(`:${c}()`)) && r.made);
    if (counted.length > 0) return counted.every((r) => constantsOf(r.made!.args[0] ?? value)?.every((c) => typeof c === 'number' && c >= (bound.off?.atLeast ?? Infinity)));
    const names = apis(value).map((r) => r.name);
    return names.length > 0 && value.refs.length === names.length && names.every((n) => (bound.off?.calls ?? []).some((c) => n === c || n === `${c}()` || n.endsWith(`:${c}()`)));
  });
  return off.length === set.length ? propertyOf(off[0]!) : undefined;
}
type CallMark = ReturnType<typeof callUse> | undefined;

/** Options that cannot be seen may hold the bound. */
function optionsKnown(event: CallEvent, bound: BoundSpec): boolean {
  return bound.ports.every((p) => {
    const root = p.split('.')[0]!;
    const whole = valuesAt(event, root);
    return whole.every(({ value }) => value.refs.length > 0 && value.taints.length === 0 && value.refs.every((r) => r.k === 'obj' && r.obj.known && !r.obj.rest));
  });
}

/** A signal that was set before the first round: once its time is over, no call comes back with an answer. One that each round sets bounds that round. */
const endsInTime = (e: CallEvent, fn: FnNode, { body }: ModelLoop): boolean =>
  e.args
    .flatMap((a) => a.refs.flatMap((r) => (r.k === 'obj' ? [r.obj.fields.get('signal'), r.obj.fields.get('abortSignal')] : [])))
    .flatMap((v) => (v ? apis(v) : []))
    .some(({ name, made }) => /^global:AbortSignal\.(timeout|any)\(\)$/.test(name) && made !== undefined && !(made.fn === fn && body.has(made.instr)));

/** A round that waits for what somebody types or sends is theirs to end. */
const waitsForPerson = (e: CallEvent): boolean =>
  e.result.taints.some((t) => t.origin.k === 'source' && t.origin.kinds.some(isPerson)) || e.specs.some((s) => Object.values(s.callbacks ?? {}).some(givesWhatIsTyped));

const isPerson = (kind: DataKind): boolean => kind === 'local' || kind === 'user';

/** `rl.question('go on? ', (answer) => …)` */
const givesWhatIsTyped = (given: NonNullable<CallSpec['callbacks']>[string]): boolean => typeof given === 'object' && listOf(given.kind).includes('local');
