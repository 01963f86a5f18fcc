/**
 * Rows on their way into a store and back. A column brings back what was put into that column, and rows are told apart by the constants in them:
 * what stands in a row whose `role` is `assistant` is none of the user's. Only what a model wrote travels: a row of the program's own is neither
 * a request nor content from elsewhere.
 */
import { LIMITS } from '../limits';
import type { DataKind, KeepsSpec, RecallsSpec } from '../models/format';
import { carriesData, isOpen, part } from './access';
import type { CallEvent, Effect } from './events';
import { valuesAt } from './positions';
import { relatedRows, withRelated } from './related';
import type { Run } from './run';
import { selectedRows } from './selected';
import { rowsWritten, tablesRead } from './sqlRows';
import { type Table, tableOf } from './tables';
import { step, type Step } from './trace';
import {
  BIT,
  NOTHING,
  UNKNOWN,
  constantsOf,
  isNothing,
  join,
  joinRefs,
  joinTaints,
  newObj,
  ofRef,
  originKey,
  type Obj,
  type Origin,
  type Ref,
  type Taint,
  type Value,
} from './values';

type Place = Extract<Effect['to'], { k: 'table' }>;

/** `create({ data })`: what is written goes into the table, also what only callers know. */
export function keep(run: Run, event: CallEvent, spec: KeepsSpec): void {
  const { s, e } = run.fn.facts.instrs[event.instr]!;
  const place = (table: Table): Place => ({ k: 'table', table, fn: run.fn, s, e });
  if (spec.sql !== undefined) {
    for (const { table, row } of rowsWritten(run, event, spec)) keepRows(run, place(table), row);
    return;
  }
  const table = tableOf(run, event, spec);
  if (!table) return;
  const to = place(table);
  for (const port of spec.related ? (spec.rows ?? []) : [])
    for (const { value } of valuesAt(event, port)) for (const { table: other, rows } of relatedRows(run, event, spec, value)) keepRows(run, place(other), rows);
  for (const port of spec.rows ?? []) for (const { value } of valuesAt(event, port)) keepRows(run, to, spec.column === undefined ? value : inColumn(event, spec.column, value));
  for (const port of spec.lists ?? [])
    for (const { value } of valuesAt(event, port)) keepRows(run, to, { ...value, refs: value.refs.map((r) => (r.k === 'obj' ? inLists(r.obj) : r)) });
}

/** `hset(key, 'text', value)`: a row with that column, or with any where its name is not known. */
function inColumn(event: CallEvent, port: string, value: Value): Value {
  const name = columnAt(event, port);
  return ofRef({ k: 'obj', obj: name === '*' ? newObj({ rest: value }) : newObj({ fields: new Map([[name, value]]) }) });
}

function columnAt(event: CallEvent, port: string): string {
  const [name, ...others] = valuesAt(event, port).flatMap((at) => constantsOf(at.value) ?? []);
  return name === undefined || others.length > 0 ? '*' : String(name);
}

/** `$push: { messages: turn }`: a row with lists in it. */
function inLists(pushed: Obj): Ref {
  const lists = [...pushed.fields].map(([name, v]): [string, Value] => [name, ofRef({ k: 'obj', obj: newObj({ array: true, rest: join(v, part(part(v, '$each'), '*')) }) })]);
  return { k: 'obj', obj: newObj({ site: pushed.site, fields: new Map(lists) }) };
}

export function keepRows(run: Run, to: Place, value: Value): void {
  const rows = new Writing(to).rows(value);
  if (carriesData(rows)) run.kept.set(to.table, [...(run.kept.get(to.table) ?? []), rows]);
  if (isOpen(value)) run.effects.add(to, value);
}

/** What was written and travels, with the step that says where it went. */
class Writing {
  private readonly seen = new Map<Obj, Ref[]>();

  constructor(private readonly to: Place) {}

  /** One row, or those of a list. */
  rows(v: Value): Value {
    if (this.to.table.keyed) return this.value(v, []);
    const lists = v.refs.flatMap((r) => (r.k === 'obj' && r.obj.array ? [r.obj] : []));
    const rows = { taints: v.taints, refs: v.refs.filter((r) => r.k !== 'obj' || !r.obj.array) };
    return united([rows, ...lists.flatMap(elementsOf)].map((row) => this.value(row, [])).filter((row) => carriesData(row)));
  }

