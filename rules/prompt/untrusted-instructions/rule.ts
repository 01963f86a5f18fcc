import { type Rule, carries, display, modelCalls, sourceName } from '../../../server/analysis/api';

export const rule: Rule = {
  meta: {
    id: 'prompt/untrusted-instructions',
    title: 'User data in the instructions of a model',
    level: 'error',
    due: 'foundational',
    layer: 'ai-application',
    summary: "What a remote party sent stands in a model's instructions, where it counts as the developer's word.",
    tags: { owasp: ['LLM01:2026', 'LLM01:2025'], asi: ['ASI01'], mcp: [], aisvs: ['2.1'], cwe: ['CWE-1427'], atlas: ['AML.T0051.000'], aws: ['AISF-AI-02'] },
    securitySeverity: 8.6,
    helpUri: 'https://github.com/locksmith-dev/locksmith/blob/main/rules/prompt/untrusted-instructions/README.md',
  },
  check({ events }, report) {
    for (const call of modelCalls(events)) {
      for (const at of call.instructions) {
        const taints = carries(at.value, ['user']);
        if (taints.length === 0) continue;
        const name = display(call.event.name);
        report({
          fn: call.event.fn,
          mark: at.mark,
          taints,
          sink: call.event,
          message: {
            what: `${capital(sourceName(taints[0]!))} becomes part of the instructions of \`${name}\`.`,
            why: 'Whoever sends it speaks with your authority: it can replace the rules that you gave the model.',
            todo: 'Keep the instructions constant and pass this text as a user message.',
          },
        });
      }
    }
  },
};

const capital = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1);
