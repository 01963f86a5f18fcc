/** Records that hold AI data, asked for by an id that the caller sent. */
import {
  type CallEvent,
  type Entry,
  type FnNode,
  type ModelCall,
  type RecordSpec,
  type RuleContext,
  type Taint,
  type Value,
  BIT,
  clearedBy,
  constantsOf,
  deepTaints,
  entryPoints,
  eventsBelow,
  fns,
  inEachFile,
  modelCalls,
  namesOwner,
  once,
  valuesAt,
} from '../../server/analysis/api';
import { type Condition, type Running, bySql, conditionsOf, partsOf, recordOf, searchOf, storesChosen, textAt } from './queries';
import { tableOf } from './tables';
import { isTested } from './tested';

export interface Unowned {
  event: CallEvent;
  /** The link of the query that a condition can be added to. */
  by: CallEvent;
  table: string;
  taints: readonly Taint[];
  entry: Entry;
}

interface Query {
  event: CallEvent;
  by: CallEvent;
  table: string;
  ids: readonly Taint[];
  tied: boolean;
  /** What it finds, changes or deletes is AI data; else it can only be the check on a parent. */
  asked: boolean;
}

const AI_DATA =
  /(^|[^a-z])(chats?|conversations?|threads?|messages?|turns?|prompts?|completions?|generations?|memor(y|ies)|documents?|uploads?|embeddings?|chunks?|assistants?|transcripts?|runs?|artifacts?|suggestions?|votes?|knowledge(base)?s?)($|[^a-z])/i;
const SCOPE = BIT.scope;
const OPEN_TO_ALL = /share|public|visibility|slug|token|invite/i;
/** Copies that their owners made for whoever has the link. */
const SHARES = /\b(shared?|shares|sharings?|published|publications?)\b/i;

export function unowned(context: RuleContext): Unowned[] {
  const entryOf = entriesOf(context);
  const queries = queriesOf(context, entryOf);
  const covered = coveredBy(queries);
  const said = new Set<string>();
  return queries
    .filter((q) => q.asked && !q.tied && q.ids.every((t) => !covered.has(idOf(t))))
    .sort((a, b) => a.event.instr - b.event.instr)
    .flatMap(({ event, by, table, ids }) => {
      const key = ids.map(idOf).sort().join();
      if (said.has(key)) return [];
      said.add(key);
      return [{ event, by, table, taints: ids, entry: entryOf.get(event.fn)! }];
    });
}

/** Ids that the caller sent, by which the program looks for a record of the verified caller: whoever has no part in it is found out there. */
export function lookedUp(context: RuleContext): (id: Taint) => boolean {
  const covered = coveredBy(queriesOf(context, entriesOf(context)).filter((q) => !q.tied || isTested(context, q.event)));
  return (id) => covered.has(idOf(id));
}

function queriesOf({ events, solver }: RuleContext, entryOf: ReadonlyMap<FnNode, Entry>): Query[] {
  const intoModel = new Set(modelCalls(events).flatMap(sentTo));
  const owned = new Set(ownedIn(solver));
  return events.flatMap((event) => {
    const asked = entryOf.has(event.fn) ? recordOf(event, events) : undefined;
    // A search among many is the business of the rules about searches.
    return (asked && !searchOf(event, events) && query(event, asked, intoModel, owned)) || [];
  });
}

const ownedIn = inEachFile(({ solved }: RuleContext['solver'], file) => file.fns.flatMap((fn) => [...(solved.get(fn)?.owned ?? [])]));

/** A check on the parent covers what is found by the same id. */
const coveredBy = (queries: readonly Query[]): Set<string> => new Set(queries.filter((q) => q.tied).flatMap((q) => q.ids.map(idOf)));

function entriesOf(context: RuleContext): Map<FnNode, Entry> {
  const { events, solver } = context;
  const out = new Map<FnNode, Entry>();
  for (const entry of entryPoints(solver, events)) for (const fn of functionsBelow(context, entry)) if (!out.has(fn)) out.set(fn, entry);
  return out;
}

const sentTo = once(({ content, instructions }: ModelCall): readonly string[] => [...new Set([...content, ...instructions].flatMap((a) => deepTaints(a.value).map(keyOf)))]);

