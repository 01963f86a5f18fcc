/** What the rules about prompts share: data of some kind stands at a position of a model call, and nothing made it safe for that. */
import {
  type DataKind,
  type FixMaker,
  type ModelCall,
  type Rule,
  type RuleMeta,
  type SafeFor,
  carries,
  display,
  helpUri,
  modelCalls,
  sentence,
  sourceName,
} from '../../server/analysis/api';

export interface PromptRule {
  meta: Omit<RuleMeta, 'layer' | 'helpUri'>;
  kinds: DataKind[];
  positions: ('instructions' | 'content')[];
  /** What makes the data safe here. */
  safe: SafeFor[];
  /** Calls that the rule leaves alone: another rule speaks, or a lock is set on the call. */
  silent?: (call: ModelCall) => boolean;
  /** What happens to the data, as the middle of a sentence that ends with the call. */
  does: string;
  fixes?: readonly FixMaker[];
  why: string;
  todo: string;
}

export function promptRule(o: PromptRule): Rule {
  return {
    meta: { ...o.meta, layer: 'ai-application', helpUri: helpUri(o.meta.id) },
    fixes: o.fixes,
    check({ events }, report) {
      for (const call of modelCalls(events)) {
        if (o.silent?.(call)) continue;
        for (const at of o.positions.flatMap((p) => call[p])) {
          const taints = carries(at.value, o.kinds, o.safe, call.event);
          if (taints.length === 0) continue;
          const what = `${sentence(sourceName(taints[0]!))} ${o.does} \`${display(call.event.name)}\`.`;
          report({ fn: call.event.fn, mark: at.mark, taints, sink: call.event, message: { what, why: o.why, todo: o.todo } });
        }
      }
    },
  };
}
