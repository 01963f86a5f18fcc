import { controlledRoles } from '../client-controlled-roles/roles';
import { promptRule } from '../promptRule';
import { listedInstructions, moveToUserMessage, ownInstructions } from './fix';

export const rule = promptRule({
  meta: {
    id: 'prompt/untrusted-instructions',
    title: 'User data in the instructions of a model',
    level: 'error',
    due: 'foundational',
    summary: "What a remote party sent stands in a model's instructions, where it counts as the developer's word.",
    tags: { owasp: ['LLM01:2026', 'LLM01:2025'], asi: ['ASI01'], mcp: [], aisvs: ['2.1'], cwe: ['CWE-1427'], atlas: ['AML.T0051.000'], aws: ['AISF-AI-02'] },
    securitySeverity: 8.6,
  },
  kinds: ['user'],
  positions: ['instructions'],
  safe: ['extracted'],
  saidElsewhere: (call) => controlledRoles(call).map(({ at }) => at),
  does: 'becomes part of the instructions of',
  why: 'Whoever sends it speaks with your authority: it can replace the rules that you gave the model.',
  fixes: [moveToUserMessage, ownInstructions, listedInstructions],
  todo: 'Keep the instructions constant and pass this text as a user message.',
});
