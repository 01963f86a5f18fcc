import { type Rule, callUse, display, helpUri, listOf, stepAt } from '../../../server/analysis/api';
import { reaching } from '../workloads';
import { withHelper, withOption, withOwnLogger } from './fix';
import { isRecorded } from './records';

export const rule: Rule = {
  meta: {
    id: 'operations/no-audit-log',
    title: 'Nobody can tell what the model did',
    level: 'information',
    due: 'enhanced',
    layer: 'ai-application',
    summary: 'A workload calls models or tools and records none of it.',
    tags: { owasp: [], asi: [], mcp: ['MCP08'], aisvs: ['12.1.1'], cwe: ['CWE-778'], atlas: ['AML.M0024'], aws: ['AISF-AI-05'] },
    securitySeverity: 3.0,
    helpUri: helpUri('operations/no-audit-log'),
  },
  fixes: [withOwnLogger, withOption, withHelper],
  check(context, report) {
    // A tracer that is set up anywhere records what its SDKs do.
    if (context.events.some((e) => e.specs.some((s) => listOf(s.lock).some((l) => l.kind === 'audit')))) return;
    for (const { entry, calls } of reaching(context)) {
      if (calls.some((c) => isRecorded(context, c))) continue;
      const call = calls[0]!;
      report({
        fn: entry.fn,
        mark: entry.mark,
        sink: call,
        related: [stepAt(call.fn, callUse(call)[1], callUse(call)[2], `reaches \`${display(call.name)}\``)],
        message: {
          what: `Nothing records what \`${display(call.name)}\` was asked, what it cost or what came of it.`,
          why: 'When it goes wrong, or is made to, you can neither see it nor show what happened.',
          todo: 'Hand model, usage and outcome to your logger, your tracer or a table, without the text itself.',
        },
      });
    }
  },
};
