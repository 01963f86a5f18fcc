import { escaped } from '../fixes';
import { outputRule } from '../sinkRule';

export const rule = outputRule({
  meta: {
    id: 'output/html-injection',
    title: 'A model writes HTML into a page',
    level: 'error',
    due: 'foundational',
    summary: 'What a model produced is put into a page as HTML.',
    tags: { owasp: ['LLM10:2026', 'LLM05:2025'], asi: [], mcp: [], aisvs: [], cwe: ['CWE-79'], atlas: ['AML.T0077'], aws: [] },
    securitySeverity: 8.0,
  },
  sink: 'html',
  safe: ['html'],
  fixes: [escaped],
  does: 'is put into the page as HTML by',
  why: "A script in it runs as the user who reads it, with that user's session.",
  todo: 'Render it as text, or sanitise it first, for example with DOMPurify.',
});
