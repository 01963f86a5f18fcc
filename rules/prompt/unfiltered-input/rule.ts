import { type Rule, carries, display, modelCalls, sourceName } from '../../../server/analysis/api';
import { controlledRoles } from '../client-controlled-roles/roles';

export const rule: Rule = {
  meta: {
    id: 'prompt/unfiltered-input',
    title: 'User data reaches a model unfiltered',
    level: 'warning',
    due: 'foundational',
    layer: 'ai-application',
    summary: 'What a remote party sent reaches a model, and no guardrail, moderation or injection check can stop it.',
    tags: { owasp: ['LLM01:2026', 'LLM01:2025'], asi: [], mcp: [], aisvs: ['2.1.3'], cwe: ['CWE-1427'], atlas: ['AML.T0051.000'], aws: ['AISF-AI-01'] },
    securitySeverity: 6.5,
    helpUri: 'https://github.com/locksmith-dev/locksmith/blob/main/rules/prompt/unfiltered-input/README.md',
  },
  check({ events }, report) {
    for (const call of modelCalls(events)) {
      if (call.filtered || controlledRoles(call).length > 0) continue;
      for (const at of call.content) {
        const taints = carries(at.value, ['user'], ['filter']);
        if (taints.length === 0) continue;
        report({
          fn: call.event.fn,
          mark: at.mark,
          taints,
          sink: call.event,
          message: {
            what: `${sourceName(taints[0]!).replace(/^./, (c) => c.toUpperCase())} goes to \`${display(call.event.name)}\` without a filter.`,
            why: 'Nothing between the sender and the model can stop an attack on it, or content that you must not process.',
            todo: 'Set a guardrail on the call, or check the text first and stop when the check says so.',
          },
        });
      }
    }
  },
};
