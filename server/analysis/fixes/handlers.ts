/** A statement at the head of a handler: what it may call the request, and how its framework refuses. */
import type { FnNode } from '../flow/values';
import type { TypeSpec } from '../models/format';
import type { Page, PageEdit } from '../syntax/page';
import type { FixContext } from './context';

export type Refusal = NonNullable<TypeSpec['refusal']>;

/** How the framework's requests are refused, by the type of the handler's first parameter. */
export function refusalOf({ solver }: FixContext, handler: FnNode): Refusal | undefined {
  const types = (handler.context.get(0) ?? []).flatMap((r) => (r.k === 'api' ? [r.name.replace(/#$/, '')] : []));
  return types.flatMap((t) => solver.catalog.refusal(t) ?? [])[0];
}

export interface Head {
  page: Page;
  /** A text of the model with the handler's own names in it. */
  filled(text: string): string;
  /** The edits that put lines there, with parameters that they need. */
  put(lines: readonly string[]): PageEdit[];
  /** `await` may stand in the line; undefined where the handler cannot wait. */
  waiting: PageEdit[] | undefined;
  /** Where the line will stand. */
  at: number;
}

export function headOf(c: FixContext, handler: FnNode, refusal: Refusal): Head | undefined {
  const page = c.pageOf(handler.file.path);
  const own = page?.functionAround(handler.facts.e - 1);
  if (!page || !own || own.start !== handler.facts.s) return undefined;
  const names = refusal.params.map((p, n) => own.params[n] ?? p.replace(/:.*/, ''));
  // A parameter that is taken apart has no name to ask.
  if (names.some((n) => !/^[\w$]+$/.test(n))) return undefined;
  const added = refusal.params.slice(own.params.length);
  const { eol, indent, semicolon } = page.style;
  const place = own.bodyStart ?? own.expression?.start;
  if (place === undefined) return undefined;
  const body = (lines: readonly string[]): PageEdit[] => {
    if (own.bodyStart !== undefined) {
      const at = page.statementIndent(own.bodyStart);
      return [insert(own.bodyStart, `${lines.map((l) => `${eol}${at}${l}`).join('')}${page.oneLiner(own.bodyStart) ? `${eol}${at}` : ''}`)];
    }
    const inner = `${own.indent}${indent}`;
    return [
      insert(own.expression!.start, `{${lines.map((l) => `${eol}${inner}${l}`).join('')}${eol}${inner}return `),
      insert(own.expression!.end, `${semicolon}${eol}${own.indent}}`),
    ];
  };
  return {
    page,
    at: place,
    waiting: own.async ? [] : own.asyncAt === undefined ? undefined : [insert(own.asyncAt, 'async ')],
    filled: (text) => text.replace(/\{(\d)\}/g, (_, n: string) => names[Number(n)] ?? '').replaceAll("'", page.style.quote),
    put(lines) {
      // Only the parameters that the lines speak of, and those before them.
      const needed = added.filter((_, n) => names.slice(own.params.length + n).some((name) => lines.some((l) => new RegExp(`\\b${name}\\b`).test(l))));
      const texts = needed.map((p) => (page.typed && !own.given ? p : p.replace(/:.*/, '')));
      if (texts.length === 0) return body(lines);
      return own.paramsEnd === undefined ? [] : [insert(own.paramsEnd, `${own.params.length > 0 ? ', ' : ''}${texts.join(', ')}`), ...body(lines)];
    },
  };
}

const insert = (at: number, newText: string): PageEdit => ({ start: at, end: at, newText });
