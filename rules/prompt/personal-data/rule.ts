import { type Rule, carries, display, modelCalls, sourceName } from '../../../server/analysis/api';

export const rule: Rule = {
  meta: {
    id: 'prompt/personal-data',
    title: 'Personal data reaches a model',
    level: 'warning',
    due: 'enhanced',
    layer: 'ai-application',
    summary: 'Fields that identify or describe a person reach a model or an embedding unredacted.',
    tags: { owasp: ['LLM02:2026', 'LLM02:2025'], asi: [], mcp: [], aisvs: ['8.2.1'], cwe: ['CWE-359'], atlas: [], aws: ['AISF-AI-03'] },
    securitySeverity: 5.9,
    helpUri: 'https://github.com/locksmith-dev/locksmith/blob/main/rules/prompt/personal-data/README.md',
  },
  check({ events }, report) {
    for (const call of modelCalls(events)) {
      for (const at of [...call.instructions, ...call.content]) {
        const taints = carries(at.value, ['personal'], ['redacted', 'encrypted']);
        if (taints.length === 0) continue;
        report({
          fn: call.event.fn,
          mark: at.mark,
          taints,
          sink: call.event,
          message: {
            what: `${sourceName(taints[0]!).replace(/^./, (c) => c.toUpperCase())} goes to \`${display(call.event.name)}\`.`,
            why: 'It leaves your systems, may be kept in logs and in vectors, and cannot be called back.',
            todo: 'Redact it first, or send a reference instead.',
          },
        });
      }
    }
  },
};
