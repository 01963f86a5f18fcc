import { type Rule, carries, display, modelCalls, sourceName } from '../../../server/analysis/api';

export const rule: Rule = {
  meta: {
    id: 'prompt/indirect-injection',
    title: 'Fetched content reaches a model unfiltered',
    level: 'warning',
    due: 'enhanced',
    layer: 'ai-application',
    summary: 'Content that someone outside wrote and the program fetched reaches a model, and nothing checks it for instructions.',
    tags: { owasp: ['LLM01:2026', 'LLM01:2025'], asi: ['ASI01'], mcp: ['MCP10'], aisvs: ['9.3.2', '10.4.2'], cwe: ['CWE-1427'], atlas: ['AML.T0051.001'], aws: ['AISF-AI-02'] },
    securitySeverity: 6.8,
    helpUri: 'https://github.com/locksmith-dev/locksmith/blob/main/rules/prompt/indirect-injection/README.md',
  },
  check({ events }, report) {
    for (const call of modelCalls(events)) {
      if (call.filtered) continue;
      for (const at of [...call.instructions, ...call.content]) {
        const taints = carries(at.value, ['external'], ['filter']);
        if (taints.length === 0) continue;
        report({
          fn: call.event.fn,
          mark: at.mark,
          taints,
          sink: call.event,
          message: {
            what: `${sourceName(taints[0]!).replace(/^./, (c) => c.toUpperCase())} is read by \`${display(call.event.name)}\`.`,
            why: 'Whoever wrote it can hide instructions in it, and the model may follow them with all the tools that it has.',
            todo: 'Check it for instructions before the model reads it, or set a guardrail on the call.',
          },
        });
      }
    }
  },
};
