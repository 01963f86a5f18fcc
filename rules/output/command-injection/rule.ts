import { onlyListed } from '../fixes';
import { outputRule } from '../sinkRule';

export const rule = outputRule({
  meta: {
    id: 'output/command-injection',
    title: 'A model writes a command',
    level: 'error',
    due: 'foundational',
    summary: 'What a model produced reaches a shell or chooses a program.',
    tags: { owasp: ['LLM10:2026', 'LLM05:2025'], asi: ['ASI05'], mcp: ['MCP05'], aisvs: [], cwe: ['CWE-78'], atlas: [], aws: [] },
    securitySeverity: 9.8,
  },
  sink: 'command',
  safe: ['shell'],
  fixes: [onlyListed],
  does: 'becomes a command for',
  why: 'Whoever can influence the model, through any text it reads, runs programs on this machine.',
  todo: 'Call a fixed program with an array of arguments and no shell, or choose from a fixed list.',
});
