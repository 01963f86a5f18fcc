/**
 * What is stored in tables, collections and under keys, for whoever reads them again. Each function has a part in a table of its own, which is
 * replaced when the function is solved again: a table never holds what nobody stores any more. What was read back is not stored a second time,
 * so that no table keeps itself full.
 */
import { pkgEnd } from '../models/catalog';
import type { TableSpec } from '../models/format';
import { apis, part } from './access';
import type { CallEvent } from './events';
import { type At, valuesAt, writtenText } from './positions';
import { printed, united } from './rows';
import type { Run } from './run';
import { NOTHING, constantsOf, type FnNode, type Value } from './values';

export interface Table {
  /** Different for different tables. */
  key: string;
  /** As people know it. */
  name: string;
  /** It is one value, that has this name or one like it, and no table of rows. */
  keyed: boolean;
  /** The key alone decides which value is meant. */
  exact: boolean;
}

export interface Tables {
  at(table: Table): Table;
  /** All that is stored in a table by now. */
  rows(table: Table): Value;
  /** What a function stores, in place of what it stored before. */
  settle(fn: FnNode, kept: ReadonlyMap<Table, Value>): void;
  /** Tables that hold something else than when this was asked before. */
  changed(): Iterable<Table>;
}

interface Part {
  rows: Value;
  print: string;
}

export function createTables(): Tables {
  const all = new Map<string, Table>();
  const parts = new Map<Table, Map<FnNode, Part>>();
  const by = new Map<FnNode, ReadonlyMap<Table, Value>>();
  const whole = new Map<Table, Value>();
  let fresh = new Set<Table>();
  const inOrder = (table: Table): Value[] =>
    [...(parts.get(table) ?? [])]
      .map(([fn, { rows }]): [string, Value] => [`${fn.file.path}#${fn.facts.key}`, rows])
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, rows]) => rows);
  return {
    at(table) {
      const known = all.get(table.key);
      if (!known) all.set(table.key, table);
      return known ?? table;
    },
    rows(table) {
      let rows = whole.get(table);
      if (!rows) whole.set(table, (rows = parts.has(table) ? united(inOrder(table)) : NOTHING));
      return rows;
    },
    settle(fn, kept) {
      for (const table of new Set([...(by.get(fn)?.keys() ?? []), ...kept.keys()])) {
        let of = parts.get(table);
        if (!of) parts.set(table, (of = new Map()));
        const before = of.get(fn)?.print;
        const rows = kept.get(table);
        const print = rows && printed(rows);
        if (rows) of.set(fn, { rows, print: print! });
        else of.delete(fn);
        whole.delete(table);
        if (before !== print) fresh.add(table);
      }
      if (kept.size > 0) by.set(fn, kept);
      else by.delete(fn);
    },
    changed() {
      const now = fresh;
      fresh = new Set();
      return now;
    },
  };
}

/** The table that a call is about; undefined where it cannot be seen. */
export function tableOf(run: Run, event: CallEvent, spec: TableSpec): Table | undefined {
  const found = spec.key === undefined ? tableNamed(run, event, spec) : keyNamed(event, spec.key);
  if (!found) return undefined;
  const name = relates(spec) ? singular(found.name) : found.name;
  const key = keyOf(run, event, name, found.made);
  return run.solver.tables.at({ key, name: name.slice(name.lastIndexOf('#') + 1), keyed: spec.key !== undefined, exact: found.exact ?? false });
}

/** The table of that name, as an SQL text has it, or the call by which it is declared. */
export const tableAt = (run: Run, event: CallEvent, name: string, made?: CallEvent): Table =>
  run.solver.tables.at({ key: keyOf(run, event, name, made), name, keyed: false, exact: false });

/** Names mean the same in one package of the workspace: that in which the table was declared, or the client was made. */
const keyOf = (run: Run, event: CallEvent, name: string, made = [...linksOf(event)].pop()!): string =>
  [event.name.slice(0, pkgEnd(event.name)), run.solver.packageOf(made.fn.file.path), name].join(' ');

