/** What only a model should read: constants in its instructions, and retrieved text that it is given. */
import { type CallEvent, type Taint, type Value, LIMITS, constantsOf, contents, deepTaints, modelCalls } from '../../../server/analysis/api';

export interface Hidden {
  what: string;
  taint?: Taint;
}

/** Shorter texts stand in many places that have nothing to do with a prompt. */
const LONG_ENOUGH = 16;
/** Parts of a retrieved record that tell nothing of its text. */
const HARMLESS = /^(_?id|ids|title|name|url|uri|link|href|source|score|_score|distance|distances|count|total|page|fileName|filename|date|created_?at|updated_?at|type)$/i;

export function hiddenContext(events: readonly CallEvent[]): { in(v: Value): Hidden | undefined } {
  const texts = new Set<string>();
  const given = new Set<string>();
  for (const call of modelCalls(events)) {
    for (const at of call.instructions) for (const c of constantsOf(at.value) ?? []) if (typeof c === 'string' && c.length >= LONG_ENOUGH) texts.add(c);
    for (const at of [...call.instructions, ...call.content]) for (const t of deepTaints(at.value)) if (isRetrieved(t)) given.add(keyOf(t));
  }
  const constant = (v: Value, depth: number, seen: Set<object>): boolean =>
    v.refs.some((r) => {
      if (r.k === 'const') return typeof r.value === 'string' && texts.has(r.value);
      if (r.k !== 'obj' || depth > LIMITS.objectDepth || seen.has(r.obj)) return false;
      seen.add(r.obj);
      return contents(r.obj).some((f) => constant(f, depth + 1, seen));
    });
  return {
    in(v) {
      if (texts.size > 0 && constant(v, 0, new Set())) return { what: 'the instructions of your model' };
      const taint = given.size > 0 ? deepTaints(v).find((t) => isRetrieved(t) && given.has(keyOf(t)) && !t.path.some((p) => HARMLESS.test(p))) : undefined;
      return taint && { what: 'retrieved text that the model was given', taint };
    },
  };
}

const isRetrieved = (t: Taint): boolean =>
  t.origin.k === 'source' && (t.origin.kinds.includes('retrieved') || (t.origin.kinds.includes('model') && t.origin.kinds.includes('external')));
const keyOf = (t: Taint): string => (t.origin.k === 'source' ? t.origin.key : '');
