/** Workloads: each entry point with what it reaches, what its job is, the locks that were seen and those that are missing. */
import type { Finding, Gap, Job, Layer, LockSeen, Phase, Place, Workload } from '../findings/finding';
import { offeredAs } from '../findings/bindings';
import { makersUsed, retrievalOf } from '../findings/questions';
import { effectsBelow, eventsBelow } from '../findings/reach';
import type { RuleMeta } from '../findings/rule';
import { allEntries } from '../entries/entries';
import type { Entry } from '../entries/entry';
import { hash } from '../facts/hash';
import type { Use } from '../facts/ir';
import { once } from '../facts/once';
import { apis } from '../flow/access';
import { having } from '../flow/asked';
import type { CallEvent } from '../flow/events';
import { callUse, valuesAt } from '../flow/positions';
import { display } from '../flow/recorded';
import type { Solver } from '../flow/solver';
import { type Fact, type Facts, type FnNode, type Value, constantsOf } from '../flow/values';
import type { LockKind, ToolSpec } from '../models/format';
import { listOf } from '../models/ports';
import { handlersOf, offered } from './offered';
import { type Called, owned } from './owners';
import { byOrder, touching } from './touching';

export interface Missing {
  findings: readonly Finding[];
  upcoming: readonly Finding[];
  metas: ReadonlyMap<string, RuleMeta>;
}

/** The same with every modelled call of the workspace. */
interface Known extends Missing {
  solver: Solver;
  events: readonly CallEvent[];
}

/** Entry points that reach a model, a retrieval or a tool; servers of tools; agents that no entry point of the workspace runs. */
export function workloadsOf(solver: Solver, events: readonly CallEvent[], findings: Missing): Workload[] {
  const missing: Known = { ...findings, solver, events };
  const known = new Set<string>();
  const found: Called[] = [];
  for (const entry of allEntries(solver, events)) {
    const reached = withTools(solver, eventsBelow(solver, entry.handler, entry.ref), events);
    const workload = workloadOf(solver, entry, reached, missing);
    if (!workload) continue;
    found.push({ workload, handlers: [entry.handler] });
    for (const e of reached) known.add(keyOf(e));
  }
  for (const offers of toolServers(events)) {
    if (offers.every((e) => known.has(keyOf(e)))) continue;
    const [first] = offers as [CallEvent];
    const { path } = first.fn.file;
    found.push({
      workload: alone(solver, `tools of ${path.slice(path.lastIndexOf('/') + 1)}`, 'mcp', first, offers, missing),
      handlers: offers.flatMap((t) => handlersOf(solver, t)),
    });
    for (const e of offers) known.add(keyOf(e));
  }
  for (const e of events) {
    const spec = e.specs.find((s) => s.agent)?.agent;
    if (!spec?.tools || e.chain.length > 0 || known.has(keyOf(e))) continue;
    const named = spec.name ? valuesAt(e, spec.name).flatMap((a) => constantsOf(a.value) ?? [])[0] : undefined;
    const calls = [e, ...offered([e], { events })];
    found.push({
      workload: alone(solver, `agent ${typeof named === 'string' ? named : display(e.name)}`, 'agent', e, calls, missing),
      handlers: calls.flatMap((t) => handlersOf(solver, t)),
    });
  }
  return owned(found, [...missing.findings, ...missing.upcoming]).sort((a, b) =>
    a.place.path < b.place.path ? -1 : a.place.path > b.place.path ? 1 : a.place.start - b.place.start,
  );
}

const keyOf = (e: CallEvent): string => `${e.fn.file.path}#${e.fn.facts.key}:${e.instr}`;

/** What a handler reaches, with the tools that it offers and all that they reach. */
function withTools(solver: Solver, reached: readonly CallEvent[], events: readonly CallEvent[]): CallEvent[] {
  const tools = offered(reached, { events });
  return [...new Set([...reached, ...reached.flatMap(makersUsed), ...tools, ...tools.flatMap((t) => handlersOf(solver, t).flatMap((h) => eventsBelow(solver, h)))])];
}

const placeOf = (fn: FnNode, mark: Use): Place => ({ path: fn.file.path, start: mark[1], end: mark[2] });
const eventPlace = (e: CallEvent): Place => placeOf(e.fn, callUse(e));