/** Tables are known by the names of relations to them, which may be those of many. */
const relates = (spec: TableSpec & { related?: string[] }): boolean => spec.related !== undefined && spec.among === undefined;
const singular = (name: string): string => name.toLowerCase().replace(/ies$/, 'y').replace(/s$/, '');

/** The table to which a column of that name relates. */
export function relatedTable(run: Run, event: CallEvent, { among }: TableSpec, column: string): Table | undefined {
  if (among === undefined) return tableAt(run, event, singular(column));
  const declared = valuesAt(event, among).flatMap((at) => declaredAs(memberOf(run, at.value, column)) ?? [])[0];
  return declared && tableAt(run, event, declared.name, declared.made);
}

interface Name {
  name: string;
  exact?: boolean;
  /** The call by which the table is declared. */
  made?: CallEvent;
}

function tableNamed(run: Run, event: CallEvent, { table, among }: TableSpec): Name | undefined {
  if (table) return table.flatMap((port) => valuesAt(event, port)).map((at) => declaredAs(at.value))[0];
  for (const link of linksOf(event)) {
    const port = link.specs.find((s) => s.builds?.table !== undefined)?.builds!.table;
    const named = port === undefined ? undefined : valuesAt(link, port).map((at) => declaredAs(at.value))[0];
    if (port !== undefined) return named && { ...named, name: named.name.replace(/\sas\s+\w+$/i, '') };
  }
  const path = event.name.slice(event.name.indexOf('#') + 1).split('.');
  const member = path.length > 1 ? path[path.length - 2]! : undefined;
  if (member === undefined) return [...linksOf(event)].flatMap((link) => (link.self && declaredAs(link.self)) ?? [])[0];
  const declared = among === undefined ? [] : valuesAt(event, among).flatMap((at) => declaredAs(memberOf(run, at.value, member)) ?? []);
  return declared[0] ?? { name: member };
}

const memberOf = (run: Run, v: Value, name: string): Value =>
  v.refs.flatMap((r) => (r.k === 'module' ? [run.solver.exported(r.file, name, run.fn)] : r.k === 'obj' ? [part({ taints: [], refs: [r] }, name)] : []))[0] ?? NOTHING;

/** A constant, a class, or a table that was declared under a name. */
export function declaredAs(v: Value): Name | undefined {
  const constants = constantsOf(v);
  if (constants) return constants.length === 1 && typeof constants[0] === 'string' ? { name: constants[0] } : undefined;
  for (const r of v.refs) {
    if (r.k === 'class') return { name: `${r.cls.file.path}#${r.cls.facts.name}` };
    const declared = r.k === 'api' && r.made?.args[0] ? constantsOf(r.made.args[0]) : undefined;
    if (r.k === 'api' && declared?.length === 1 && typeof declared[0] === 'string') return { name: declared[0], made: r.made };
  }
  return undefined;
}

/** `'draft'`, and of `chat:${id}` what is written of it. */
function keyNamed(event: CallEvent, port: string): Name | undefined {
  const [at] = valuesAt(event, port);
  if (!at) return undefined;
  const constants = constantsOf(at.value);
  if (constants) return constants.length === 1 ? { name: String(constants[0]), exact: true } : undefined;
  const written = textBefore(event, at);
  return written === undefined ? undefined : { name: written };
}

const textBefore = (event: CallEvent, at: At): string | undefined => /^[\w:./-]{3,}\?.*$/.exec(writtenText(event, at.mark))?.[0];

/** A call, the one that made what it is called on, and so on. */
export function linksOf(event: CallEvent): ReadonlySet<CallEvent> {
  const links = new Set([event]);
  for (const link of links) for (const r of link.self ? apis(link.self) : []) if (r.made && links.size < MAX_LINKS) links.add(r.made);
  return links;
}
const MAX_LINKS = 60;