function functionsBelow({ solver }: RuleContext, { handler, ref }: Entry): FnNode[] {
  return [handler, ...new Set(eventsBelow(solver, handler, ref).map((e) => e.fn))];
}

const keyOf = (t: Taint): string => (t.origin.k === 'source' ? t.origin.key : '');
const idOf = (t: Taint): string => `${keyOf(t)} ${t.path.join('.')}`;
const isKind = (t: Taint, kind: 'user' | 'identity'): boolean => t.origin.k === 'source' && t.origin.kinds.includes(kind);

function query(event: CallEvent, { spec, by }: Running<RecordSpec>, intoModel: ReadonlySet<string>, owned: ReadonlySet<string>): Query | undefined {
  const given = (spec.where ?? []).flatMap((p) => valuesAt(by, p)).map((a) => a.value);
  const conditions = [...conditionsOf(event), ...(spec.sql ? bySql(by, spec.sql, spec.where?.[0]) : [])];
  const where = [...given, ...conditions.map((c) => c.given.at.value)];
  const taints = where.flatMap((v) => deepTaints(v));
  const ids = taints.filter((t) => isKind(t, 'user'));
  if (ids.length === 0 || (spec.sql !== undefined && !selects(by, spec.sql)) || preparedFor(event) === 'all' || fieldsOf(given, conditions).some((k) => OPEN_TO_ALL.test(k)))
    return undefined;
  const table = spec.kept ?? tableOf(spec.table || spec.sql ? by : event, spec);
  if (table && SHARES.test(split(table))) return undefined;
  const result = [...deepTaints(event.result).map(keyOf), ...event.args.flatMap(fns).flatMap((f) => [...f.fn.sources.values()].flatMap((o) => (o.k === 'source' ? [o.key] : [])))];
  const asked = spec.action !== 'count' && (spec.kept !== undefined || (table !== undefined && AI_DATA.test(split(table))) || result.some((k) => intoModel.has(k)));
  const tied =
    taints.some((t) => isKind(t, 'identity')) ||
    storesChosen(event).some((g) => g.verified || deepTaints(g.at.value).some((t) => isKind(t, 'identity'))) ||
    // Also where the query was put together before the check.
    clearedBy(ids, event.facts).every((t) => (t.safe & SCOPE) !== 0) ||
    result.some((k) => owned.has(k)) ||
    asksForOwner(given, conditions);
  return { event, by: partsOf(event).find((p) => p.specs.some((s) => s.remedies)) ?? by, table: `\`${table ?? 'a record'}\``, ids, tied, asked };
}

/** Whether a statement that was prepared before has a condition at all. */
function preparedFor(event: CallEvent): 'all' | 'some' | undefined {
  const texts = partsOf(event).flatMap((p) => p.specs.flatMap((s) => (s.builds?.sql ? valuesAt(p, s.builds.sql).map((a) => textAt(p, a)) : [])));
  const whole = texts.filter((t) => /^\s*(select|insert|update|delete|with|replace)\b/i.test(t));
  return whole.length === 0 ? undefined : whole.some((t) => /\bwhere\b/i.test(t)) ? 'some' : 'all';
}

const selects = (event: CallEvent, sql: string): boolean => valuesAt(event, sql).some((a) => /\bwhere\b/i.test(textAt(event, a)));

const fieldsOf = (given: readonly Value[], conditions: readonly Condition[]): string[] => [
  ...given.flatMap((v) => v.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields.keys()] : []))),
  ...conditions.map((c) => c.field),
];

/** A condition on an owner whose value is not the caller's own word. */
function asksForOwner(given: readonly Value[], conditions: readonly Condition[]): boolean {
  const trusted = (v: Value): boolean => !deepTaints(v).some((t) => isKind(t, 'user')) && constantsOf(v) === undefined;
  const inObject = (v: Value, depth: number): boolean =>
    depth < 5 && v.refs.some((r) => r.k === 'obj' && [...r.obj.fields].some(([k, f]) => (namesOwner(k) && trusted(f)) || inObject(f, depth + 1)));
  return given.some((v) => inObject(v, 0)) || conditions.some((c) => (namesOwner(c.field) && trusted(c.given.at.value)) || inObject(c.given.at.value, 0));
}

/** `chatMessages` → `chat messages`. */
const split = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/_/g, ' ');
