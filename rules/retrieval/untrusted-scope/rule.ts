import { type Rule, display, helpUri, sentence, sourceName } from '../../../server/analysis/api';
import { scopeOfCaller } from '../fixes';
import { searchOf } from '../queries';
import { lookedUp } from '../records';
import { scopeOf } from '../searches';

export const rule: Rule = {
  meta: {
    id: 'retrieval/untrusted-scope',
    title: 'The caller says whose documents to search',
    level: 'error',
    due: 'foundational',
    layer: 'identity-and-data',
    summary: 'A retrieval has a scope, but its value comes from the request or from a model instead of the verified identity.',
    tags: { owasp: ['LLM09:2026', 'LLM08:2025'], asi: ['ASI03'], mcp: [], aisvs: ['5.2.2', '8.1.3'], cwe: ['CWE-639'], atlas: ['AML.T0085'], aws: ['AISF-AI-10'] },
    securitySeverity: 8.1,
    helpUri: helpUri('retrieval/untrusted-scope'),
  },
  fixes: [scopeOfCaller],
  check(context, report) {
    const { events } = context;
    const untrusted = events.flatMap((event) => {
      const search = searchOf(event, events);
      const scope = search && scopeOf(context, event, search);
      return scope?.kind === 'untrusted' ? [{ search: search!, scope }] : [];
    });
    if (untrusted.length === 0) return;
    const isLookedUp = lookedUp(context);
    for (const { search, scope } of untrusted) {
      if (scope.taints.every(isLookedUp)) continue;
      report({
        fn: scope.fn,
        mark: scope.at.mark,
        taints: scope.taints,
        sink: search.by,
        message: {
          what: `${sentence(sourceName(scope.taints[0]!))} decides whose records \`${display(search.by.name)}\` searches.`,
          why: 'A scope that the caller sends is a wish: with another value, another tenant answers.',
          todo: "Take the value from the verified identity, or check it against the identity's own memberships first.",
        },
      });
    }
  },
};
