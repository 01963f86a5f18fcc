import { type Rule, asksModel, callUse, display, entryPoints, retrievalOf, servesTools, stepAt, unguarded, helpUri } from '../../../server/analysis/api';

import { authFixes } from '../fixes';
import { isAmongOwn } from '../../retrieval/ownStores';
import { onCallersKey } from '../ownKey';

export const rule: Rule = {
  meta: {
    id: 'access/unauthenticated-endpoint',
    title: 'Anyone can make the model work',
    level: 'warning',
    due: 'foundational',
    layer: 'identity-and-data',
    summary: 'A remote entry point reaches a model call or the tools of a server, and nothing on the way asks who is calling.',
    tags: { owasp: ['LLM06:2026', 'LLM10:2025'], asi: ['ASI03'], mcp: ['MCP07'], aisvs: ['5.2'], cwe: ['CWE-306'], atlas: ['AML.T0034'], aws: ['AISF-IAM-08'] },
    securitySeverity: 6.9,
    helpUri: helpUri('access/unauthenticated-endpoint'),
  },
  fixes: authFixes,
  check({ events, solver }, report) {
    for (const entry of entryPoints(solver, events)) {
      if (entry.guard === 'authenticated') continue;
      const reached = unguarded(solver, entry.handler, 'auth', entry.ref);
      if (reached.some((e) => retrievalOf(e) && !isAmongOwn(e, events))) continue;
      const call = reached.find((e) => asksModel(e) && !onCallersKey(e, events, entry.handler)) ?? reached.find(servesTools);
      if (!call) continue;
      const [, s, e] = callUse(call);
      report({
        handler: entry.handler,
        fn: entry.fn,
        mark: entry.mark,
        confidence: entry.guard === 'unknown' ? 'low' : 'high',
        related: [stepAt(call.fn, s, e, `reaches \`${display(call.name)}\``)],
        message: {
          what: servesTools(call)
            ? 'Anyone who can send a request here uses the tools of this server.'
            : `Anyone who can send a request here makes \`${display(call.name)}\` work.`,
          why: 'Strangers spend your tokens, and use your model and its tools as their own.',
          todo: `Ask who is calling before ${servesTools(call) ? 'a tool runs' : 'the model is called'}, and answer 401 where nobody is.`,
        },
      });
    }
  },
};