function workloadOf(solver: Solver, entry: Entry, reached: readonly CallEvent[], missing: Known): Workload | undefined {
  const tools = reached.flatMap((e) => toolsOf(solver, missing, e));
  const models = reached.flatMap((e) => (e.specs.some((s) => s.model) ? [modelOf(solver, e)] : []));
  if (models.length === 0 && tools.length === 0 && !reached.some(retrievalOf)) return undefined;
  const files = new Set([entry.fn.file.path, entry.handler.file.path, ...reached.map((e) => e.fn.file.path)]);
  const before = (['auth', 'rateLimit'] as const).flatMap((kind) => (entry.before(kind) === 'locked' ? [lockSeen(kind, placeOf(entry.fn, entry.mark))] : []));
  return finish({ name: entry.name, kind: entry.kind, place: placeOf(entry.fn, entry.mark), handler: entry.handler, reached, models, tools, locks: before, files }, missing);
}

interface Parts {
  name: string;
  kind: string;
  place: Place;
  reached: readonly CallEvent[];
  handler?: FnNode;
  models: Workload['models'];
  tools: Workload['tools'];
  locks: LockSeen[];
  files: ReadonlySet<string>;
}

function finish(p: Parts, missing: Known): Workload {
  const retrieves = p.reached.some((e) => retrievalOf(e) || e.specs.some((s) => listOf(s.tool).some((t) => t.retrieval)));
  const jobs: Job[] = ['answers'];
  if (retrieves) jobs.push('connects');
  if (p.tools.some((t) => t.effects.length > 0 || t.approved)) jobs.push('acts');
  const gap = (f: Finding): Gap => ({
    layer: missing.metas.get(f.rule)?.layer ?? 'ai-application',
    rule: f.rule,
    due: missing.metas.get(f.rule)?.due as Phase,
    place: f.place,
    what: f.message.what,
  });
  const places = [p.place, ...p.reached.map(eventPlace)].filter((place) => p.files.has(place.path));
  // What is worst comes first.
  const gaps = (list: readonly Finding[]): Gap[] =>
    [...new Set(places.flatMap((place) => touching(list, place)))]
      .filter((f) => missing.metas.has(f.rule))
      .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || byOrder(list)(a, b))
      .map(gap);
  const locks = distinct([...p.locks, ...p.reached.flatMap(locksAt), ...(p.handler ? locksOnWay(missing, p.handler, p.reached) : [])], (l) => l.name);
  return {
    id: hash(`${p.place.path}\n${p.name}`).padStart(11, '0'),
    name: p.name,
    kind: p.kind,
    place: p.place,
    jobs,
    models: distinct(p.models, (m) => `${m.name} ${m.provider}`),
    tools: distinct(p.tools, (t) => `${t.name} ${t.place.path}:${t.place.start}`),
    stores: distinct(p.reached.flatMap(storesAt), (s) => s.name),
    locks,
    due: gaps(missing.findings),
    dueNext: gaps(missing.upcoming),
  };
}

const LEVELS: readonly Finding['level'][] = ['error', 'warning', 'information'];

function distinct<T>(list: readonly T[], key: (t: T) => string): T[] {
  const seen = new Set<string>();
  return list.filter((t) => !seen.has(key(t)) && seen.add(key(t)));
}

function modelOf(solver: Solver, e: CallEvent): Workload['models'][number] {
  const spec = e.specs.find((s) => s.model)!.model!;
  const given = spec.name ? valuesAt(e, spec.name).map((a) => a.value) : [];
  const named = given.flatMap((v) => constantsOf(v) ?? [])[0];
  const provider = spec.provider ?? solver.catalog.provider(e.name) ?? '';
  if (typeof named === 'string') return { name: named, provider, place: eventPlace(e) };
  return { name: madeAs(given) ?? display(e.name), provider, place: eventPlace(e) };
}

/** `openai('gpt-5')`: a model goes by the name that it was made with. */
const madeAs = (given: readonly Value[]): string | undefined =>
  given
    .flatMap(apis)
    .flatMap((r) => (r.made?.args[0] && constantsOf(r.made.args[0])) ?? [])
    .find((name) => typeof name === 'string');

function toolsOf(solver: Solver, known: Known, e: CallEvent): Workload['tools'] {
  return e.specs.flatMap((s) =>
    listOf(s.tool).map((t) => {
      const below = handlersOf(solver, e).map((h) => effectsBelow(solver, h));
      const effects = [...new Set([...(t.effect ? [t.effect] : []), ...below.flatMap((b) => b.effects.map((x) => x.kind))])];
      const asks = (t.approval ?? []).some((a) => valuesAt(e, a.port).some((v) => constantsOf(v.value)?.every((c) => c === false) !== true));
      const asked = askedByRules(known, e);
      return {
        name: toolName(known, e, t),
        place: eventPlace(e),
        effects,
        approved: asked !== 'off' && (asks || below.some((b) => b.asked) || (effects.length > 0 && asked === 'on')),
      };
    }),
  );
}

