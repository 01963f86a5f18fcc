/** Statements at the head of a handler: what it may call the request, and how its framework refuses. */
import type { Entry } from '../entries/entry';
import type { FnNode } from '../flow/values';
import type { RefusalSpec } from '../models/format';
import type { FunctionOnPage, Page, PageEdit } from '../syntax/page';
import type { FixContext } from './context';

/** How a handler refuses: as its kind of entry point does, or requests of the type of its first parameter; what is declared goes before what is known otherwise. */
export function refusalOf({ solver }: FixContext, handler: FnNode, entry: Entry | undefined): RefusalSpec | undefined {
  const type = handler.facts.params[0]?.type;
  const declared = type ? solver.project.typeOf(handler.file, type).flatMap((m) => (m.k === 'api' ? [m.name] : [])) : [];
  const types = [...declared, ...(handler.context.get(0) ?? []).flatMap((r) => (r.k === 'api' ? [r.name] : []))].map((n) => n.replace(/#$/, ''));
  return entry?.refusal ?? types.flatMap((t) => solver.catalog.refusal(t) ?? [])[0];
}

export interface Head {
  page: Page;
  /** Where the lines will stand. */
  at: number;
  /** What the handler calls its first parameter; undefined where it takes it apart. */
  request: string | undefined;
  /** `await` may stand there; undefined where the handler cannot wait. */
  waiting: PageEdit[] | undefined;
  /** Lines of a model in the handler's own words, with the edits that its parameters and imports need for them. */
  written(lines: readonly string[]): { lines: string[]; edits: PageEdit[] } | undefined;
  /** The edits that put such lines there. Undefined where the handler has no way to say them. */
  put(lines: readonly string[]): PageEdit[] | undefined;
}

export function headOf(c: FixContext, handler: FnNode, refusal: RefusalSpec): Head | undefined {
  const page = c.pageOf(handler.file.path);
  const own = page?.functionAround(handler.facts.e - 1);
  const at = own?.bodyStart ?? own?.expression?.start;
  if (!page || !own || own.start !== handler.facts.s || at === undefined) return undefined;
  const waiting = own.async ? [] : own.asyncAt === undefined ? undefined : [insert(own.asyncAt, 'async ')];
  const written: Head['written'] = (lines) => {
    const said = inOwnWords(page, own, at, refusal, lines);
    const waits = lines.some((l) => /\bawait\b/.test(l));
    if (!said || (waits && !waiting)) return undefined;
    const imports = Object.entries(refusal.imports ?? {}).flatMap(([module, names]) => names.filter((n) => speaks(lines, n)).flatMap((n) => page.importName(module, n)));
    return { lines: said.lines, edits: [...imports, ...(waits ? waiting! : []), ...said.edits] };
  };
  return {
    page,
    at,
    waiting,
    request: [own.params[0] ?? refusal.params[0]?.replace(/:.*/, '')].find((n) => n !== undefined && isName(n)),
    written,
    put(lines) {
      const found = written(lines);
      return found && [...found.edits, ...body(page, own, found.lines)];
    },
  };
}

const insert = (at: number, newText: string): PageEdit => ({ start: at, end: at, newText });
const isName = (text: string): boolean => /^[\w$]+$/.test(text);
const speaks = (lines: readonly string[], name: string): boolean => lines.some((l) => new RegExp(`\\b${name}\\b`).test(l));

/** The lines as statements before all others; an expression becomes the last of them. */
function body(page: Page, own: FunctionOnPage, lines: readonly string[]): PageEdit[] {
  const { eol, indent, semicolon } = page.style;
  if (own.bodyStart !== undefined) {
    const at = page.statementIndent(own.bodyStart);
    return [insert(own.bodyStart, `${lines.map((l) => `${eol}${at}${l}`).join('')}${page.oneLiner(own.bodyStart) ? `${eol}${at}` : ''}`)];
  }
  const inner = `${own.indent}${indent}`;
  return [
    insert(own.expression!.start, `{${lines.map((l) => `${eol}${inner}${l}`).join('')}${eol}${inner}return `),
    insert(own.expression!.end, `${semicolon}${eol}${own.indent}}`),
  ];
}

/** `{0}.request` → `event.request`; where the handler takes its parameter apart, `request`, which it then takes as well. */
function inOwnWords(page: Page, own: FunctionOnPage, at: number, refusal: RefusalSpec, lines: readonly string[]): { lines: string[]; edits: PageEdit[] } | undefined {
  const edits: PageEdit[] = [];
  let most = -1;
  let fails = false;
  const member = (n: number, name: string | undefined, called: boolean): string => {
    const pattern = own.patterns[n];
    const known = name === undefined ? undefined : pattern?.members[name];
    if (known !== undefined) return known;
    const isTaken = name === undefined || page.declarationOf(name, at) !== undefined || (called && !refusal.free?.includes(name));
    if (!pattern?.add || isTaken) fails = true;
    else if (!edits.some((e) => e.newText === pattern.add!.text(name))) edits.push(insert(pattern.add.at, pattern.add.text(name)));
    return name ?? '';
  };
  const texts = lines.map((line) =>
    line.replace(/\{(\d)\}(?:\.(\w+)(\()?)?/g, (whole, digit: string, name?: string, call?: string) => {
      const n = Number(digit);
      most = Math.max(most, n);
      const given = own.params[n] ?? refusal.params[n]?.replace(/:.*/, '') ?? '';
      if (own.params[n] === undefined && given !== '' && page.declarationOf(given, at) !== undefined) fails = true;
      return isName(given) ? whole.replace(`{${n}}`, given) : `${member(n, name, call !== undefined)}${call ?? ''}`;
    }),
  );
  // Only the parameters that the lines speak of, and those before them.
  const isDeclared = page.typed && !own.given;
  const added = refusal.params.slice(own.params.length, most + 1).map((p) => (isDeclared ? p : p.replace(/:.*/, '')));
  if (added.length > 0) {
    // Nothing would tell the type of a parameter without one.
    if (own.paramsEnd === undefined || (isDeclared && own.params.length > 0 && added.some((p) => !p.includes(':')))) return undefined;
    edits.push(insert(own.paramsEnd, `${own.params.length > 0 ? ', ' : ''}${added.join(', ')}`));
  }
  return fails ? undefined : { lines: texts, edits };
}
