/** Whether something that runs before a handler is a lock: an SDK's middleware, a function of the project, a class of guards. */
import type { CallEvent, Summary } from '../flow/events';
import { apis, fns } from '../flow/access';
import { allHold, holds, valuesAt } from '../flow/positions';
import type { Solver } from '../flow/solver';
import { passesOf } from '../flow/passes';
import { exemptions, waysOf } from '../flow/routes';
import { isLocked } from '../flow/substitute';
import { pkgEnd } from '../models/catalog';
import type { ClassNode, Facts, FnNode, Value } from '../flow/values';
import type { CallSpec, LockKind, LockSpec } from '../models/format';
import { covers, onRoute, pathsOf } from './coverage';
import { listOf } from '../models/ports';

/** `unknown`: it may be one. Nobody is accused for what the analysis cannot see. */
export type Guard = 'locked' | 'unknown' | 'none';

export const strongest = (guards: readonly Guard[]): Guard => (guards.includes('locked') ? 'locked' : guards.includes('unknown') ? 'unknown' : 'none');

/** `method`: where the value is a class, its method that decides; `route`: the path of what is guarded, where that is known. */
export function guardOf(solver: Solver, v: Value, lock: LockKind, { method, route }: { method?: string; route?: string } = {}): Guard {
  const classes = v.refs.flatMap((r) => (r.k === 'class' || r.k === 'inst' ? [r.cls] : []));
  const parts = v.refs.flatMap((r) => (r.k === 'obj' && r.obj.array ? [...r.obj.fields.values()] : []));
  return strongest([
    ...apis(v).map((r) => apiGuard(solver, r.name, r.made, lock, route)),
    ...fns(v).map((f) => functionGuard(solver, f.fn, lock, route)),
    ...classes.map((c) => classGuard(solver, c, lock, method)),
    ...parts.map((p) => guardOf(solver, p, lock, { method, route })),
  ]);
}

export const lockHolds = (event: CallEvent, l: LockSpec): boolean => allHold(event, l.if) !== 'no' && !(l.unless ?? []).some((u) => holds(event, u) === 'yes');

function apiGuard(solver: Solver, name: string, made: CallEvent | undefined, lock: LockKind, route?: string): Guard {
  const { catalog } = solver;
  if (name.startsWith('global:')) return 'none';
  if (solver.declared(name.replace(/\(\)$/, '').replace(':', '#')).includes(lock)) return 'locked';
  const ofKind = (specs: CallEvent['specs']): LockSpec[] => specs.flatMap((s) => listOf(s.lock)).filter((l) => l.kind === lock);
  const around = made ? ofKind(made.specs).filter((l) => l.how === 'middleware' || l.how === 'wrapper') : [];
  if (around.length > 0) return strongest(around.map((l) => (lockHolds(made!, l) ? exceptFor(made!, l, route) : 'none')));
  const combined = made?.specs.flatMap((s) => s.combines ?? []) ?? [];
  if (combined.length > 0) return strongest(combined.map((c) => combinedGuard(solver, made!, c, lock, route)));
  const bare = name.replace(/\(\)$/, '');
  const own = ofKind(catalog.calls(bare));
  if (own.some((l) => l.how === 'plugin')) return 'locked';
  if (own.length > 0) return 'unknown';
  // A member that no model names was put there by a plug-in (`app.authenticate`).
  const member = bare.slice(bare.indexOf('#') + 1);
  if (bare.includes('#') && member && catalog.calls(bare).length === 0 && !catalog.read(bare) && !catalog.member(bare)) return 'unknown';
  return catalog.knows(name.slice(0, pkgEnd(name))) ? 'none' : 'unknown';
}

/** Several pieces of middleware as one: where one of them is enough, it is as strong as the weakest. */
function combinedGuard(solver: Solver, made: CallEvent, { of, how, except }: NonNullable<CallSpec['combines']>, lock: LockKind, route: string | undefined): Guard {
  const guards = valuesAt(made, of).map((at) => guardOf(solver, at.value, lock, { route }));
  const together = how === 'all' ? strongest(guards) : guards.includes('none') ? 'none' : guards.includes('unknown') ? 'unknown' : strongest(guards);
  return together === 'locked' ? exceptFor(made, { except }, route) : together;
}

/** A lock that is told which paths go without it. */
function exceptFor(made: CallEvent, { except }: Pick<LockSpec, 'except'>, route: string | undefined): Guard {
  const given = except === undefined ? [] : valuesAt(made, except);
  if (given.length === 0) return 'locked';
  const paths = given.map((at) => pathsOf(at.value));
  if (route === undefined || paths.includes(undefined)) return 'unknown';
  return paths.some((list) => list!.some((p) => covers(p, route, false))) ? 'none' : 'locked';
}

