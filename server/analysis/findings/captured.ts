/** Functions that a closure has captured and calls: `(req, res) => handler(req, res)`, made by a function that was given the handler. */
import { fns } from '../flow/access';
import type { CallEvent } from '../flow/events';
import { type Env, type FnNode, type FnRef, type Value, NOTHING } from '../flow/values';

/** What each function on a walk has captured, as far as that is known; the walk begins at `root`. */
export function capturesOf(root: FnNode, ref: FnRef | undefined): (fn: FnNode, calls: readonly CallEvent[]) => FnNode[] {
  const envs = new Map<FnNode, Env | undefined>([[root, ref?.env]]);
  return (fn, calls) => {
    const env = envs.get(fn);
    if (!env) return [];
    return calls.flatMap((e) =>
      (e.callee ? fns(captured(e.callee, env)) : []).map((f) => {
        if (!envs.has(f.fn)) envs.set(f.fn, f.env);
        return f.fn;
      }),
    );
  };
}

/** What a captured variable holds that is called. */
function captured(callee: Value, env: Env): Value {
  for (const r of callee.refs) {
    if (r.k !== 'sym' || !r.port.startsWith('cell ') || r.path.length > 0) continue;
    const [, owner, ...name] = r.port.split(' ');
    for (let e: Env | undefined = env; e; e = e.parent) if (e.fn.facts.id === Number(owner)) return e.cells.get(name.join(' ')) ?? NOTHING;
  }
  return NOTHING;
}