  private value(v: Value, column: readonly string[]): Value {
    return { taints: v.taints.flatMap((t) => (travels(t) ? [this.taint(t, column)] : [])), refs: v.refs.flatMap((r) => this.ref(r, column)) };
  }

  private taint({ origin, path, safe, weak, trace }: Taint, column: readonly string[]): Taint {
    const { table, fn, s, e } = this.to;
    return { origin, path, safe, weak, trace: step(trace, { fn, s, e, label: `stored in \`${[table.name, ...column].join('.')}\`` }) };
  }

  private ref(r: Ref, column: readonly string[]): Ref[] {
    if (r.k === 'const') return typeof r.value === 'string' && r.value.length <= LONGEST_WORD ? [{ k: 'const', value: r.value }] : [];
    if (r.k !== 'obj' || column.length > LIMITS.objectDepth) return [];
    const known = this.seen.get(r.obj);
    if (known) return known;
    this.seen.set(r.obj, []);
    const { array, text, spread, site } = r.obj;
    const fields = array ? [] : [...r.obj.fields].map(([name, v]): [string, Value] => [name, this.value(v, [...column, name])]);
    const rest = array ? united(elementsOf(r.obj).map((v) => this.value(v, column))) : r.obj.rest && this.value(r.obj.rest, column);
    const copy = newObj({ array, text, known: false, site, fields: new Map(fields.filter(([, v]) => !isNothing(v))), rest, spread: spread && this.value(spread, column) });
    const kept: Ref[] = carriesData(ofRef({ k: 'obj', obj: copy })) ? [{ k: 'obj', obj: copy }] : [];
    this.seen.set(r.obj, kept);
    return kept;
  }
}

/** Roles, kinds and states; longer texts tell nothing apart. */
const LONGEST_WORD = 40;

const elementsOf = (list: Obj): Value[] => [...list.fields.values(), ...(list.rest ? [list.rest] : [])];

/** By the catalogue, completions that were stored are still what a model wrote, and rows of the program's own database are nothing of that kind. */
const TRAVELS = new Set<DataKind>(['model', 'arguments']);
/** What was encrypted comes back as it was stored: no text that anyone could write. */
const STAYS = BIT.any | BIT.encrypted;
const travels = ({ origin, safe }: Taint): boolean => origin.k === 'source' && !origin.kept && origin.kinds.includes('model') && (safe & STAYS) === 0;

/** What a query finds in a table, or in those that it joins. */
export function recalled(run: Run, event: CallEvent, spec: RecallsSpec): Value {
  if (spec.sql !== undefined) {
    const found = tablesRead(run, event, spec).map(({ table, renamed }) => underNames(rowsOf(run, event, table), renamed));
    return found.reduce(join, NOTHING);
  }
  const selected = selectedRows(run, event);
  if (selected) return selected;
  const table = tableOf(run, event, spec);
  const rows = table ? rowsOf(run, event, table, spec.column === undefined ? undefined : columnAt(event, spec.column)) : NOTHING;
  return spec.related ? withRelated(run, event, spec, rows) : rows;
}

export function rowsOf(run: Run, event: CallEvent, table: Table, column?: string): Value {
  run.solver.depend(table, run.fn);
  const whole = run.solver.tables.rows(table);
  const rows = column === undefined ? whole : part(whole, column);
  if (isNothing(rows)) return NOTHING;
  const { s, e } = run.fn.facts.instrs[event.instr]!;
  const found = readBack(rows, table, { fn: run.fn, s, e, label: `read back from \`${table.name}\`` });
  // What is known of some rows is not known of those in which nobody stores a completion.
  return found.refs.some((r) => r.k === 'obj' && hasConstants(r.obj))
    ? { ...found, refs: [...found.refs, { k: 'obj', obj: newObj({ known: false, rest: ofRef(UNKNOWN) }) }] }
    : found;
}

/** `select content as text`: rows that were copied for this query. */
function underNames(rows: Value, renamed: ReadonlyMap<string, string>): Value {
  for (const r of rows.refs) {
    if (r.k !== 'obj') continue;
    for (const [name, column] of renamed) {
      const held = r.obj.fields.get(column);
      if (held) r.obj.fields.set(name, held);
    }
  }
  return rows;
}

const hasConstants = (o: Obj): boolean => [...o.fields.values()].some((v) => v.refs.some((r) => r.k === 'const'));

