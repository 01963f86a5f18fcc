import { secretLeftOut } from '../fixes';
import { promptRule } from '../promptRule';

export const rule = promptRule({
  meta: {
    id: 'prompt/secret-in-prompt',
    title: 'A secret reaches a model',
    level: 'error',
    due: 'foundational',
    summary: 'A credential stands in the instructions, the content or a tool result of a model.',
    tags: { owasp: ['LLM08:2026', 'LLM02:2026', 'LLM07:2025'], asi: [], mcp: ['MCP01'], aisvs: ['9.5.4'], cwe: ['CWE-200'], atlas: ['AML.T0056'], aws: ['AISF-DATA-05'] },
    securitySeverity: 8.1,
  },
  kinds: ['secret'],
  positions: ['instructions', 'content'],
  results: 'part',
  safe: ['redacted', 'encrypted'],
  fixes: [secretLeftOut],
  does: 'goes into the text of',
  why: 'A model repeats what it is given: to its provider, to its logs, and to anyone who asks in the right way.',
  todo: 'Keep it out of the text; let a tool use it on the server instead.',
});
