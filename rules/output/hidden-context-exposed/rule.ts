import { type Rule, type Taint, type Value, display, dropped, helpUri, narrowed, sinksOf } from '../../../server/analysis/api';
import { hiddenContext } from './context';

export const rule: Rule = {
  meta: {
    id: 'output/hidden-context-exposed',
    title: 'The caller gets what only the model should read',
    level: 'warning',
    due: 'enhanced',
    layer: 'ai-application',
    summary: 'Instructions, retrieved text or tool results of a model call are sent to the caller as well.',
    tags: { owasp: ['LLM08:2026', 'LLM07:2025'], asi: [], mcp: ['MCP10'], aisvs: ['7.3.2'], cwe: ['CWE-200'], atlas: ['AML.T0056'], aws: [] },
    securitySeverity: 4.4,
    helpUri: helpUri('output/hidden-context-exposed'),
  },
  fixes: [dropped({ title: 'Leave it out of the answer', tier: 'suggested' })],
  check({ events, solver }, report) {
    const hidden = hiddenContext(events);
    for (const event of events) {
      for (const { at: whole } of sinksOf(event, 'response', solver.catalog.jsx)) {
        if (!hidden.in(whole.value)) continue;
        const at = narrowed(event, whole, (v: Value) => hidden.in(v) !== undefined);
        const found = hidden.in(at.value)!;
        const taints: Taint[] = found.taint ? [found.taint] : [];
        report({
          fn: event.fn,
          mark: at.mark,
          taints,
          sink: event,
          message: {
            what: `\`${display(event.name)}\` sends the caller ${found.what}.`,
            why: 'It shows how your model is instructed and what it was given to read, which is half of an attack on it.',
            todo: 'Send only the turns and fields that are meant for the caller.',
          },
        });
      }
    }
  },
};
