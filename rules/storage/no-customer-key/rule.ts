import { treatAs } from '../../../server/analysis/api';
import { encrypted } from '../fixes';
import { storeRule } from '../storeRule';

export const rule = storeRule({
  meta: {
    id: 'storage/no-customer-key',
    title: "AI data under the provider's key",
    level: 'information',
    due: 'enhanced',
    summary: 'AI data goes to a store that encrypts by default, without a key of your own that you can revoke and audit.',
    tags: { owasp: ['LLM02:2026', 'LLM02:2025'], asi: [], mcp: [], aisvs: ['5.3'], cwe: ['CWE-311'], atlas: ['AML.M0012'], aws: ['AISF-INFRA-05'] },
    securitySeverity: 3.1,
  },
  stores: ['managed'],
  safe: ['encrypted', 'redacted'],
  whole: true,
  fixes: [encrypted, treatAs('encryption')],
  does: "is stored under the provider's own key by",
  why: 'Without a key of your own you can neither see who decrypts it nor take that right away.',
  todo: 'Name a customer-managed key, or encrypt it before it is stored.',
});
