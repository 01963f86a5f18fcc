import { treatAs } from '../../../server/analysis/api';
import { encrypted } from '../fixes';
import { storeRule } from '../storeRule';

export const rule = storeRule({
  meta: {
    id: 'storage/plaintext-at-rest',
    title: 'AI data rests where nothing encrypts it',
    level: 'warning',
    due: 'foundational',
    summary: 'Prompts, completions or retrieved documents are written unencrypted to a file, a cookie, the browser or an embedded database.',
    tags: { owasp: ['LLM02:2026', 'LLM02:2025'], asi: [], mcp: [], aisvs: ['5.3'], cwe: ['CWE-312'], atlas: ['AML.M0012'], aws: ['AISF-INFRA-05'] },
    securitySeverity: 5.2,
  },
  stores: ['file', 'browser', 'embedded', 'cookie'],
  safe: ['encrypted', 'redacted'],
  fixes: [encrypted, treatAs('encryption')],
  does: 'is written in plain text by',
  why: 'Whoever gets at the disk, the profile or a backup reads what people asked and what they were told.',
  todo: 'Encrypt it before it is written, or keep it in a store that encrypts with your key.',
});
