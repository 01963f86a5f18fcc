import { type Rule, callUse, display, stepAt, helpUri, treatAs } from '../../../server/analysis/api';
import { unaskedBuiltins } from '../builtins';
import { askForBuiltins } from '../rule-of-two/fix';
import { toolsOf } from '../tools';
import { askAtTerminal, askTheClient } from './fix';

export const rule: Rule = {
  meta: {
    id: 'agent/unapproved-tool',
    title: 'A tool acts and nobody is asked',
    level: 'error',
    due: 'foundational',
    layer: 'ai-application',
    summary: 'A tool with a side effect is offered to a model, and no person decides before it runs.',
    tags: { owasp: ['LLM03:2026', 'LLM06:2025'], asi: ['ASI02'], mcp: [], aisvs: ['9.2.1'], cwe: ['CWE-862'], atlas: ['AML.T0101', 'AML.M0029'], aws: ['AISF-AGENT-05'] },
    securitySeverity: 8.0,
    helpUri: helpUri('agent/unapproved-tool'),
  },
  fixes: [askForBuiltins, askTheClient, askAtTerminal, treatAs('approval')],
  check(context, report) {
    for (const { event, at, name } of unaskedBuiltins(context)) {
      report({
        fn: event.fn,
        mark: at.mark,
        sink: event,
        message: {
          what: `\`${display(event.name)}\` lets the model use \`${name}\` whenever it wants.`,
          why: 'A model that is misled, or simply wrong, does it in your name, and nobody can stop it.',
          todo: 'Take it out of the list, and let a person decide each time.',
        },
      });
    }
    for (const tool of toolsOf(context)) {
      const [effect] = tool.effects;
      if (!effect || tool.approval !== 'none') continue;
      const [, s, e] = callUse(effect.event);
      report({
        fn: tool.event.fn,
        mark: tool.mark,
        confidence: 'high',
        sink: tool.event,
        related: tool.effects
          .slice(0, 3)
          .map((x) => stepAt(x.event.fn, callUse(x.event)[1], callUse(x.event)[2], `changes something outside: ${x.kind} (\`${display(x.event.name)}\`)`)),
        detail: { tool: tool.name, effect: effect.kind, at: [s, e] },
        message: {
          what: `The tool \`${tool.name}\` calls \`${display(effect.event.name)}\` (${effect.kind}) whenever the model wants it.`,
          why: 'A model that is misled, or simply wrong, does it in your name, and nobody can stop it.',
          todo: 'Let a person decide before the tool runs, with the approval that your SDK offers.',
        },
      });
    }
  },
};
