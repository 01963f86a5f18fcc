import { insideFolder } from '../fixes';
import { outputRule } from '../sinkRule';

export const rule = outputRule({
  meta: {
    id: 'output/path-traversal',
    title: 'A model chooses a path',
    level: 'error',
    due: 'foundational',
    summary: 'What a model produced becomes the path of a file operation.',
    tags: { owasp: ['LLM10:2026', 'LLM05:2025'], asi: ['ASI02'], mcp: [], aisvs: [], cwe: ['CWE-22'], atlas: [], aws: [] },
    securitySeverity: 8.6,
  },
  sink: 'path',
  safe: ['path'],
  fixes: [insideFolder],
  does: 'becomes the path that is opened by',
  why: 'With `..` or an absolute path it can leave the folder that you meant.',
  todo: 'Resolve it against the folder and refuse what lies outside, or take only its base name.',
});
