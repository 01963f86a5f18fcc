import { examinedFirst } from '../fixes';
import { promptRule } from '../promptRule';

export const rule = promptRule({
  meta: {
    id: 'prompt/indirect-injection',
    title: 'Fetched content reaches a model unfiltered',
    level: 'warning',
    due: 'enhanced',
    summary: 'Content that someone outside wrote and the program fetched reaches a model, and nothing checks it for instructions.',
    tags: { owasp: ['LLM01:2026', 'LLM01:2025'], asi: ['ASI01'], mcp: ['MCP10'], aisvs: ['9.3.2', '10.4.2'], cwe: ['CWE-1427'], atlas: ['AML.T0051.001'], aws: ['AISF-AI-02'] },
    securitySeverity: 6.8,
  },
  kinds: ['external'],
  positions: ['instructions', 'content'],
  results: 'whole',
  safe: ['filter'],
  silent: (call) => call.filtered,
  fixes: examinedFirst,
  does: 'is read by',
  why: 'Whoever wrote it can hide instructions in it, and the model may follow them with all the tools that it has.',
  todo: 'Check it for instructions before the model reads it, or set a guardrail on the call.',
});
