/** What users sent that goes to a model: prompts, wherever else they go. */
import { type CallEvent, type ModelCall, carries, modelCalls, once } from '../../server/analysis/api';

export const promptOrigins = once((events: readonly CallEvent[]): ReadonlySet<string> => new Set(modelCalls(events).flatMap(sentBy)));

const sentBy = once(({ content, instructions }: ModelCall) =>
  [...content, ...instructions]
    .flatMap((at) => carries(at.value, ['user']))
    .flatMap((t) => (t.origin.k === 'source' && !describes(t.path) ? [`${t.origin.key} ${t.path.join('.')}`] : [])),
);

const DESCRIPTORS = new Set(['id', 'role', 'type', 'mediaType', 'media_type', 'mimeType', 'mime_type', 'contentType', 'content_type', 'mimetype']);

/** The kind of a message or an upload: it goes along with what was sent, and tells nothing of it. */
const describes = (path: readonly string[]): boolean => DESCRIPTORS.has(path[path.length - 1] ?? '');
