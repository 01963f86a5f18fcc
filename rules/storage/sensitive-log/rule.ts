import { leftOutOfLog } from '../fixes';
import { storeRule } from '../storeRule';
import { isConsoleOfProgram, nearModel } from './workload';

export const rule = storeRule({
  meta: {
    id: 'storage/sensitive-log',
    title: 'Conversations in the log',
    level: 'warning',
    due: 'enhanced',
    summary: 'Prompts, completions or personal data are logged unredacted.',
    tags: { owasp: ['LLM02:2026', 'LLM02:2025'], asi: [], mcp: [], aisvs: ['5.3'], cwe: ['CWE-532'], atlas: ['AML.T0057'], aws: ['AISF-AI-05'] },
    securitySeverity: 4.9,
  },
  stores: ['log'],
  safe: ['encrypted', 'redacted'],
  personal: true,
  silent: (event, context) => isConsoleOfProgram(event, context) || !nearModel(event, context),
  fixes: [leftOutOfLog],
  does: 'is logged by',
  why: 'Logs are read by more people and systems than the data was meant for, and are kept longer.',
  todo: 'Log ids, lengths or counts, or redact the text first.',
});
