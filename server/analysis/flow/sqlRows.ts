/** Rows that SQL statements write and read: the text says which table and columns, the call's parameters what goes into them. */
import type { TableSpec } from '../models/format';
import { part } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import type { Run } from './run';
import { type Parameter, selectedBy, writtenBy } from './statements';
import { type Table, linksOf, tableAt } from './tables';
import { NOTHING, constantsOf, newObj, ofRef, type Value } from './values';

interface Statement {
  text: string;
  /** It is a tagged template, whose parameters are arguments. */
  tagged: boolean;
}

/** Rows that the call's statement writes, each with its table. */
export function rowsWritten(run: Run, event: CallEvent, spec: TableSpec): { table: Table; row: Value }[] {
  return statementsOf(event, spec).flatMap(({ text, tagged }) => {
    const written = writtenBy(text);
    if (!written || written.columns.length === 0) return [];
    const fields = written.columns.map(({ column, parameter }): [string, Value] => [column, parameterAt(event, parameter, tagged ? '1..' : (spec.params ?? '1'))]);
    return [{ table: tableAt(run, event, written.table), row: ofRef({ k: 'obj', obj: newObj({ fields: new Map(fields) }) }) }];
  });
}

/** Tables that the call's statement reads, with the columns that come back under other names. */
export const tablesRead = (run: Run, event: CallEvent, spec: TableSpec): { table: Table; renamed: ReadonlyMap<string, string> }[] =>
  statementsOf(event, spec).flatMap(({ text }) => {
    const selected = selectedBy(text);
    return (selected?.tables ?? []).map((name) => ({ table: tableAt(run, event, name), renamed: selected!.renamed }));
  });

/** Texts of which all is there; the places of a tagged template are numbered. */
function statementsOf(event: CallEvent, { sql }: TableSpec): Statement[] {
  const given = sql === 'this' ? [...linksOf(event)].flatMap((link) => link.specs.flatMap((s) => (s.builds?.sql ? valuesAt(link, s.builds.sql) : []))) : valuesAt(event, sql!);
  return given.flatMap(({ value }): Statement[] => {
    const constants = constantsOf(value);
    if (constants) return constants.map((text) => ({ text: String(text), tagged: false }));
    const list = value.refs.length === 1 && value.refs[0]!.k === 'obj' && value.refs[0]!.obj.array ? [...value.refs[0]!.obj.fields.values()].map(constantsOf) : [];
    if (list.length === 0 || list.some((c) => c?.length !== 1)) return [];
    return [{ text: list.reduce((all, c, n) => `${all}${n > 0 ? `$${n}` : ''}${String(c![0])}`, ''), tagged: true }];
  });
}

function parameterAt(event: CallEvent, parameter: Parameter, params: string): Value {
  const first = params.endsWith('..') ? Number(params.slice(0, -2)) : undefined;
  const given = (port: string): Value => valuesAt(event, port)[0]?.value ?? NOTHING;
  if (first === undefined) return part(given(params), String(parameter));
  // One list, or one object by names, may stand for them all.
  const whole = given(String(first));
  if (typeof parameter === 'string' || whole.refs.some((r) => r.k === 'obj' && r.obj.array && !r.obj.text)) return part(whole, String(parameter));
  return given(String(first + parameter));
}
