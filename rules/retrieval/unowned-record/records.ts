/** Records that hold AI data, asked for by an id that the caller sent. */
import {
  type At,
  type CallEvent,
  type Entry,
  type FnNode,
  type RecordSpec,
  type RuleContext,
  type Taint,
  type Value,
  BIT,
  apis,
  constantsOf,
  deepTaints,
  entryPoints,
  eventsBelow,
  modelCalls,
  namesOwner,
  operandsOf,
  valuesAt,
  writtenText,
} from '../../../server/analysis/api';
import { ownerCondition } from '../owners';

export interface Unowned {
  event: CallEvent;
  table: string;
  taints: readonly Taint[];
  entry: Entry;
}

interface Query {
  event: CallEvent;
  spec: RecordSpec;
  table: string;
  ids: readonly Taint[];
  tied: boolean;
}

const AI_DATA =
  /(^|[^a-z])(chats?|conversations?|threads?|messages?|turns?|prompts?|completions?|generations?|memor(y|ies)|documents?|uploads?|embeddings?|chunks?|assistants?|transcripts?|runs?|artifacts?|suggestions?|votes?|knowledge(base)?s?)($|[^a-z])/i;
const SCOPE = BIT.scope;
const OPEN_TO_ALL = /share|public|slug|token|invite/i;

export function unowned(context: RuleContext): Unowned[] {
  const { events, solver } = context;
  const entryOf = new Map<FnNode, Entry>();
  for (const entry of entryPoints(solver, events)) for (const fn of functionsBelow(context, entry.handler)) if (!entryOf.has(fn)) entryOf.set(fn, entry);
  const intoModel = new Set(modelCalls(events).flatMap((c) => [...c.content, ...c.instructions].flatMap((a) => deepTaints(a.value).map(keyOf))));
  const owned = new Set([...solver.solved.values()].flatMap((s) => [...s.owned]));
  const queries = events.flatMap((event) => event.specs.flatMap((s) => (s.record && entryOf.has(event.fn) ? (query(event, s.record, intoModel, owned) ?? []) : [])));
  // A check on the parent covers what is found by the same id.
  const covered = new Set(queries.filter((q) => q.tied).flatMap((q) => q.ids.map(idOf)));
  const said = new Set<string>();
  return queries
    .filter((q) => !q.tied && q.ids.every((t) => !covered.has(idOf(t))))
    .sort((a, b) => a.event.instr - b.event.instr)
    .flatMap(({ event, table, ids }) => {
      const key = ids.map(idOf).sort().join();
      if (said.has(key)) return [];
      said.add(key);
      return [{ event, table, taints: ids, entry: entryOf.get(event.fn)! }];
    });
}

function functionsBelow({ solver }: RuleContext, root: FnNode): FnNode[] {
  return [root, ...new Set(eventsBelow(solver, root).map((e) => e.fn))];
}

const keyOf = (t: Taint): string => (t.origin.k === 'source' ? t.origin.key : '');
const idOf = (t: Taint): string => `${keyOf(t)} ${t.path.join('.')}`;

function query(event: CallEvent, spec: RecordSpec, intoModel: ReadonlySet<string>, owned: ReadonlySet<string>): Query | undefined {
  const where = (spec.where ?? []).flatMap((p) => valuesAt(event, p));
  const taints = where.flatMap((w) => deepTaints(w.value));
  const ids = taints.filter((t) => t.origin.k === 'source' && t.origin.kinds.includes('user'));
  const sql = spec.sql ? textOf(event, spec.sql) : undefined;
  if (ids.length === 0 || (sql !== undefined && !/\bwhere\b/i.test(sql)) || where.some((w) => keysOf(w.value).some((k) => OPEN_TO_ALL.test(k)))) return undefined;
  const table = spec.kept ?? tableOf(event, spec, sql);
  const result = deepTaints(event.result).map(keyOf);
  if (!spec.kept && !(table && AI_DATA.test(split(table))) && !result.some((k) => intoModel.has(k))) return undefined;
  const tied =
    taints.some((t) => t.origin.k === 'source' && t.origin.kinds.includes('identity')) ||
    ids.every((t) => (t.safe & SCOPE) !== 0) ||
    ids.every((t) => event.facts.has(`safe ${keyOf(t)}|${t.path.join('.')}|${SCOPE}|0`)) ||
    result.some((k) => owned.has(k)) ||
    (sql !== undefined ? ownerCondition(sql) !== undefined : where.some((w) => asksForOwner(event, w)));
  return { event, spec, table: `\`${table ?? 'a record'}\``, ids, tied };
}

