import { controlledRoles } from '../client-controlled-roles/roles';
import { examinedFirst } from '../fixes';
import { promptRule } from '../promptRule';

export const rule = promptRule({
  meta: {
    id: 'prompt/unfiltered-input',
    title: 'User data reaches a model unfiltered',
    level: 'warning',
    due: 'foundational',
    summary: 'What a remote party sent reaches a model, and no guardrail, moderation or injection check can stop it.',
    tags: { owasp: ['LLM01:2026', 'LLM01:2025'], asi: [], mcp: [], aisvs: ['2.1.3'], cwe: ['CWE-1427'], atlas: ['AML.T0051.000'], aws: ['AISF-AI-01'] },
    securitySeverity: 6.5,
  },
  kinds: ['user'],
  positions: ['content'],
  safe: ['filter', 'extracted'],
  silent: (call) => call.filtered || controlledRoles(call).length > 0,
  fixes: examinedFirst,
  does: 'goes unfiltered to',
  why: 'Nothing between the sender and the model can stop an attack on it, or content that you must not process.',
  todo: 'Set a guardrail on the call, or check the text first and stop when the check says so.',
});
