import { type At, type CallEvent, type Rule, allHold, apis, callUse, display, helpUri, optionSet, spreadsArguments, valuesAt } from '../../../server/analysis/api';
import { reaching } from '../workloads';

export const rule: Rule = {
  meta: {
    id: 'operations/no-output-cap',
    title: 'An answer may be as long as the model likes',
    level: 'information',
    due: 'enhanced',
    layer: 'infrastructure',
    summary: 'A model call that is reachable from outside sets no cap on output tokens.',
    tags: { owasp: ['LLM06:2026', 'LLM10:2025'], asi: [], mcp: [], aisvs: ['9.1.2'], cwe: ['CWE-770'], atlas: [], aws: [] },
    securitySeverity: 3.1,
    helpUri: helpUri('operations/no-output-cap'),
  },
  fixes: [
    (c) => {
      // A model that tells by itself which cap is the right one offers that.
      const isTold = c.report.sink?.specs.some((s) => s.remedies?.some((r) => r.closes.includes(c.finding.rule)));
      const [port] = c.report.sink && !isTold ? capsOf(c.report.sink) : [];
      return port === undefined ? undefined : optionSet(c, port, '1024', `Cap the answer: \`${port.slice(port.lastIndexOf('.') + 1)}: 1024\``, 'suggested');
    },
  ],
  check(context, report) {
    for (const event of new Set(reaching(context).flatMap((r) => r.calls)))
      for (const call of uncapped(event)) {
        report({
          fn: call.fn,
          mark: optionsOf(call)?.mark ?? callUse(call),
          sink: call,
          message: {
            what: `\`${display(call.name)}\` sets no cap on the length of the answer.`,
            why: 'A prompt that asks for endless text costs you its full price, each time.',
            todo: 'Set the cap on output tokens that your answers need.',
          },
        });
      }
  },
};

const capsOf = (event: CallEvent): readonly string[] => event.specs.flatMap((s) => [s.model, s.agent]).flatMap((m) => m?.cap ?? []);

/** The agents and models that a call uses, and those that these are made of. */
function makersOf(event: CallEvent): CallEvent[] {
  const all = new Set([event]);
  for (const e of all) {
    if (all.size > MAKERS) break;
    const used = e.specs.flatMap((s) => [...(s.uses ?? []), ...[s.model, s.agent].flatMap((m) => m?.uses ?? [])]);
    for (const at of used.flatMap((p) => valuesAt(e, p))) for (const r of apis(at.value)) if (r.made) all.add(r.made);
  }
  return [...all].slice(1);
}
const MAKERS = 30;

/** The calls that could set a cap, where none does: the call itself, or else those that made the models that it uses. */
function uncapped(event: CallEvent): CallEvent[] {
  if (!event.specs.some((s) => s.model && allHold(event, s.model.speaks) === 'yes')) return [];
  const makers = makersOf(event).filter((m) => capsOf(m).length > 0);
  if ([event, ...makers].some((e) => capsOf(e).some((p) => valuesAt(e, p).length > 0))) return [];
  return (capsOf(event).length > 0 ? [event] : makers).filter(optionsSeen);
}

/** The argument in which a cap would stand. */
const optionsOf = (call: CallEvent): At | undefined => capsOf(call).flatMap((port) => valuesAt(call, port.split('.', 1)[0]!))[0];

/** Options that are not written out may hold a cap. A call that is given nothing at all has them from elsewhere. */
function optionsSeen(call: CallEvent): boolean {
  const options = optionsOf(call)?.value;
  if (!options) return call.args.length > 0 && !spreadsArguments(call);
  return options.refs.length > 0 && options.refs.every((r) => r.k === 'obj' && r.obj.known && !r.obj.rest && !r.obj.array);
}