/** A condition on an owner whose value is not the caller's own word. */
function asksForOwner(event: CallEvent, at: At): boolean {
  const trusted = (v: Value): boolean => !deepTaints(v).some((t) => t.origin.k === 'source' && t.origin.kinds.includes('user')) && constantsOf(v) === undefined;
  const inObject = (v: Value, depth: number): boolean =>
    depth < 5 && v.refs.some((r) => r.k === 'obj' && [...r.obj.fields].some(([k, f]) => (namesOwner(k) && trusted(f)) || inObject(f, depth + 1)));
  return inObject(at.value, 0) || (at.value.refs.every((r) => r.k !== 'obj') && namesColumn(event, at.mark[0]));
}

/** `and(eq(chat.id, id), eq(chat.userId, me))`: a column of an owner is named in the condition. */
function namesColumn(event: CallEvent, from: number): boolean {
  const { instrs } = event.fn.facts;
  const seen = new Set([from]);
  for (const v of seen) {
    const i = instrs[v]!;
    // What is compared with the owner must not be the caller's word: then another value of the call is from the request too.
    if (i.op === 'get' && typeof i.prop === 'string' && namesOwner(i.prop) && instrs[i.obj[0]]?.op !== 'param') return true;
    if (seen.size < 40 && (i.op === 'call' || i.op === 'array')) for (const o of operandsOf(i)) seen.add(o);
  }
  return false;
}

const keysOf = (v: Value): string[] => v.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields.keys()] : []));

function textOf(event: CallEvent, port: string): string {
  const [at] = valuesAt(event, port);
  return at ? String(constantsOf(at.value)?.[0] ?? writtenText(event, at.mark)) : '';
}

/** The table as the query names it: an option, SQL, the member of the client, or the collection that was chosen before. */
function tableOf(event: CallEvent, spec: RecordSpec, sql: string | undefined): string | undefined {
  const named = (spec.table ?? []).flatMap((p) => valuesAt(event, p)).flatMap((a) => constantsOf(a.value) ?? [])[0];
  if (named !== undefined) return String(named);
  if (sql !== undefined) return /\b(?:from|update|into|join)\s+["`[]?(\w+)/i.exec(sql)?.[1];
  const chosen = event.self
    ? apis(event.self)
        .flatMap((r) => r.made ?? [])
        .flatMap((m) => m.args.flatMap((a) => constantsOf(a) ?? []))[0]
    : undefined;
  const member = /#(?:.*\.)?(\w+)\.\w+$/.exec(event.name)?.[1];
  return member ?? (chosen === undefined ? receiverName(event) : String(chosen));
}

/** `ChatModel.findById(…)`, `db.select().from(chats).where(…)`: the name of the table's variable, as far as it is written. */
function receiverName(event: CallEvent): string | undefined {
  const { instrs } = event.fn.facts;
  let call = instrs[event.instr];
  for (let n = 0; n < 6 && call?.op === 'call'; n++) {
    for (const a of call.args) {
      const name = nameOf(event, a.use[0]);
      if (name && n > 0) return name;
    }
    const callee = instrs[call.callee[0]];
    if (callee?.op !== 'get') break;
    const next = instrs[callee.obj[0]];
    if (next?.op !== 'call') return nameOf(event, callee.obj[0]);
    call = next;
  }
  return undefined;
}

function nameOf(event: CallEvent, value: number): string | undefined {
  const i = event.fn.facts.instrs[value];
  if (i?.op === 'load') return i.cell.name;
  if (i?.op === 'import') return i.name;
  return i?.op === 'get' && typeof i.prop === 'string' ? i.prop : undefined;
}

/** `chatMessages` → `chat messages`. */
const split = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/_/g, ' ');
