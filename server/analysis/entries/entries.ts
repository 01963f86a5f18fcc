/** Entry points of the workspace: routes, exports that a framework calls, decorated methods; and the locks that stand before each. */
import type { Use } from '../facts/ir';
import { once } from '../facts/once';
import type { CallEvent } from '../flow/events';
import { apis, fns } from '../flow/access';
import { having } from '../flow/asked';
import { allHold, callUse, valuesAt } from '../flow/positions';
import type { Solver } from '../flow/solver';
import type { FileNode, FnNode, FnRef, Value } from '../flow/values';
import { NOTHING } from '../flow/values';
import type { EntryKind, EntrySpec } from '../models/format';
import { listOf } from '../models/ports';
import { type Registrations, registrations, runsBefore } from './before';
import { namedHooks } from './named';
import { pathsOf } from './coverage';
import { createDeployments } from './deployed';
import { guardOfDeployment } from './deployedByCode';
import { exportMark } from './exportMark';
import { decoratedEntries } from './decorated';
import { type Entry, entryOf } from './entry';
import { fileEntries } from './fileEntries';
import { type FileMiddleware, fileMiddleware, guardOfFile, routeOfFile } from './fileMiddleware';
import { guardOf, lockHolds, strongest } from './locks';
import { typedEntries } from './typedEntries';

/** Bots, queues, timers and the like are authenticated by their platform. */
const REMOTE = new Set<EntryKind>(['http', 'websocket', 'rpc', 'action', 'lambda']);

const known = new WeakMap<readonly CallEvent[], Entry[]>();

const deployments = once((solver: Solver) => createDeployments((path) => solver.textOf(path)));

/** Entry points that a remote party can reach without a platform in between. */
export const entryPoints = (solver: Solver, events: readonly CallEvent[]): Entry[] => allEntries(solver, events).filter((e) => REMOTE.has(e.kind));

export function allEntries(solver: Solver, events: readonly CallEvent[]): Entry[] {
  let found = known.get(events);
  if (!found) known.set(events, (found = collect(solver, events)));
  return found;
}

function collect(solver: Solver, events: readonly CallEvent[]): Entry[] {
  const before = registrations(events);
  const appWide = fileMiddleware(solver);
  const found = [
    ...having(events, 'entry')
      .filter((e) => e.chain.length === 0)
      .flatMap((event) => event.specs.flatMap((s) => (s.entry ? routes(solver, before, appWide, event, s.entry) : []))),
    ...exported(solver, appWide),
    ...decoratedEntries(solver, events),
    ...typedEntries(solver),
  ];
  const deployed = deployments(solver);
  const seen = new Set<string>();
  const placeOf = (e: Entry): string => `${e.fn.file.path}:${e.mark[1]}-${e.mark[2]}`;
  // What makes a handler of a function (`defineEventHandler`) makes no entry point of its own where the handler is given to a route.
  const routed = new Set(found.flatMap((e) => (e.routed ? [e.handler] : [])));
  return found
    .map((e) =>
      e.kind === 'lambda'
        ? entryOf(e, (lock) =>
            strongest([e.before(lock), deployed(e.handler.file.path, e.handler.facts.name, lock), guardOfDeployment(events, e.handler.file.path, e.handler.facts.name, lock)]),
          )
        : e,
    )
    .filter((e) => (e.routed !== false || !routed.has(e.handler)) && !seen.has(placeOf(e)) && seen.add(placeOf(e)));
}

