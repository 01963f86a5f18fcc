/** What the rules about model output share: data of a model reaches a sink of one kind, and nothing made it safe for that. */
import { type FixMaker, type Rule, type RuleMeta, type SafeFor, type SinkKind, carries, display, sinksOf, sourceName, helpUri, sentence } from '../../server/analysis/api';

export interface OutputRule {
  meta: Omit<RuleMeta, 'layer' | 'helpUri'>;
  sink: SinkKind;
  /** What makes data safe here. */
  safe: SafeFor[];
  /** Words for the message: what the call does with the data, why that matters, what to do. */
  does: string;
  fixes?: readonly FixMaker[];
  why: string;
  todo: string;
}

export function outputRule(o: OutputRule): Rule {
  return {
    meta: { ...o.meta, layer: 'ai-application', helpUri: helpUri(o.meta.id) },
    local: true,
    perCall: true,
    fixes: o.fixes,
    check({ events, solver }, report) {
      for (const event of events) {
        for (const { spec, at } of sinksOf(event, o.sink, solver.catalog.jsx)) {
          const taints = carries(at.value, ['model'], [...o.safe, ...(spec.safeFor ?? [])], event);
          if (taints.length === 0) continue;
          const what = sourceName(taints[0]!);
          report({
            fn: event.fn,
            mark: at.mark,
            taints,
            sink: event,
            message: { what: `${sentence(what)} ${o.does} \`${display(event.name)}\`.`, why: o.why, todo: o.todo },
          });
        }
      }
    },
  };
}
