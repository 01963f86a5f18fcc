import { type Rule, callUse, display, helpUri, stepAt } from '../../../server/analysis/api';
import { limitFixes } from '../../access/fixes';
import { onCallersKey } from '../../access/ownKey';
import { reaching, withoutLock } from '../workloads';

export const rule: Rule = {
  meta: {
    id: 'operations/no-rate-limit',
    title: 'Nothing limits how often a model is asked',
    level: 'warning',
    due: 'enhanced',
    layer: 'infrastructure',
    summary: 'A remote entry point reaches a model call, and nothing limits how often one caller may use it.',
    tags: { owasp: ['LLM06:2026', 'LLM10:2025'], asi: [], mcp: [], aisvs: ['9.1.2'], cwe: ['CWE-770'], atlas: ['AML.M0004'], aws: [] },
    securitySeverity: 5.0,
    helpUri: helpUri('operations/no-rate-limit'),
  },
  fixes: limitFixes,
  check(context, report) {
    for (const { entry } of reaching(context)) {
      const before = entry.before('rateLimit');
      const call = before === 'locked' ? undefined : withoutLock(context, entry, 'rateLimit').find((e) => !onCallersKey(e, context.events, entry.handler));
      if (!call) continue;
      report({
        handler: entry.handler,
        fn: entry.fn,
        mark: entry.mark,
        confidence: before === 'unknown' ? 'low' : 'high',
        related: [stepAt(call.fn, callUse(call)[1], callUse(call)[2], `reaches \`${display(call.name)}\``)],
        message: {
          what: `A caller may have \`${display(call.name)}\` work as often as they like.`,
          why: 'One script is enough to spend your budget, or to use up the quota of everyone else.',
          todo: 'Put a rate limit per caller before the model call.',
        },
      });
    }
  },
};
