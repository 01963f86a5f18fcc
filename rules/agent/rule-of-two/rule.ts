import { type Rule, callUse, display, helpUri } from '../../../server/analysis/api';
import { askBeforeActing, askForBuiltins } from './fix';
import { powersOf } from './powers';

export const rule: Rule = {
  meta: {
    id: 'agent/rule-of-two',
    title: 'One agent reads strangers, knows secrets and acts',
    level: 'warning',
    due: 'enhanced',
    layer: 'ai-application',
    summary: 'An agent takes in untrusted content, reaches private data and can send something out or change it, and nobody is asked before the last step.',
    tags: { owasp: ['LLM01:2026', 'LLM03:2026'], asi: ['ASI01', 'ASI02'], mcp: [], aisvs: ['9.2.1'], cwe: ['CWE-862'], atlas: ['AML.T0086'], aws: ['AISF-AGENT-05'] },
    securitySeverity: 7.2,
    helpUri: helpUri('agent/rule-of-two'),
  },
  fixes: [askBeforeActing, askForBuiltins],
  check(context, report) {
    for (const { event, untrusted, reaches, acts } of powersOf(context)) {
      if (!untrusted || !reaches || !acts) continue;
      report({
        fn: event.fn,
        mark: callUse(event),
        sink: event,
        related: [untrusted, reaches, acts],
        message: {
          what: `\`${display(event.name)}\` takes in what strangers wrote, reaches private data and acts, and nobody is asked before it acts.`,
          why: 'One sentence in a web page or a mail can make it read the data and carry it out. Any two of the three are fine.',
          todo: 'Let a person approve the last step, or take one of the three away.',
        },
      });
    }
  },
};
