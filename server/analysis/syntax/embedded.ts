/**
 * Script parts of `.vue`, `.svelte` and `.astro` files. Everything that is not script is blanked with spaces, so offsets in the
 * result are offsets in the file. Template expressions that put HTML into the page (`v-html="x"`, `{@html x}`) are kept as
 * trailing text where a tree can see them: they are returned apart, with their offsets.
 */
export interface EmbeddedScript {
  /** As long as the file. */
  text: string;
  /** Raw-HTML expressions of the template: attribute name and span. */
  html: { attribute: string; start: number; end: number }[];
  /** Where there are such: what walks over a list, in the order in which they stand. */
  loops: TemplateLoop[];
}

/** `v-for="m in list"` or `{#each list as m}`. */
export interface TemplateLoop {
  /** The name of each thing, or of its members where it is taken apart. */
  names: string[];
  apart: boolean;
  /** The span of the list's expression. */
  start: number;
  end: number;
}

const SCRIPT = /<script\b/gi;
const END_OF_SCRIPT = /<\/script/gi;
/** What a tag is made of, up to its end: a quoted value may hold `>`, as in `generic="T extends List<string>"`. */
const TAG = /[^>"']+|"[^"]*"|'[^']*'|(>)|["']/g;
const V_HTML = /\sv-html\s*=\s*(["'])/g;
const AT_HTML = /\{@html\s/g;
const SET_HTML = /\sset:html\s*=\s*\{/g;
const V_FOR = /\sv-for\s*=\s*(["'])/g;
const EACH = /\{#each\s/g;
/** Of `(m, index) in list`: what stands before the list, and each thing's name in it. */
const FOR_IN = /\s(?:in|of)\s/;
const FOR_NAME = /^[\s(]*(\{[^{}]*\}|[\w$]+)/;
/** `as m, index (m.id)` */
const EACH_TAIL = /\sas\s+(\{[^{}]*\}|[\w$]+)/;

/** Where code stands in a component; undefined for a file that is code alone. */
export function scriptSpans(path: string, source: string): [number, number][] | undefined {
  if (!/\.(vue|svelte|astro)$/.test(path)) return undefined;
  const keep: [number, number][] = [];
  if (path.endsWith('.astro')) {
    const front = /^\s*---[^\n]*\n/.exec(source);
    if (front) {
      const close = source.indexOf('\n---', front[0].length - 1);
      if (close >= 0) keep.push([front[0].length, close + 1]);
    }
  }
  SCRIPT.lastIndex = keep[0]?.[1] ?? 0;
  for (let m = SCRIPT.exec(source); m; m = SCRIPT.exec(source)) {
    const from = endOfTag(source, m.index);
    if (from === undefined) break;
    SCRIPT.lastIndex = from;
    if (source[from - 2] === '/') continue;
    END_OF_SCRIPT.lastIndex = from;
    const to = END_OF_SCRIPT.exec(source)?.index ?? source.length;
    keep.push([from, to]);
    SCRIPT.lastIndex = to;
  }
  return keep;
}

/** Behind the `>` of the tag that begins here; undefined where it is still being typed. */
function endOfTag(source: string, start: number): number | undefined {
  TAG.lastIndex = start;
  for (let m = TAG.exec(source); m; m = TAG.exec(source)) if (m[1] !== undefined) return TAG.lastIndex;
  return undefined;
}

export function extractScript(path: string, source: string): EmbeddedScript {
  const keep = scriptSpans(path, source) ?? [];
  const html = [...quoted(source, V_HTML, 'v-html'), ...braced(source, AT_HTML, '@html'), ...braced(source, SET_HTML, 'set:html')]
    .sort((a, b) => a.start - b.start)
    .filter(outside(keep));
  return { text: blankExcept(source, keep), html, loops: html.length > 0 ? loopsOf(source) : [] };
}

function loopsOf(source: string): TemplateLoop[] {
  const heads = quoted(source, V_FOR, 'v-for').flatMap(({ start, end }): TemplateLoop[] => {
    const text = source.slice(start, end);
    const head = FOR_IN.exec(text);
    const name = head && FOR_NAME.exec(text.slice(0, head.index));
    return name ? [{ ...namesOf(name[1]!), start: start + head.index + head[0].length, end }] : [];
  });
  const blocks = braced(source, EACH, '#each').flatMap(({ start, end }): TemplateLoop[] => {
    const tail = EACH_TAIL.exec(source.slice(start, end));
    return tail ? [{ ...namesOf(tail[1]!), start, end: start + tail.index }] : [];
  });
  return [...heads, ...blocks].sort((a, b) => a.start - b.start);
}

/** `m`, or the members that `{ role, content }` takes. */
const namesOf = (pattern: string): Pick<TemplateLoop, 'names' | 'apart'> => ({ names: pattern.match(/[\w$]+/g) ?? [], apart: pattern.startsWith('{') });

function quoted(source: string, pattern: RegExp, attribute: string): EmbeddedScript['html'] {
  const found: EmbeddedScript['html'] = [];
  pattern.lastIndex = 0;
  for (let m = pattern.exec(source); m; m = pattern.exec(source)) {
    const start = m.index + m[0].length;
    const end = source.indexOf(m[1]!, start);
    if (end > start) found.push({ attribute, start, end });
  }
  return found;
}

function braced(source: string, pattern: RegExp, attribute: string): EmbeddedScript['html'] {
  const found: EmbeddedScript['html'] = [];
  let closing: Map<number, number> | undefined;
  pattern.lastIndex = 0;
  for (let m = pattern.exec(source); m; m = pattern.exec(source)) {
    closing ??= bracePairs(source);
    const end = closing.get(m.index + m[0].lastIndexOf('{'));
    if (end !== undefined) found.push({ attribute, start: m.index + m[0].length, end });
  }
  return found;
}

/** Where each brace that is opened is closed. */
function bracePairs(source: string): Map<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < source.length; at++) {
    if (source[at] === '{') open.push(at);
    else if (source[at] === '}' && open.length > 0) pairs.set(open.pop()!, at);
  }
  return pairs;
}

/** For spans that come in order of their start, beside ones that do so too: both lists are walked once. */
function outside(keep: readonly [number, number][]): (span: { start: number; end: number }) => boolean {
  let n = 0;
  return ({ start, end }) => {
    while (n < keep.length && keep[n]![1] < start) n++;
    const near = keep[n];
    return !near || start < near[0] || end > near[1];
  };
}

function blankExcept(source: string, keep: readonly [number, number][]): string {
  let out = '';
  let at = 0;
  for (const [from, to] of keep) {
    if (from < at) continue;
    out += blank(source.slice(at, from)) + source.slice(from, to);
    at = to;
  }
  return out + blank(source.slice(at));
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');
