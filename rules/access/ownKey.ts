/** Model calls that whoever sends the request pays for: the key of the call is one that they send along. */
import { type CallEvent, type FnNode, type Value, apis, deepTaints, once, valuesAt } from '../../server/analysis/api';

const KEY_HEADER = /^(authorization|(x-)?(goog-)?api-?key)$/i;

/** The same call, with what each caller gives: by function and place, since every entry point asks. */
const byCall = once((events: readonly CallEvent[]): ReadonlyMap<FnNode, ReadonlyMap<number, readonly CallEvent[]>> => {
  const out = new Map<FnNode, Map<number, CallEvent[]>>();
  for (const e of events) {
    let calls = out.get(e.fn);
    if (!calls) out.set(e.fn, (calls = new Map()));
    const same = calls.get(e.instr);
    if (same) same.push(e);
    else calls.set(e.instr, [e]);
  }
  return out;
});

/** Whether a call that a handler reaches works with nothing but its caller's key. A key of the program's own, also one to fall back on, makes it the program's. */
export function onCallersKey(call: CallEvent, events: readonly CallEvent[], handler: FnNode): boolean {
  const same = byCall(events).get(call.fn)?.get(call.instr) ?? [];
  const from = same.filter((e) => e.fn === handler || e.chain.some((site) => site.fn === handler));
  const keys = (from.length > 0 ? from : same).flatMap((e) => keysOf(e, 0));
  return keys.some((v) => has(v, 'user')) && !keys.some(isOwn);
}

/** The key in a request's headers, or of the client on which the call is made. */
function keysOf(call: CallEvent, depth: number): Value[] {
  const own = call.specs.flatMap((s) => [
    ...(s.client?.key ?? []).flatMap((p) => valuesAt(call, p)).map((a) => a.value),
    ...(s.request?.headers ? valuesAt(call, s.request.headers) : []).flatMap((a) =>
      a.value.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields].filter(([name]) => KEY_HEADER.test(name)).map(([, v]) => v) : [])),
    ),
  ]);
  if (own.length > 0 || depth > 2) return own;
  const of = [...(call.self ? [call.self] : []), ...call.specs.flatMap((s) => s.model?.uses ?? []).flatMap((p) => valuesAt(call, p).map((a) => a.value))];
  return of.flatMap(apis).flatMap((r) => (r.made ? keysOf(r.made, depth + 1) : []));
}

const has = (v: Value, kind: 'user' | 'secret' | 'record'): boolean => deepTaints(v).some((t) => t.origin.k === 'source' && t.origin.kinds.includes(kind));

const isOwn = (v: Value): boolean => has(v, 'secret') || has(v, 'record') || v.refs.some((r) => r.k === 'const' || (r.k === 'api' && r.name.startsWith('global:')));
