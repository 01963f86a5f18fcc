import { type Rule, display, entryPoints, stepAt, unguarded, helpUri } from '../../../server/analysis/api';

import { authFixes } from '../../access/fixes';
import { searchOf, storesChosen } from '../queries';
import { nameOfStore, searchMark, searching } from '../searches';

export const rule: Rule = {
  meta: {
    id: 'retrieval/unauthenticated',
    title: 'Anyone can search your documents',
    level: 'error',
    due: 'foundational',
    layer: 'identity-and-data',
    summary: "A search over the organisation's data is reachable from outside, and nothing on the way asks who is calling.",
    tags: { owasp: ['LLM09:2026', 'LLM08:2025'], asi: ['ASI03'], mcp: ['MCP07'], aisvs: ['5.2.2', '8.1.1'], cwe: ['CWE-862'], atlas: ['AML.T0085'], aws: ['AISF-AI-10'] },
    securitySeverity: 8.6,
    helpUri: helpUri('retrieval/unauthenticated'),
  },
  fixes: authFixes,
  check({ events, solver }, report) {
    for (const entry of entryPoints(solver, events)) {
      if (entry.guard === 'authenticated') continue;
      for (const call of searching(unguarded(solver, entry.handler, 'auth', entry.ref))) {
        const search = searchOf(call, events);
        // A store that is opened with the caller's own token asks itself who is calling.
        if (!search || storesChosen(call).some((store) => store.verified)) continue;
        report({
          handler: entry.handler,
          fn: call.fn,
          mark: searchMark({ event: call, ...search }),
          confidence: entry.guard === 'unknown' ? 'low' : 'high',
          related: [stepAt(entry.fn, entry.mark[1], entry.mark[2], 'reached from this entry point')],
          message: {
            what: `\`${display(search.by.name)}\` searches ${search.spec.store === undefined ? 'your documents' : nameOfStore(search.spec.store)} for anyone who sends a request.`,
            why: 'Whatever is in the store can be read by strangers, a question at a time.',
            todo: 'Ask who is calling before the search, and answer 401 where nobody is.',
          },
        });
      }
    }
  },
};
