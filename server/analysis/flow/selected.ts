/**
 * Queries that say what their rows are made of: columns under names of their own (`select({ text: messages.content })`), and tables that are
 * joined, each of which stands in a row under its name.
 */
import { LIMITS } from '../limits';
import { apis, part } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import { rowsOf } from './rows';
import type { Run } from './run';
import { declaredAs, linksOf, tableAt } from './tables';
import { NOTHING, isNothing, join, newObj, ofRef, type Value } from './values';

/** Such rows; undefined where a query has those of its table as they are. */
export function selectedRows(run: Run, event: CallEvent): Value | undefined {
  const links = [...linksOf(event)];
  const at = (name: 'columns' | 'joins' | 'table'): Value[] =>
    links.flatMap((link) => link.specs.flatMap((s) => (s.builds?.[name] ? valuesAt(link, s.builds[name]).map(({ value }) => value) : [])));
  const columns = at('columns').find((v) => v.refs.some((r) => r.k === 'obj'));
  if (columns) return rowOf(run, event, columns, 0);
  const joined = at('joins');
  if (joined.length === 0) return undefined;
  const tables = [...joined, ...at('table')].flatMap((v): [string, Value][] => {
    const name = declaredAs(v)?.name;
    return name === undefined ? [] : [[name, rowOf(run, event, v, 0)]];
  });
  return made(tables);
}

/** A table, a column of one, or an object of these. */
function rowOf(run: Run, event: CallEvent, v: Value, depth: number): Value {
  if (depth > LIMITS.objectDepth) return NOTHING;
  const columns = apis(v).map((r): Value => {
    const table = declaredAs(ofRef(r));
    const column = r.name.slice(r.name.indexOf('#') + 1);
    if (!table?.made || !r.name.includes('#')) return NOTHING;
    const rows = rowsOf(run, event, tableAt(run, event, table.name, table.made));
    return column === '' ? rows : part(rows, column);
  });
  const objects = v.refs.flatMap((r) => (r.k === 'obj' ? [made([...r.obj.fields].map(([name, f]): [string, Value] => [name, rowOf(run, event, f, depth + 1)]))] : []));
  return [...columns, ...objects].reduce(join, NOTHING);
}

function made(fields: [string, Value][]): Value {
  const held = fields.filter(([, v]) => !isNothing(v));
  return held.length === 0 ? NOTHING : ofRef({ k: 'obj', obj: newObj({ known: false, fields: new Map(held) }) });
}
