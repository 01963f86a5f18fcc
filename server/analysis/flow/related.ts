/** Rows of other tables that are written and read along with those of one: `{ messages: { create: […] } }`, `include: { messages: true }`. */
import { LIMITS } from '../limits';
import type { KeepsSpec, RecallsSpec } from '../models/format';
import { listOf, parsePort } from '../models/ports';
import { part, partAt } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import { rowsOf } from './rows';
import type { Run } from './run';
import { type Table, relatedTable } from './tables';
import { NOTHING, constantsOf, isNothing, join, newObj, ofRef, type Value } from './values';

const columnsOf = (v: Value): [string, Value][] => v.refs.flatMap((r) => (r.k === 'obj' ? (r.obj.array ? columnsOf(part(ofRef(r), '*')) : [...r.obj.fields]) : []));

/** What is written into related tables, with each of them. */
export function relatedRows(run: Run, event: CallEvent, spec: KeepsSpec, row: Value): { table: Table; rows: Value }[] {
  return columnsOf(row).flatMap(([column, held]) =>
    listOf(spec.related).flatMap((path) => {
      const rows = partAt(held, path.split('.'));
      const table = isNothing(rows) ? undefined : relatedTable(run, event, spec, column);
      return table ? [{ table, rows }] : [];
    }),
  );
}

/** Rows with those of the related tables that the query asks for. */
export function withRelated(run: Run, event: CallEvent, spec: RecallsSpec, rows: Value): Value {
  const ports = [...listOf(spec.related).map((port) => ({ port, named: false })), ...listOf(spec.selects).map((port) => ({ port, named: true }))];
  return ports.reduce<Value>((all, { port, named }) => {
    const nested = parsePort(port).steps.at(-1)?.name ?? '';
    return valuesAt(event, port).reduce((found, { value }) => join(found, asked(run, event, spec, value, { nested, named }, 0)), all);
  }, rows);
}

/** `nested`: under which name each relation has relations of its own. `named`: other columns are named as well. */
function asked(run: Run, event: CallEvent, spec: RecallsSpec, names: Value, how: { nested: string; named: boolean }, depth: number): Value {
  const fields = columnsOf(names).flatMap(([name, told]): [string, Value][] => {
    const isRelation = told.refs.some((r) => r.k === 'obj') || (!how.named && constantsOf(told)?.[0] === true);
    if (depth > LIMITS.objectDepth || !isRelation) return [];
    const table = relatedTable(run, event, spec, name);
    const below = asked(run, event, spec, part(told, how.nested), how, depth + 1);
    const rows = table ? join(rowsOf(run, event, table), below) : below;
    // A relation to many has the name of many.
    return isNothing(rows) ? [] : [[name, /s$/i.test(name) ? ofRef({ k: 'obj', obj: newObj({ array: true, known: false, rest: rows }) }) : rows]];
  });
  return fields.length === 0 ? NOTHING : ofRef({ k: 'obj', obj: newObj({ known: false, fields: new Map(fields) }) });
}
