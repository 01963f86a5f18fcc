import { type CallEvent, type ModelCallSpec, type Rule, apis, callUse, display, helpUri, optionSet, valuesAt } from '../../../server/analysis/api';
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
      const [port] = c.report.sink?.specs.find((s) => s.model)?.model?.cap ?? [];
      return port === undefined ? undefined : optionSet(c, port, '1024', `Cap the answer: \`${port.slice(port.lastIndexOf('.') + 1)}: 1024\``, 'suggested');
    },
  ],
  check(context, report) {
    for (const event of new Set(reaching(context).flatMap((r) => r.calls))) {
      const spec = event.specs.find((s) => s.model)?.model;
      if (!spec?.cap || !uncapped(event, spec)) continue;
      report({
        fn: event.fn,
        mark: event.argUses[0] ?? callUse(event),
        sink: event,
        message: {
          what: `\`${display(event.name)}\` sets no cap on the length of the answer.`,
          why: 'A prompt that asks for endless text costs you its full price, each time.',
          todo: 'Set the cap on output tokens that your answers need.',
        },
      });
    }
  },
};

/** No cap on the call, nor on the agent or model that it uses. Options that are not written out may hold one. */
function uncapped(event: CallEvent, spec: ModelCallSpec): boolean {
  if ((spec.cap ?? []).some((p) => valuesAt(event, p).length > 0)) return false;
  const makers = (spec.uses ?? []).flatMap((p) => valuesAt(event, p)).flatMap((a) => apis(a.value).flatMap((r) => r.made ?? []));
  if (makers.some((m) => m.specs.some((s) => [s.model, s.agent].some((x) => (x?.cap ?? []).some((p) => valuesAt(m, p).length > 0))))) return false;
  const options = event.args[0];
  return options !== undefined && options.refs.length > 0 && options.refs.every((r) => r.k === 'obj' && r.obj.known && !r.obj.rest && !r.obj.array);
}
