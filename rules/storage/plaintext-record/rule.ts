import { treatAs } from '../../../server/analysis/api';
import { encrypted } from '../fixes';
import { storeRule } from '../storeRule';

export const rule = storeRule({
  meta: {
    id: 'storage/plaintext-record',
    title: 'AI data in a record that anyone with the database can read',
    level: 'information',
    due: 'enhanced',
    summary: 'Prompts, completions or retrieved documents are written to a database, a cache or the metadata of vectors without field-level encryption.',
    tags: { owasp: ['LLM02:2026', 'LLM02:2025'], asi: [], mcp: [], aisvs: ['5.3'], cwe: ['CWE-312', 'CWE-311'], atlas: ['AML.M0012'], aws: ['AISF-INFRA-05'] },
    securitySeverity: 3.7,
  },
  stores: ['record', 'vector'],
  safe: ['encrypted', 'redacted'],
  fixes: [encrypted, treatAs('encryption')],
  does: 'is kept as plain text by',
  why: 'Everyone with access to the database, a replica or a dump reads what people asked and what they were told.',
  todo: 'Encrypt the field before it is written.',
});
