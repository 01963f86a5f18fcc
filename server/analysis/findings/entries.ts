/** Entry points that a remote party can reach, whether something authenticates before the handler runs, and what the handler reaches unguarded. */
import type { Use } from '../facts/ir';
import type { CallEvent } from '../flow/events';
import { apis, fns } from '../flow/access';
import { callUse, valuesAt } from '../flow/positions';
import type { Solver } from '../flow/solver';
import type { FnNode, Value } from '../flow/values';
import { LIMITS } from '../limits';
import type { EntryKind } from '../models/format';
import { listOf } from '../models/ports';
import { registerFileEntries } from '../workloads/fileEntries';

export interface Entry {
  kind: EntryKind;
  handler: FnNode;
  /** Where the entry point is marked: the route call, or the exported function's name. */
  fn: FnNode;
  mark: Use;
  guard: 'authenticated' | 'unknown' | 'none';
}

/** Bots, queues, timers and the like are authenticated by their platform. */
const REMOTE = new Set<EntryKind>(['http', 'websocket', 'rpc', 'action']);

export function entryPoints(solver: Solver, events: readonly CallEvent[]): Entry[] {
  const calls = events.filter((e) => e.chain.length === 0);
  const routes = calls.flatMap((event) => event.specs.flatMap((s) => (s.entry && REMOTE.has(s.entry.kind) ? route(solver, calls, event, s.entry) : [])));
  const appGuard = middlewareFile(solver);
  const files = registerFileEntries(solver, solver.project.files.values()).flatMap(({ fn, spec }): Entry[] =>
    REMOTE.has(spec.entry!.kind) ? [{ kind: spec.entry!.kind, handler: fn, fn, mark: [0, fn.facts.name_s, fn.facts.name_e], guard: appGuard }] : [],
  );
  return [...routes, ...files];
}

function route(solver: Solver, calls: readonly CallEvent[], event: CallEvent, spec: { kind: EntryKind; handler: string }): Entry[] {
  const given = valuesAt(event, spec.handler).map((a) => a.value);
  const handler = [...given].reverse().flatMap(fns)[0];
  if (!handler) return [];
  const before = given.filter((v) => !fns(v).some((f) => f.fn === handler.fn));
  const guards = [...before.map((v) => guardOf(solver, v)), registered(solver, calls, event, 0)];
  return [{ kind: spec.kind, handler: handler.fn, fn: event.fn, mark: callUse(event), guard: strongest(guards) }];
}

const strongest = (guards: readonly Entry['guard'][]): Entry['guard'] => (guards.includes('authenticated') ? 'authenticated' : guards.includes('unknown') ? 'unknown' : 'none');

const makers = (v: Value | undefined): (CallEvent | undefined)[] => (v ? apis(v).map((r) => r.made) : []);
const sameMaker = (a: Value | undefined, b: Value | undefined): boolean => makers(a).some((m) => m && makers(b).some((n) => n?.fn === m.fn && n.instr === m.instr));

/** Middleware that the same application or router has registered before this call, and that of what the router is mounted on. */
function registered(solver: Solver, calls: readonly CallEvent[], event: CallEvent, depth: number): Entry['guard'] {
  if (depth > 3) return 'none';
  const guards: Entry['guard'][] = [];
  for (const use of calls) {
    if (!use.specs.some((s) => s.middleware)) continue;
    if (sameMaker(use.self, event.self) && !(use.fn === event.fn && use.instr > event.instr)) guards.push(...use.args.map((a) => guardOf(solver, a)));
    if (use.args.some((a) => sameMaker(a, event.self))) guards.push(...use.args.map((a) => guardOf(solver, a)), registered(solver, calls, use, depth + 1));
  }
  return strongest(guards);
}

/** Whether a middleware lets nobody through without an identity. Packages that no model knows are unknown, and unknown is not guilty. */
function guardOf(solver: Solver, v: Value): Entry['guard'] {
  for (const r of apis(v)) {
    const locks = r.made?.specs.flatMap((s) => listOf(s.lock)) ?? [];
    if (locks.some((l) => l.kind === 'auth')) return 'authenticated';
    if (/auth|session|jwt|passport|clerk/i.test(r.name) && r.made?.specs.length === 0) return 'unknown';
  }
  for (const f of fns(v)) {
    if (solver.declared(`${f.fn.file.path}#${f.fn.facts.name}`).includes('auth')) return 'authenticated';
    const passes = solver.solved.get(f.fn)?.events.filter(callsNext) ?? [];
    if (passes.length > 0 && passes.every((e) => e.facts.has('lock auth'))) return 'authenticated';
  }
  return 'none';
}

/** A call of the second or third parameter: `next()`. */
function callsNext(e: CallEvent): boolean {
  const { instrs } = e.fn.facts;
  const call = instrs[e.instr];
  const callee = call?.op === 'call' ? instrs[call.callee[0]] : undefined;
  return callee?.op === 'param' && (callee.index === 1 || callee.index === 2);
}

/** `middleware.ts` or `proxy.ts` of a Next.js app that asks for an identity. Its matcher is not read: it counts as unknown. */
function middlewareFile(solver: Solver): Entry['guard'] {
  for (const file of solver.project.files.values()) {
    if (!/(^|\/)(middleware|proxy)\.[jt]s$/.test(file.path)) continue;
    if (file.facts.specifiers.some((s) => /auth|clerk|supabase|jose|session/i.test(s))) return 'unknown';
  }
  return 'none';
}

/** Calls that a handler reaches on a way on which no identity was asked for. */
export function unguarded(solver: Solver, handler: FnNode): CallEvent[] {
  const seen = new Set([handler]);
  const queue = [handler];
  const out: CallEvent[] = [];
  for (const fn of queue) {
    const summary = solver.solved.get(fn);
    if (!summary || seen.size > LIMITS.reach) continue;
    out.push(...summary.events.filter((e) => !e.facts.has('lock auth')));
    for (const c of summary.calls) {
      if (seen.has(c.target) || c.facts.has('lock auth')) continue;
      seen.add(c.target);
      queue.push(c.target);
    }
  }
  return out;
}
