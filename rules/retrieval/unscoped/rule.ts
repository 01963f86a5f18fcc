import { type Rule, callUse, helpUri, isOpen, stepAt } from '../../../server/analysis/api';
import { searchOwnRows } from '../fixes';
import { collectionOf, scopeOf, searchMark, searchName, searches } from '../searches';

export const rule: Rule = {
  meta: {
    id: 'retrieval/unscoped',
    title: "A search over everybody's documents",
    level: 'warning',
    due: 'foundational',
    layer: 'identity-and-data',
    summary: "A retrieval asks for everyone's records: nothing ties it to the verified caller.",
    tags: { owasp: ['LLM09:2026', 'LLM08:2025'], asi: ['ASI03'], mcp: [], aisvs: ['5.2.2', '8.1.1', '8.1.3'], cwe: ['CWE-862'], atlas: ['AML.T0085'], aws: ['AISF-AI-10'] },
    securitySeverity: 6.5,
    helpUri: helpUri('retrieval/unscoped'),
  },
  fixes: [searchOwnRows],
  check(context, report) {
    for (const search of searches(context)) {
      const { event, by, from } = search;
      // The scope of a helper may come from its caller, whose version of the call is asked instead.
      if (
        event.chain.length === 0 &&
        [...event.args, ...by.args].some((a) => isOpen(a)) &&
        context.events.some((e) => e.chain.length > 0 && e.fn === event.fn && e.instr === event.instr)
      )
        continue;
      if (scopeOf(context, event, search).kind !== 'none') continue;
      const [, s, e] = 'handler' in from ? from.mark : callUse(from);
      report({
        fn: event.fn,
        mark: searchMark(search),
        sink: by,
        related: [stepAt(from.fn, s, e, 'reached from here')],
        detail: { collection: collectionOf(search) },
        message: {
          what: `${searchName(search)} searches the records of everyone.`,
          why: 'Any caller can be answered with what belongs to another: a question is enough.',
          todo: 'Filter by the owner in the search itself, with a value from the verified identity; list what is public under `publicCollections`.',
        },
      });
    }
  },
};
