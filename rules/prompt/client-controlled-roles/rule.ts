import { type Rule, display, modelCalls, sourceName, helpUri } from '../../../server/analysis/api';
import { onlyUserTurns } from '../fixes';
import { controlledRoles } from './roles';

export const rule: Rule = {
  meta: {
    id: 'prompt/client-controlled-roles',
    title: 'The caller chooses the roles of the messages',
    level: 'error',
    due: 'foundational',
    layer: 'ai-application',
    summary: 'The list of messages, roles included, comes from the caller, who can add system or assistant turns.',
    tags: { owasp: ['LLM01:2026', 'LLM01:2025'], asi: ['ASI01'], mcp: [], aisvs: ['2.1'], cwe: ['CWE-1427'], atlas: ['AML.T0051.000'], aws: ['AISF-AI-02'] },
    securitySeverity: 8.2,
    helpUri: helpUri('prompt/client-controlled-roles'),
  },
  fixes: [onlyUserTurns],
  local: true,
  check({ events }, report) {
    for (const call of modelCalls(events)) {
      for (const { at, taints } of controlledRoles(call)) {
        report({
          fn: call.event.fn,
          mark: at.mark,
          taints,
          sink: call.event,
          message: {
            what: `The messages of \`${display(call.event.name)}\` are ${sourceName(taints[0]!)}, with the roles that the caller chose.`,
            why: 'A caller can add system turns, or answers that the model never gave, and it will believe them.',
            todo: 'Build each message here, with a role of your own choice, and take only the text from the caller.',
          },
        });
      }
    }
  },
};
