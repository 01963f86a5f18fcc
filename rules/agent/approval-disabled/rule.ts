import {
  type ApprovalSpec,
  type At,
  type CallEvent,
  type Rule,
  type RuleContext,
  callUse,
  constantsOf,
  display,
  having,
  helpUri,
  holds,
  namesListed,
  propertyOf,
  valuesAt,
} from '../../../server/analysis/api';
import { approvalOn } from '../fixes';
import { decidersOf, lacks, neverAsks, onValue } from '../approval';
import { toolsOf } from '../tools';

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
      const { at, event, on } = tool.approval.off;
      report({ fn: event.fn, mark: propertyOf(at), detail: { on }, message: message(`The tool \`${tool.name}\` changes something outside, and its approval is switched off.`) });
    }
    for (const event of having(context.events, 'approval', 'agent')) {
      if (event.chain.length > 0) continue;
      for (const spec of event.specs) {
        // Of paired options the first that is present is marked; a fix needs to know the others.
        const off = (spec.approval ?? []).flatMap((a) => switchedOff(context, event, a).map((at) => ({ a, at })));
        const what = `\`${display(event.name)}\` runs its tools without asking anyone.`;
        const [first, ...others] = off;
        if (first) {
          const also = others.filter((o) => o.a !== first.a).flatMap(({ at }) => (at ? [propertyOf(at).slice(1)] : []));
          report({ fn: event.fn, mark: first.at ? propertyOf(first.at) : callUse(event), sink: event, detail: { on: onValue(first.a), also }, message: message(what) });
        }
        for (const { a, at } of others) if (a === first!.a && at) report({ fn: event.fn, mark: propertyOf(at), sink: event, detail: { on: onValue(a) }, message: message(what) });
        const agent = spec.agent && { event, spec: spec.agent };
        for (const decider of agent && lacks(agent) ? decidersOf(agent) : []) {
          report({
            fn: decider.fn,
            mark: callUse(decider),
            sink: decider,
            message: message(`\`${display(decider.name)}\` can stop nothing: \`${display(event.name)}\` keeps no state to wait with.`),
          });
        }
      }
    }
  },
};

/** The places where an option of the call switches approval off; one undefined place where its absence does. */
function switchedOff(context: RuleContext, event: CallEvent, a: ApprovalSpec): (At | undefined)[] {
  if ((a.unless ?? []).some((u) => holds(event, u) === 'yes')) return [];
  const ats = valuesAt(event, a.port);
  if (ats.length === 0) return a.missing === 'off' ? [undefined] : [];
  if (a.form === 'unasked-list') return ats.filter((at) => namesListed(at.value)?.includes('*') && !namesListed(at.value)!.some((n) => n.startsWith('!')));
  if (a.form !== 'mode' && a.form !== 'flag' && a.form !== 'function') return [];
  return ats.filter((at) => constantsOf(at.value)?.every((c) => (a.off ?? []).includes(c as string)) || neverAsks(context, a, at.value));
}