/** Rows are copied: what becomes of one that was read is not stored. */
function readBack(v: Value, table: Table, at: Step): Value {
  const back = (part: Value): Value => readBack(part, table, at);
  return {
    taints: v.taints.map((t) => ({ ...t, origin: storedIn(t.origin, table), weak: t.weak || !table.exact || undefined, trace: step(t.trace, at) })),
    refs: v.refs.map((r) => {
      if (r.k !== 'obj') return r;
      const { obj } = r;
      const fields = new Map([...obj.fields].map(([name, f]) => [name, back(f)]));
      return {
        k: 'obj',
        obj: newObj({ array: obj.array, text: obj.text, known: false, site: obj.site, fields, rest: obj.rest && back(obj.rest), spread: obj.spread && back(obj.spread) }),
      };
    }),
  };
}

const stored = new WeakMap<Origin, Map<string, Origin>>();

/** The same data, as it comes out of a table. */
function storedIn(origin: Origin, { key, name }: Table): Origin {
  if (origin.k === 'port') return origin;
  let by = stored.get(origin);
  if (!by) stored.set(origin, (by = new Map()));
  let one = by.get(key);
  if (!one) {
    const kinds = origin.kinds.filter((k) => TRAVELS.has(k));
    one = { ...origin, key: `${origin.key} in ${key}`, kinds, label: `${origin.label}, stored in \`${name}\`,`, kept: true };
    by.set(key, one);
  }
  return one;
}

/** Several values as one, in which there is one object for each kind of objects; too many kinds are one. */
export function united(values: readonly Value[], depth = 0): Value {
  const objs = values.flatMap((v) => v.refs.flatMap((r) => (r.k === 'obj' ? [r.obj] : [])));
  const others = values.map((v) => v.refs.filter((r) => r.k !== 'obj')).reduce<readonly Ref[]>(joinRefs, []);
  const taints = values.map((v) => v.taints).reduce<readonly Taint[]>(joinTaints, []);
  if (depth > LIMITS.objectDepth) return { taints, refs: others };
  const kinds = new Map<string, Obj[]>();
  for (const o of objs) kinds.set(kindOf(o), [...(kinds.get(kindOf(o)) ?? []), o]);
  const groups = kinds.size > LIMITS.kinds ? [true, false].map((list) => objs.filter((o) => (o.array ?? false) === list)).filter((of) => of.length > 0) : [...kinds.values()];
  return { taints, refs: [...others, ...groups.map((of): Ref => ({ k: 'obj', obj: one(of, depth) }))] };
}

function one(objs: readonly Obj[], depth: number): Obj {
  if (objs.length === 1) return objs[0]!;
  const all = (of: (o: Obj) => Value | undefined): Value | undefined => {
    const values = objs.flatMap((o) => of(o) ?? []);
    return values.length > 0 ? united(values, depth + 1) : undefined;
  };
  const names = new Set(objs.flatMap((o) => [...o.fields.keys()]));
  const { array, text, site } = objs[0]!;
  return newObj({
    array,
    text,
    site,
    known: false,
    fields: new Map([...names].map((name) => [name, all((o) => o.fields.get(name))!])),
    rest: all((o) => o.rest),
    spread: all((o) => o.spread),
  });
}

/** The constants of an object: by them its like are known. */
const kindOf = (o: Obj): string =>
  `${o.array ?? false} ${o.text ?? false} ${[...o.fields]
    .flatMap(([name, v]) => {
      const constants = constantsOf(v);
      return constants?.length === 1 ? [`${name}=${String(constants[0])}`] : [];
    })
    .sort()
    .join()}`;

/** Rows as a text, which is the same where whoever reads them sees the same. */
export function printed(v: Value): string {
  const steps = (t: Taint): string => {
    const out: string[] = [];
    for (let at = t.trace; at; at = at.prev) out.push(`${at.fn.file.path}#${at.fn.facts.key} ${at.label}`);
    return out.join();
  };
  const taints = v.taints.map((t) => `${originKey(t.origin)}.${t.path.join('.')}!${t.safe}${t.weak ?? false} ${steps(t)}`);
  const object = (o: Obj): string =>
    `{${[...o.fields].map(([name, f]) => `${name}:${printed(f)}`).join()};${o.rest ? printed(o.rest) : ''};${o.spread ? printed(o.spread) : ''}}${kindOf(o)}`;
  return `${taints.join()}|${v.refs.map((r) => (r.k === 'obj' ? object(r.obj) : r.k === 'const' ? String(r.value) : '')).join()}`;
}
