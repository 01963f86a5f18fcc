/** What users sent that goes to a model: prompts, wherever else they go. */
import { type CallEvent, carries, modelCalls } from '../../server/analysis/api';

export function promptOrigins(events: readonly CallEvent[]): ReadonlySet<string> {
  const out = new Set<string>();
  for (const call of modelCalls(events)) {
    for (const at of [...call.content, ...call.instructions]) {
      for (const t of carries(at.value, ['user'])) if (t.origin.k === 'source' && !describes(t.path)) out.add(`${t.origin.key} ${t.path.join('.')}`);
    }
  }
  return out;
}

const DESCRIPTORS = new Set(['id', 'role', 'type', 'mediaType', 'media_type', 'mimeType', 'mime_type', 'contentType', 'content_type', 'mimetype']);

/** The kind of a message or an upload: it goes along with what was sent, and tells nothing of it. */
const describes = (path: readonly string[]): boolean => DESCRIPTORS.has(path[path.length - 1] ?? '');
