import { type Rule, carries, display, modelCalls, sourceName } from '../../../server/analysis/api';

export const rule: Rule = {
  meta: {
    id: 'prompt/secret-in-prompt',
    title: 'A secret reaches a model',
    level: 'error',
    due: 'foundational',
    layer: 'ai-application',
    summary: 'A credential stands in the instructions, the content or a tool result of a model.',
    tags: { owasp: ['LLM08:2026', 'LLM02:2026', 'LLM07:2025'], asi: [], mcp: ['MCP01'], aisvs: ['9.5.4'], cwe: ['CWE-200'], atlas: ['AML.T0056'], aws: ['AISF-DATA-05'] },
    securitySeverity: 8.1,
    helpUri: 'https://github.com/locksmith-dev/locksmith/blob/main/rules/prompt/secret-in-prompt/README.md',
  },
  check({ events }, report) {
    for (const call of modelCalls(events)) {
      for (const at of [...call.instructions, ...call.content]) {
        const taints = carries(at.value, ['secret'], ['redacted', 'encrypted']);
        if (taints.length === 0) continue;
        report({
          fn: call.event.fn,
          mark: at.mark,
          taints,
          sink: call.event,
          message: {
            what: `${sourceName(taints[0]!).replace(/^./, (c) => c.toUpperCase())} goes into the text of \`${display(call.event.name)}\`.`,
            why: 'A model repeats what it is given: to its provider, to its logs, and to anyone who asks in the right way.',
            todo: 'Keep it out of the text; let a tool use it on the server instead.',
          },
        });
      }
    }
  },
};