/**
 * What the rules about tools found: that approval is switched off where the tool is defined, or nothing at all, where whoever offers tools chooses
 * approval for them.
 */
function askedByRules({ events, findings, upcoming }: Known, e: CallEvent): 'on' | 'off' | undefined {
  const { path, start, end } = eventPlace(e);
  const against = [...findings, ...upcoming].filter((f) => f.rule === 'agent/approval-disabled' || f.rule === 'agent/unapproved-tool');
  const here = against.filter((f) => f.place.path === path && f.place.start >= start && f.place.end <= end);
  if (here.length > 0) return 'off';
  return choosesApproval(events) && !against.some((f) => f.rule === 'agent/approval-disabled') ? 'on' : undefined;
}

const choosesApproval = once((events: readonly CallEvent[]) =>
  having(events, 'approval').some((e) => e.specs.some((s) => (s.approval ?? []).some((a) => valuesAt(e, a.port).length > 0))),
);

/** By its own word, by the list in which it is offered, or else by what defines it. */
function toolName(known: Known, e: CallEvent, t: ToolSpec): string {
  const named = t.name ? valuesAt(e, t.name).flatMap((a) => constantsOf(a.value) ?? [])[0] : undefined;
  return typeof named === 'string' ? named : (offeredAs(known, e) ?? display(e.name));
}

function storesAt(e: CallEvent): Workload['stores'] {
  const search = retrievalOf(e);
  const written = e.specs.flatMap((s) => listOf(s.store).map((x) => ({ name: display(e.name), kind: x.kind as string, place: eventPlace(e) })));
  return search ? [{ name: search.store ?? display(e.name), kind: 'retrieval', place: eventPlace(e) }, ...written] : written;
}

const LOCKS: Record<LockKind, { name: string; layer: Layer }> = {
  auth: { name: 'authentication', layer: 'identity-and-data' },
  encryption: { name: 'encryption', layer: 'identity-and-data' },
  filter: { name: 'filter', layer: 'ai-application' },
  approval: { name: 'approval', layer: 'ai-application' },
  audit: { name: 'audit record', layer: 'ai-application' },
  rateLimit: { name: 'rate limit', layer: 'infrastructure' },
};
const lockSeen = (kind: LockKind, place: Place): LockSeen => ({ ...LOCKS[kind], place });

/** A lock counts where a model, a tool or a search is reached through it. */
const locksAt = (e: CallEvent): LockSeen[] => (matters(e) ? locksIn(e.facts) : []);

const matters = (e: CallEvent): boolean => retrievalOf(e) !== undefined || e.specs.some((s) => s.model || s.tool);

/** What a handler has passed where it calls a function of the project that reaches a model, a tool or a search. */
function locksOnWay({ solver }: Known, handler: FnNode, reached: readonly CallEvent[]): LockSeen[] {
  const functions = new Set([handler, ...reached.map((e) => e.fn)]);
  const calls = [...functions].flatMap((fn) => solver.solved.get(fn)?.calls ?? []);
  return calls.flatMap((c) => (c.facts.size > 0 && eventsBelow(solver, c.target).some(matters) ? locksIn(c.facts) : []));
}

function locksIn(facts: Facts): LockSeen[] {
  return [...facts.values()].flatMap((f: Fact) => {
    const kind = f.kind === 'lock' ? (f.lock as LockKind) : undefined;
    return kind && kind in LOCKS ? [lockSeen(kind, { path: f.fn.file.path, start: f.at[0], end: f.at[1] })] : [];
  });
}

/** Files that offer tools outside any entry point: servers of tools, agents. */
function toolServers(events: readonly CallEvent[]): CallEvent[][] {
  const byFile = new Map<string, CallEvent[]>();
  for (const e of events) {
    if (e.chain.length > 0 || !e.self || !e.specs.some((s) => listOf(s.tool).some((t) => t.handler))) continue;
    byFile.set(e.fn.file.path, [...(byFile.get(e.fn.file.path) ?? []), e]);
  }
  return [...byFile.values()];
}

/** A workload that no entry point of the workspace runs: its place is its definition. */
function alone(solver: Solver, name: string, kind: string, at: CallEvent, calls: readonly CallEvent[], missing: Known): Workload {
  const reached = [...calls, ...calls.flatMap((e) => handlersOf(solver, e).flatMap((h) => eventsBelow(solver, h)))];
  const tools = calls.flatMap((e) => toolsOf(solver, missing, e));
  const models = reached.flatMap((e) => (e.specs.some((s) => s.model) ? [modelOf(solver, e)] : []));
  return finish({ name, kind, place: eventPlace(at), reached, models, tools, locks: [], files: new Set(reached.map((e) => e.fn.file.path)) }, missing);
}
