/** Tools that a model call or an agent is given, also those made elsewhere and kept in a variable. */
import { toolsByDescription } from '../findings/bindings';
import { closuresAt } from '../findings/handlers';
import { innerFunctions } from '../findings/inner';
import { apis } from '../flow/access';
import type { CallEvent } from '../flow/events';
import { valuesAt } from '../flow/positions';
import type { Solver } from '../flow/solver';
import { type FnNode, type Value, contents } from '../flow/values';
import { listOf } from '../models/ports';

/** The definitions of the tools that these calls offer, through the agents and clients that they use. */
export function offered(calls: readonly CallEvent[], { events }: { events: readonly CallEvent[] }): CallEvent[] {
  const described = toolsByDescription(events);
  const found = new Set<CallEvent>();
  const seen = new Set(calls);
  for (const e of seen) {
    for (const spec of e.specs.flatMap((s) => [s.model, s.agent])) {
      for (const port of spec?.uses ?? []) for (const at of valuesAt(e, port)) for (const made of makers(at.value, described)) seen.add(made);
      for (const port of spec?.tools ?? []) for (const at of valuesAt(e, port)) for (const made of makers(at.value, described)) if (made.specs.some((s) => s.tool)) found.add(made);
    }
    if (seen.size > 200) break;
  }
  return [...found];
}

/** The calls that made a value, or the things in a list or record of them; of an object that describes a tool, the call that it was given to. */
function makers(v: Value, described: ReadonlyMap<object, CallEvent>, depth = 0): CallEvent[] {
  const own = [...apis(v).flatMap((r) => r.made ?? []), ...v.refs.flatMap((r) => (r.k === 'obj' ? (described.get(r.obj.site) ?? []) : []))];
  if (depth > 2) return own;
  return [...own, ...v.refs.flatMap((r) => (r.k === 'obj' ? contents(r.obj).flatMap((f) => makers(f, described, depth + 1)) : []))];
}

/** What runs when a tool of this definition is called: its handler, and what that was wrapped around. */
export function handlersOf(solver: Solver, e: CallEvent): FnNode[] {
  const closures = e.specs.flatMap((s) => listOf(s.tool).flatMap((t) => (t.handler ? closuresAt(e, t.handler) : [])));
  return [...closures.map((f) => f.fn), ...innerFunctions(solver, closures).fns];
}
