import { onlyListed } from '../fixes';
import { outputRule } from '../sinkRule';

export const rule = outputRule({
  meta: {
    id: 'output/code-injection',
    title: 'A model writes code that runs',
    level: 'error',
    due: 'foundational',
    summary: 'What a model produced is evaluated as code in this process.',
    tags: { owasp: ['LLM10:2026', 'LLM05:2025'], asi: ['ASI05'], mcp: [], aisvs: [], cwe: ['CWE-94'], atlas: [], aws: [] },
    securitySeverity: 9.8,
  },
  sink: 'code',
  safe: ['code'],
  fixes: [onlyListed],
  does: 'is run as code by',
  why: 'Code in this process can do all that the process can: read its secrets, call its databases.',
  todo: 'Do not evaluate it here; run it in a sandbox outside this process, or parse it as data.',
});
