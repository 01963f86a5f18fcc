/** A query's text with a condition on the owner's column, and the owner as another parameter of it. */
import type { CallEvent } from '../flow/events';
import { apis } from '../flow/access';
import { callUse } from '../flow/positions';
import { parsePort } from '../models/ports';
import type { Page, PageEdit } from '../syntax/page';
import type { Identity } from './identity';

/** What may stand behind the conditions. */
const TAIL = /\b(group\s+by|having|order\s+by|limit|offset|fetch\s+first|for\s+update|returning)\b/i;
/** With more than one table, or an answer of several queries, a bare column may be another's. */
const SEVERAL = /\b(join|union|intersect|except|with)\b|\bselect\b[\s\S]*\bselect\b|\bfrom\s+[\w".]+(?:\s+as)?(?:\s+\w+)?\s*,/i;

export interface QueryPorts {
  /** Where the text stands in the call; without it, in the call that prepared the statement. */
  sql: string | undefined;
  /** A list of values, or the arguments themselves (`1..`, `*`). */
  params: string | undefined;
}

/** `style` is how the store names parameters; a text that names one already tells by itself. */
export function ownedQuery(page: Page, call: CallEvent, ports: QueryPorts, style: string | undefined, who: Pick<Identity, 'code' | 'field'>): PageEdit[] | undefined {
  const template = templateOf(page, call);
  if (template) return conditionIn(template.text, template.start, columnOf(who.field), `\${${who.code}}`)?.edits;
  const literal = literalOf(page, call, ports.sql);
  if (!literal) return undefined;
  const { text, start } = literal;
  const kind = /\$\d/.test(text) ? '$n' : text.includes('?') ? '?' : style?.replace(/ spread$/, '');
  if (kind !== '$n' && kind !== '?') return undefined;
  const all = kind === '?' ? 0 : Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map((m) => Number(m[1])));
  const made = conditionIn(text, start, columnOf(who.field), kind === '?' ? '?' : `$${all + 1}`);
  if (!made) return undefined;
  const at = kind === '?' ? text.slice(0, made.end).split('?').length - 1 : all;
  const bound = boundAs(page, call, ports.params, at, kind, who.code);
  return bound && [...made.edits, bound];
}

/** `ownerId` → `owner_id`, as columns are called in SQL. */
export const columnOf = (field: string): string => field.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();

/** `WHERE column = value`, or that besides what is asked already; `end` is where it stands in the text. */
function conditionIn(text: string, start: number, column: string, value: string): { edits: PageEdit[]; end: number } | undefined {
  // What is put into a template is no text of the query.
  const plain = text.replace(/\$\{[^{}]*\}/g, (hole) => '\u0000'.repeat(hole.length));
  if (!/^\s*(select|update|delete)\b/i.test(plain) || SEVERAL.test(plain)) return undefined;
  const where = /\bwhere\b/i.exec(plain);
  const from = where ? where.index + where[0].length : 0;
  const tail = TAIL.exec(plain.slice(from));
  let end = tail ? from + tail.index : plain.length;
  while (end > 0 && /[\s;]/.test(plain[end - 1]!)) end--;
  const condition = `${column} = ${value}`;
  const at = (n: number, newText: string): PageEdit => ({ start: start + n, end: start + n, newText });
  if (!where) return { edits: [at(end, ` WHERE ${condition}`)], end };
  const either = /\bor\b/i.test(plain.slice(from, end));
  return { edits: either ? [at(from + 1, '('), at(end, `) AND ${condition}`)] : [at(end, ` AND ${condition}`)], end };
}

/** The text of a tagged template, which binds what is put into it. */
function templateOf(page: Page, call: CallEvent): { text: string; start: number } | undefined {
  const [, s, e] = callUse(call);
  const tag = /^[\w$.]+(?:<[^`]*>)?`/.exec(page.read(s, e))?.[0];
  const text = tag && page.read(s + tag.length, e - 1);
  return text && !/[`\\]|\$\{[^}]*\{/.test(text) && page.text[e - 1] === '`' ? { text, start: s + tag.length } : undefined;
}

/** The literal that is the query's text. Texts with escapes are not counted through, and joined ones not read. */
function literalOf(page: Page, call: CallEvent, sql: string | undefined): { text: string; start: number } | undefined {
  const prepared = sql === undefined ? call.self && apis(call.self).flatMap(({ made }) => (made?.fn.file === call.fn.file ? made : []))[0] : call;
  const port = sql ?? prepared?.specs.flatMap((s) => s.builds?.sql ?? [])[0];
  const use = port === undefined ? undefined : prepared?.argUses[parsePort(port).index];
  const code = use && page.read(use[1], use[2]);
  return use && code && /^(['"`])[^\\]*\1$/.test(code) && !code.includes('${') ? { text: code.slice(1, -1), start: use[1] + 1 } : undefined;
}

const insert = (at: number, newText: string): PageEdit => ({ start: at, end: at, newText });

/** The owner among the parameters: at its place for `?`, behind the others for `$n`. */
function boundAs(page: Page, call: CallEvent, port: string | undefined, at: number, kind: string, code: string): PageEdit | undefined {
  if (port === undefined) return undefined;
  const { root, index, steps } = parsePort(port);
  const [, s, e] = callUse(call);
  const close = page.closingOf(s, e);
  const given = page.argumentsAt(s, e);
  if (close === undefined || !given || steps.length > 0) return undefined;
  const first = root === 'all' ? 0 : index;
  const list = given[first] && page.elementsAt(given[first].start, given[first].end);
  // Where parameters stand one by one, no callback may follow.
  const items = list ?? (root === 'all' || root === 'args-from' || (given.length === first + 1 && at === 1) ? given.slice(first) : undefined);
  if (!given[first]) return at === 0 ? insert(close, `${first > 0 ? ', ' : ''}${root === 'arg' ? `[${code}]` : code}`) : undefined;
  if (!items || items.length < at || (kind === '$n' && items.length !== at)) return undefined;
  // A single parameter that is given by itself becomes a list with the other.
  if (!list && root === 'arg') return { start: items[0]!.start, end: items[0]!.end, newText: `[${page.read(items[0]!.start, items[0]!.end)}, ${code}]` };
  const next = items[at];
  if (next) return insert(next.start, `${code}, `);
  const last = items[items.length - 1];
  return last ? insert(last.end, `, ${code}`) : { start: given[first].start, end: given[first].end, newText: `[${code}]` };
}
