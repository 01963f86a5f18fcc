/** A query's text with a condition on the owner's column, and the owner as another parameter of it. */
import type { CallEvent } from '../flow/events';
import { parsePort } from '../models/ports';
import type { Page, PageEdit } from '../syntax/page';
import type { Identity } from './identity';

/** What may stand behind the conditions. */
const TAIL = /\b(group\s+by|having|order\s+by|limit|offset|fetch\s+first|for\s+update|returning)\b/i;
/** With more than one table, or an answer of several queries, a bare column may be another's. */
const SEVERAL = /\b(join|union|intersect|except|with)\b|\bselect\b[\s\S]*\bselect\b|\bfrom\s+[\w".]+(?:\s+as)?(?:\s+\w+)?\s*,/i;

export function ownedQuery(
  page: Page,
  call: CallEvent,
  ports: { sql: string; params: string | undefined },
  style: string,
  who: Pick<Identity, 'code' | 'field'>,
): PageEdit[] | undefined {
  const use = call.argUses[parsePort(ports.sql).index];
  const code = use && page.read(use[1], use[2]);
  // Texts with escapes are not counted through, and joined ones not read.
  if (!use || !code || !/^(['"`])[^\\]*\1$/.test(code) || code.includes('${')) return undefined;
  const text = code.slice(1, -1);
  if (!/^\s*(select|update|delete)\b/i.test(text) || SEVERAL.test(text) || (style !== '$n' && style !== '?')) return undefined;
  const where = /\bwhere\b/i.exec(text);
  const from = where ? where.index + where[0].length : 0;
  const tail = TAIL.exec(text.slice(from));
  let end = tail ? from + tail.index : text.length;
  while (end > 0 && /[\s;]/.test(text[end - 1]!)) end--;
  const before = text.slice(0, end);
  const given = style === '?' ? before.split('?').length - 1 : Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map((m) => Number(m[1])));
  const bound = boundAs(page, call, ports.params, given, style, who.code);
  if (!bound) return undefined;
  const condition = `${who.field.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase()} = ${style === '?' ? '?' : `$${given + 1}`}`;
  const at = (n: number): number => use[1] + 1 + n;
  if (!where) return [insert(at(end), ` WHERE ${condition}`), bound];
  const either = /\bor\b/i.test(text.slice(from, end));
  return either ? [insert(at(from + 1), '('), insert(at(end), `) AND ${condition}`), bound] : [insert(at(end), ` AND ${condition}`), bound];
}

const insert = (at: number, newText: string): PageEdit => ({ start: at, end: at, newText });

/** The owner among the parameters: at its place for `?`, behind the others for `$n`. */
function boundAs(page: Page, call: CallEvent, port: string | undefined, at: number, style: string, code: string): PageEdit | undefined {
  if (port === undefined) return undefined;
  const { index, steps } = parsePort(port);
  const use = call.argUses[index];
  const i = call.fn.facts.instrs[call.instr]!;
  const close = page.closingOf(i.s, i.e);
  if (!use) return close !== undefined && at === 0 && call.argUses.length === index ? insert(close, `, [${code}]`) : undefined;
  const items = steps.length === 0 ? page.elementsAt(use[1], use[2]) : undefined;
  if (!items || items.length < at || (style === '$n' && items.length !== at)) return undefined;
  const next = items[at];
  if (next) return insert(next.start, `${code}, `);
  const last = items[items.length - 1];
  return last ? insert(last.end, `, ${code}`) : { start: use[1], end: use[2], newText: `[${code}]` };
}
