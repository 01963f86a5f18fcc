import { pseudonymous } from '../fixes';
import { promptRule } from '../promptRule';

export const rule = promptRule({
  meta: {
    id: 'prompt/personal-data',
    title: 'Personal data reaches a model',
    level: 'warning',
    due: 'enhanced',
    summary: 'Fields that identify or describe a person reach a model or an embedding unredacted.',
    tags: { owasp: ['LLM02:2026', 'LLM02:2025'], asi: [], mcp: [], aisvs: ['8.2.1'], cwe: ['CWE-359'], atlas: [], aws: ['AISF-AI-03'] },
    securitySeverity: 5.9,
  },
  kinds: ['personal'],
  positions: ['instructions', 'content'],
  results: 'part',
  safe: ['redacted', 'encrypted'],
  fixes: [pseudonymous],
  does: 'goes to',
  why: 'It leaves your systems, may be kept in logs and in vectors, and cannot be called back.',
  todo: 'Redact it first, or send a reference instead.',
});
