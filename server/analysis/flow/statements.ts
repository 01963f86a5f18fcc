/** What an SQL statement writes into the columns of a table, and which columns it reads, as far as its text says. */

/** A parameter by its number (`$2`, the second `?`) or its name (`:text`, `@text`). */
export type Parameter = number | string;

export interface Written {
  table: string;
  columns: { column: string; parameter: Parameter }[];
}

export interface Selected {
  tables: string[];
  /** Columns that come back under another name, by that name. */
  renamed: ReadonlyMap<string, string>;
}

const NAME = '[\\w."`[\\]]+';
const INSERT = new RegExp(`\\b(?:insert|replace)\\b[^(]{0,40}?\\binto\\s+(${NAME})\\s*\\(([^()]*)\\)\\s*values\\s*\\(`, 'i');
const UPDATE = new RegExp(`^\\s*update\\s+(${NAME})\\s+set\\s`, 'i');

/** The first row of an `INSERT`, or what an `UPDATE` sets; what is no parameter is left out. */
export function writtenBy(sql: string): Written | undefined {
  const insert = INSERT.exec(sql);
  const named = insert ?? UPDATE.exec(sql);
  if (!named) return undefined;
  const start = named.index + named[0].length;
  const pieces = piecesFrom(sql, start);
  const columns = insert ? named[2]!.split(',') : [];
  const found = pieces.flatMap(({ text, at }, n) => {
    const assigned = insert ? undefined : /^\s*([\w."`[\]]+)\s*=/.exec(text);
    const column = insert ? columns[n] : assigned?.[1];
    const before = at + (assigned?.[0].length ?? 0);
    const parameter = parameterIn(sql, text.slice(before - at), before);
    return column === undefined || parameter === undefined ? [] : [{ column: plain(column), parameter }];
  });
  return { table: plain(named[1]!), columns: found };
}

/** The parameter that a value begins with, also behind a cast or a function (`to_json(?)`). */
function parameterIn(sql: string, text: string, at: number): Parameter | undefined {
  const m = /^\s*(?:\w+\s*\(\s*)?(?:\$(\d+)|[:@$]([a-z_]\w*)|(\?))/i.exec(text);
  if (!m) return undefined;
  if (m[1]) return Number(m[1]) - 1;
  return m[2] ?? sql.slice(0, at).split('?').length - 1;
}

/** The pieces of a list between commas, up to the bracket that closes it, or to the word behind it. */
function piecesFrom(sql: string, start: number): { text: string; at: number }[] {
  const out: { text: string; at: number }[] = [];
  let depth = 0;
  let quoted = false;
  let from = start;
  let i = start;
  for (; i < sql.length; i++) {
    const c = sql[i]!;
    if (c === "'") quoted = !quoted;
    if (quoted) continue;
    if (c === '(') depth++;
    else if (c === ')' && depth-- === 0) break;
    else if (depth === 0 && /^\s(?:where|returning|from|on)\s/i.test(sql.slice(i, i + 12))) break;
    else if (c === ',' && depth === 0) {
      out.push({ text: sql.slice(from, i), at: from });
      from = i + 1;
    }
  }
  return [...out, { text: sql.slice(from, i), at: from }];
}

/** The tables of a `SELECT`, and of what a write gives back. */
export function selectedBy(sql: string): Selected | undefined {
  const tables = [...sql.matchAll(new RegExp(`\\b(?:from|join)\\s+(${NAME})`, 'gi'))].map((m) => plain(m[1]!));
  const written = /\breturning\b/i.test(sql) ? writtenBy(sql) : undefined;
  const all = [...new Set([...tables, ...(written ? [written.table] : [])])];
  if (all.length === 0) return undefined;
  return { tables: all, renamed: new Map([...sql.matchAll(/(?<![\w."`])([\w."`]+)\s+as\s+["`]?(\w+)["`]?\s*(?=,|\bfrom\b)/gi)].map((m) => [m[2]!, plain(m[1]!)])) };
}

/** `"public"."Messages"` → `messages`: the last part, as databases compare names. */
const plain = (name: string): string =>
  name
    .trim()
    .split('.')
    .pop()!
    .replace(/["`[\]]/g, '')
    .toLowerCase();
