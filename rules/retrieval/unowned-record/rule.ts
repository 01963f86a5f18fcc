import { type Rule, callUse, display, helpUri, stepAt } from '../../../server/analysis/api';
import { ownerCondition } from '../fixes';
import { unowned } from '../records';

export const rule: Rule = {
  meta: {
    id: 'retrieval/unowned-record',
    title: "Anyone's conversation, by its id",
    level: 'warning',
    due: 'foundational',
    layer: 'identity-and-data',
    summary: 'A chat, a message, a memory or a document is read, changed or deleted by an id from the request, and nothing ties it to the verified caller.',
    tags: { owasp: ['LLM09:2026', 'LLM08:2025'], asi: ['ASI03'], mcp: [], aisvs: ['5.2.2', '8.1.3'], cwe: ['CWE-639', 'CWE-862'], atlas: ['AML.T0085'], aws: ['AISF-IAM-08'] },
    securitySeverity: 7.1,
    helpUri: helpUri('retrieval/unowned-record'),
  },
  fixes: [ownerCondition],
  check(context, report) {
    for (const { event, by, table, taints, entry } of unowned(context)) {
      report({
        fn: event.fn,
        mark: callUse(event),
        taints,
        sink: by,
        related: [stepAt(entry.fn, entry.mark[1], entry.mark[2], 'reached from this entry point')],
        message: {
          what: `\`${display(event.name)}\` finds ${table} by an id from the request, whoever it belongs to.`,
          why: "Whoever guesses or sees an id reads, changes or deletes another person's conversation.",
          todo: "Add the owner to the condition, with a value from the verified identity, or compare the record's owner with it before anything leaves.",
        },
      });
    }
  },
};
