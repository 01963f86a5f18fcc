/** What the rules about prompts share: data of some kind stands at a position of a model call, and nothing made it safe for that. */
import {
  type At,
  type CallEvent,
  type DataKind,
  type FixMaker,
  type FnNode,
  type ModelCall,
  type Rule,
  type RuleMeta,
  type SafeFor,
  type Taint,
  type Value,
  carries,
  display,
  helpUri,
  modelCalls,
  narrowed,
  sentence,
  sourceName,
  toolDescriptions,
  toolResults,
} from '../../server/analysis/api';

export interface PromptRule {
  meta: Omit<RuleMeta, 'layer' | 'helpUri'>;
  kinds: DataKind[];
  positions: ('instructions' | 'content')[];
  /** It also looks at what the handlers of tools give back to the model, and marks the whole of it or the part that carries the data. */
  results?: 'whole' | 'part';
  /** What makes the data safe here. */
  safe: SafeFor[];
  /** Calls that the rule leaves alone: another rule speaks, or a lock is set on the call. */
  silent?: (call: ModelCall) => boolean;
  /** Expressions of which another rule says the same. */
  saidElsewhere?: (call: ModelCall) => At[];
  /** What happens to the data, as the middle of a sentence that ends with the call. */
  does: string;
  fixes?: readonly FixMaker[];
  why: string;
  todo: string;
}

/** Where a value stands, besides in the call itself. */
interface Where {
  elsewhere?: readonly At[];
  /** The function in which it is written, and what holds there. */
  fn?: FnNode;
  facts?: CallEvent['facts'];
  /** It is what a tool gives back. */
  result?: boolean;
}

type Say = Parameters<Rule['check']>[1];

export function promptRule(o: PromptRule): Rule {
  const look = (report: Say, event: CallEvent, whole: At, { elsewhere = [], fn = event.fn, facts = event.facts, result }: Where = {}): void => {
    const carried = (v: Value): readonly Taint[] => carries(v, o.kinds, o.safe, { facts });
    if (carried(whole.value).length === 0) return;
    const at = result && o.results === 'whole' ? whole : narrowed({ fn }, whole, (v) => carried(v).length > 0);
    if (elsewhere.some((x) => x.mark[1] === at.mark[1] && x.mark[2] === at.mark[2])) return;
    const taints = carried(at.value);
    const what = `${sentence(sourceName(taints[0]!))} ${result ? 'goes to the model as the result of' : o.does} \`${display(event.name)}\`.`;
    report({ fn, mark: at.mark, taints, sink: event, message: { what, why: o.why, todo: o.todo } });
  };
  return {
    meta: { ...o.meta, layer: 'ai-application', helpUri: helpUri(o.meta.id) },
    local: true,
    fixes: o.fixes,
    check({ events }, report) {
      for (const call of modelCalls(events)) {
        if (o.silent?.(call)) continue;
        const elsewhere = o.saidElsewhere?.(call);
        for (const whole of o.positions.flatMap((p) => call[p])) look(report, call.event, whole, { elsewhere });
      }
      if (o.positions.includes('instructions')) for (const { event, at } of toolDescriptions(events)) look(report, event, at);
    },
    // What a handler returns may change while the call that defines the tool stays as it was.
    across: o.results && ((context, report) => toolResults(context).forEach(({ event, fn, at, facts }) => look(report, event, at, { fn, facts, result: true }))),
  };
}