/** `inTurn`: functions that hand the request on to this one. */
function functionGuard(solver: Solver, fn: FnNode, lock: LockKind, route: string | undefined, inTurn: ReadonlySet<FnNode> = new Set([fn])): Guard {
  if (solver.declared(`${fn.file.path}#${fn.facts.name}`).includes(lock)) return 'locked';
  const summary = solver.summary(fn);
  const passes = passesOf(fn, (f) => (f === fn ? summary : solver.solved.get(f)));
  const handed = handedOn(solver, summary, lock, route, inTurn);
  if (handed.length > 0 && passes.length === 0) return handed.includes('none') ? 'none' : handed.includes('unknown') ? 'unknown' : 'locked';
  if (passes.some((p) => p.failed?.some((e) => e.specs.some((s) => listOf(s.lock).some((l) => l.kind === lock && l.how === 'throws'))))) return 'none';
  const held = passes.length > 0 ? passes.map((p) => p.facts) : [summary.admits ?? summary.exit];
  // Which paths are told apart matters only for a lock that some of them have, or get from what the function hands its `next` to.
  if (fn.facts.params.length < 2 && !someWayLocked(summary, lock) && !held.some((f) => isLocked(f, lock) || exemptions(f, lock))) return 'none';
  const ways = [...held.map((f) => passedAt(f, lock, route)), ...handed.map((g) => (g === 'none' ? 'unlocked' : g))];
  if (ways.includes('open') || (lock === 'auth' && ways.some((w, n) => w === 'unlocked' && forAnyone(summary, passes[n]?.event)))) return 'none';
  if (ways.every((w) => w === 'locked')) return 'locked';
  return ways.some((w) => w !== 'unlocked') || someWayLocked(summary, lock) ? 'unknown' : 'none';
}

/** A way that is taken by whoever is not signed in, whatever else they ask for. */
function forAnyone({ fn, asking }: Summary, pass: CallEvent | undefined): boolean {
  const { blocks } = fn.facts;
  if (pass && pass.fn !== fn) return false;
  const before = new Set(blocks.flatMap((b, n) => ((pass ? b.instrs.includes(pass.instr) : b.end.kind === 'return') ? [n] : [])));
  for (const n of before) for (const p of [...blocks[n]!.preds, ...(blocks[n]!.throwsFrom ?? [])]) before.add(p);
  const tests = [...before].filter((n) => blocks[n]!.end.kind === 'branch');
  // Without any test, it is where an exception ends.
  return (pass !== undefined || tests.length > 0) && tests.every((n) => asking.has(n));
}

/** A way past a middleware, for one path: `open` where it is seen to be let through without the lock, `unlocked` where nothing tells paths apart. */
function passedAt(facts: Facts, lock: LockKind, route: string | undefined): 'locked' | 'open' | 'unknown' | 'unlocked' {
  if (isLocked(facts, lock)) return 'locked';
  const without = exemptions(facts, lock) ?? waysOf(facts);
  if (!without) return 'unlocked';
  const taken = route === undefined ? 'unknown' : onRoute(without, route);
  return taken === 'yes' ? 'open' : taken === 'no' ? 'locked' : 'unknown';
}

/** What the request and its `next` are handed to: `(req, res, next) => passport.authenticate('jwt')(req, res, next)`. */
function handedOn(solver: Solver, { fn, events, calls }: Summary, lock: LockKind, route: string | undefined, inTurn: ReadonlySet<FnNode>): Guard[] {
  const { instrs, params } = fn.facts;
  const isParam = (v: number, index: number): boolean => {
    const i = instrs[v]!;
    return i.op === 'param' ? i.index === index : i.op === 'load' && i.cell.fn === fn.facts.id && i.cell.name === params[index]?.name;
  };
  if (params.length < 2 || params.length > 3) return [];
  return instrs.flatMap((i, at) => {
    if (i.op !== 'call' || ![0, params.length - 1].every((index) => i.args.some((a) => isParam(a.use[0], index)))) return [];
    const made = events.filter((e) => e.instr === at && e.callee);
    const targets = calls.filter((c) => c.site.instr === at);
    if ([...made, ...targets].some((c) => isLocked(c.facts, lock))) return ['locked'];
    const guards = [
      ...made.flatMap((e) => apis(e.callee!).map((r) => apiGuard(solver, r.name, r.made, lock, route))),
      ...targets.filter((c) => !inTurn.has(c.target)).map((c) => functionGuard(solver, c.target, lock, route, new Set([...inTurn, fn]))),
    ];
    return guards.length > 0 ? [strongest(guards)] : [];
  });
}

/** It locks some ways and lets others pass: which, the analysis does not read. */
const someWayLocked = (s: Summary, lock: LockKind): boolean =>
  isLocked(s.returns.truthy, lock) || s.events.some((e) => isLocked(e.facts, lock) || e.specs.some((x) => listOf(x.lock).some((l) => l.kind === lock && l.how === 'throws')));

function classGuard(solver: Solver, cls: ClassNode, lock: LockKind, method: string | undefined): Guard {
  const declaring = solver.summary(cls.file.fns[cls.facts.fn]!);
  const base = cls.facts.base && declaring.events.filter((e) => e.instr === cls.facts.base![0]);
  if (base?.some((e) => e.specs.flatMap((s) => listOf(s.lock)).some((l) => l.kind === lock && l.how === 'middleware'))) return 'locked';
  const apiBase = solver.apiBase(cls);
  const inherited: Guard = apiBase
    ? apiGuard(solver, apiBase.replace(/#$/, ''), undefined, lock)
    : solver.baseClass(cls)
      ? classGuard(solver, solver.baseClass(cls)!, lock, method)
      : 'none';
  if (inherited === 'locked') return 'locked';
  const own = cls.facts.methods.find((m) => m.name === method);
  if (!own) return inherited;
  const s = solver.summary(cls.file.fns[own.fn]!);
  if (isLocked(s.returns.truthy, lock) || isLocked(s.exit, lock)) return 'locked';
  return someWayLocked(s, lock) ? 'unknown' : inherited;
}