function routes(solver: Solver, known: Registrations, appWide: readonly FileMiddleware[], event: CallEvent, spec: EntrySpec): Entry[] {
  if (allHold(event, spec.if) === 'no') return [];
  const given = valuesAt(event, spec.handler).map((a) => a.value);
  const path = spec.path ? pathsOf(valuesAt(event, spec.path)[0]?.value ?? NOTHING)?.[0] : routeOfFile(solver, event.fn.file.path);
  const handlers = given.flatMap(handlersOf);
  const chosen = spec.each ? handlers : handlers.slice(-1);
  return chosen.map((ref) => {
    const aside = given.filter((v) => spec.each !== true && !fns(v).some((f) => f.fn === ref.fn));
    const own = given.filter((v) => fns(v).some((f) => f.fn === ref.fn)).map((v) => ({ ...NOTHING, refs: apis(v) }));
    const hooks = [...(spec.hooks ?? []).flatMap((p) => valuesAt(event, p).map((a) => a.value)), ...(spec.options ? namedHooks(solver, known, event, spec.options) : [])];
    const fn = spec.each ? ref.fn : event.fn;
    const mark: Use = spec.each ? [0, ref.fn.facts.name_s, ref.fn.facts.name_e] : callUse(event);
    return entryOf(
      { kind: spec.kind, name: routeName(event, spec, path, ref.fn), handler: ref.fn, ref, fn, mark, routed: spec.path !== undefined, refusal: spec.refusal },
      (lock) => {
        if (spec.exempt?.some((x) => x.lock === lock && allHold(event, x.if) === 'yes')) return 'none';
        if (event.specs.some((s) => listOf(s.lock).some((l) => l.kind === lock && l.how === 'option' && lockHolds(event, l)))) return 'locked';
        const earlier = runsBefore(known, event, path).map((b) => b.value);
        return strongest([
          ...[...aside, ...own, ...hooks, ...earlier].map((v) => guardOf(solver, v, lock, { route: path })),
          guardOfFile(solver, appWide, event.fn.file.path, path, lock),
        ]);
      },
    );
  });
}

/** Functions, also those in lists and of objects that stand for routes. */
const handlersOf = (v: Value): FnRef[] => [...fns(v), ...v.refs.flatMap((r) => (r.k === 'obj' && r.obj.array ? [...r.obj.fields.values()].flatMap(fns) : []))];

const METHOD = /^(get|post|put|patch|delete|all|options|head|query|mutation|subscription)$/i;

function routeName(event: CallEvent, spec: EntrySpec, path: string | undefined, handler: FnNode): string {
  const method = event.name.slice(Math.max(event.name.lastIndexOf('#'), event.name.lastIndexOf('.')) + 1);
  if (spec.each) return `${spec.kind} ${handler.facts.name}`;
  if (path !== undefined) return `${METHOD.test(method) ? `${method.toUpperCase()} ` : ''}${path}`;
  const named = handler.facts.name && !handler.facts.name.startsWith('(') ? ` ${handler.facts.name}` : '';
  return `${spec.kind === 'http' ? 'HTTP handler' : `${spec.kind} handler`}${named}`;
}

/** Exports that a framework calls, by the file's place. */
function exported(solver: Solver, appWide: readonly FileMiddleware[]): Entry[] {
  const out: Entry[] = [];
  const all = fileEntries(solver);
  const make = ({ kind, refusal }: Omit<EntrySpec, 'handler'>, name: string, local: string, holder: FnNode, handler: FnNode, ref: FnRef | undefined, own: Value): void => {
    const { path } = holder.file;
    const route = routeOfFile(solver, path);
    const title = kind === 'action' ? `server action ${name}` : route !== undefined ? `${METHOD.test(name) ? `${name} ` : ''}${route}` : `${kind} ${name}`;
    const mark = exportMark(holder, local);
    out.push(
      entryOf({ kind, name: title, handler, ref, fn: holder, mark, refusal }, (lock) =>
        strongest([guardOf(solver, own, lock, { route }), guardOfFile(solver, appWide, path, route, lock)]),
      ),
    );
  };
  for (const { file, spec, functions } of all) {
    for (const { fn: id, name } of functions) {
      const fn = file.fns[id]!;
      make(spec.entry!, name, fn.facts.name, fn, fn, undefined, NOTHING);
    }
  }
  for (const { file, spec, values } of all) {
    for (const local of values) {
      const value = solver.moduleCell(file, local, file.fns[0]!);
      const given = fns(value).length > 0 ? fns(value) : apis(value).flatMap((r) => r.made?.args.flatMap(fns) ?? []);
      const ref = given[0];
      if (ref) make(spec.entry!, exportName(file, local), local, file.fns[0]!, ref.fn, ref, { ...NOTHING, refs: apis(value) });
    }
  }
  return out;
}

function exportName(file: FileNode, local: string): string {
  const e = file.facts.exports.find((x) => x.kind === 'local' && x.local === local);
  return e?.kind === 'local' ? e.name : local;
}
