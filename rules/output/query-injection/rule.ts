import { onlyListed } from '../fixes';
import { outputRule } from '../sinkRule';

export const rule = outputRule({
  meta: {
    id: 'output/query-injection',
    title: 'A model writes a query',
    level: 'error',
    due: 'foundational',
    summary: 'What a model produced becomes part of the text of a database query.',
    tags: { owasp: ['LLM10:2026', 'LLM05:2025'], asi: [], mcp: [], aisvs: [], cwe: ['CWE-89', 'CWE-943'], atlas: [], aws: [] },
    securitySeverity: 9.0,
  },
  sink: 'query',
  safe: ['query'],
  fixes: [onlyListed],
  does: 'becomes part of the query text of',
  why: 'The model can be talked into reading or changing any row that the connection may touch.',
  todo: 'Bind it as a parameter, or choose columns and tables from a fixed list.',
});
