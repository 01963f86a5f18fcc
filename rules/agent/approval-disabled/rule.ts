import { type ApprovalSpec, type CallEvent, type Rule, callUse, constantsOf, display, valuesAt, helpUri, propertyOf } from '../../../server/analysis/api';
import { approvalOn } from '../fixes';
import { onValue, toolsOf } from '../tools';

export const rule: Rule = {
  meta: {
    id: 'agent/approval-disabled',
    title: 'Approval is switched off',
    level: 'error',
    due: 'foundational',
    layer: 'ai-application',
    summary: 'The question to a person before a tool runs is switched off, or defaulted away.',
    tags: { owasp: ['LLM03:2026', 'LLM06:2025'], asi: ['ASI02'], mcp: [], aisvs: ['9.2.1'], cwe: ['CWE-862'], atlas: ['AML.T0101', 'AML.M0029'], aws: ['AISF-AGENT-05'] },
    securitySeverity: 8.0,
    helpUri: helpUri('agent/approval-disabled'),
  },
  fixes: [approvalOn],
  check(context, report) {
    const message = (what: string): { what: string; why: string; todo: string } => ({
      what,
      why: 'A model that is misled, or simply wrong, acts in your name, and nobody can stop it.',
      todo: 'Switch approval on, at least for what changes something.',
    });
    for (const tool of toolsOf(context)) {
      if (tool.effects.length === 0 || typeof tool.approval !== 'object') continue;
      report({
        fn: tool.event.fn,
        mark: propertyOf(tool.approval.off.at),
        detail: { on: tool.approval.off.on },
        message: message(`The tool \`${tool.name}\` changes something outside, and its approval is switched off.`),
      });
    }
    for (const event of context.events) {
      if (event.chain.length > 0) continue;
      for (const spec of event.specs) {
        // Of paired options the first that is present is marked; a fix needs to know the others.
        const off = (spec.approval ?? []).filter((x) => x.form === 'mode' || x.form === 'flag').filter((a) => switchedOff(event, a));
        const [first, ...others] = off;
        if (!first) continue;
        const [at] = valuesAt(event, first.port);
        const also = others.flatMap((a) => valuesAt(event, a.port).map((x) => propertyOf(x).slice(1)));
        const what = `\`${display(event.name)}\` runs its tools without asking anyone.`;
        report({ fn: event.fn, mark: at ? propertyOf(at) : callUse(event), sink: event, detail: { on: onValue(first), also }, message: message(what) });
      }
    }
  },
};

function switchedOff(event: CallEvent, a: ApprovalSpec): boolean {
  const [at] = valuesAt(event, a.port);
  return at ? (constantsOf(at.value)?.every((c) => (a.off ?? []).includes(c as string)) ?? false) : a.missing === 'off';
}
