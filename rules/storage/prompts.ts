/** What users sent that goes to a model: prompts, wherever else they go. */
import { type CallEvent, carries, modelCalls } from '../../server/analysis/api';

export function promptOrigins(events: readonly CallEvent[]): ReadonlySet<string> {
  const out = new Set<string>();
  for (const call of modelCalls(events)) {
    for (const at of [...call.content, ...call.instructions]) {
      for (const t of carries(at.value, ['user'])) if (t.origin.k === 'source') out.add(`${t.origin.key} ${t.path.join('.')}`);
    }
  }
  return out;
}
