import { allowedUrl } from '../fixes';
import { outputRule } from '../sinkRule';

export const rule = outputRule({
  meta: {
    id: 'output/request-forgery',
    title: 'A model chooses where a request goes',
    level: 'warning',
    due: 'foundational',
    summary: 'What a model produced decides the host of an outgoing request.',
    tags: { owasp: ['LLM10:2026', 'LLM05:2025'], asi: ['ASI02'], mcp: [], aisvs: ['7.3.3'], cwe: ['CWE-918'], atlas: [], aws: [] },
    securitySeverity: 7.5,
  },
  sink: 'url',
  safe: ['host'],
  fixes: [allowedUrl],
  does: 'chooses where the request goes in',
  why: 'It can reach services inside your network, or carry data to a host of an attacker.',
  todo: 'Compare the host with a fixed list, or fix the origin and let only the path vary.',
});
