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
}

const SCRIPT = /<script\b[^>]*>/gi;
const V_HTML = /\sv-html\s*=\s*(["'])/g;
const AT_HTML = /\{@html\s/g;
const SET_HTML = /\sset:html\s*=\s*\{/g;

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
  SCRIPT.lastIndex = 0;
  for (let m = SCRIPT.exec(source); m; m = SCRIPT.exec(source)) {
    if (m[0].endsWith('/>')) continue;
    const from = m.index + m[0].length;
    const close = source.toLowerCase().indexOf('</script', from);
    const to = close < 0 ? source.length : close;
    keep.push([from, to]);
    SCRIPT.lastIndex = to;
  }
  return keep;
}

export function extractScript(path: string, source: string): EmbeddedScript {
  const keep = scriptSpans(path, source) ?? [];
  const html = [...quoted(source, V_HTML, 'v-html'), ...braced(source, AT_HTML, '@html'), ...braced(source, SET_HTML, 'set:html')]
    .filter((h) => !keep.some(([a, b]) => h.start >= a && h.end <= b))
    .sort((a, b) => a.start - b.start);
  return { text: blankExcept(source, keep), html };
}

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
  pattern.lastIndex = 0;
  for (let m = pattern.exec(source); m; m = pattern.exec(source)) {
    const start = m.index + m[0].length;
    let depth = 1;
    let end = start;
    for (; end < source.length && depth > 0; end++) {
      if (source[end] === '{') depth++;
      else if (source[end] === '}') depth--;
    }
    if (depth === 0) found.push({ attribute, start, end: end - 1 });
  }
  return found;
}

function blankExcept(source: string, keep: [number, number][]): string {
  let out = '';
  let at = 0;
  for (const [from, to] of [...keep].sort((a, b) => a[0] - b[0])) {
    if (from < at) continue;
    out += blank(source.slice(at, from)) + source.slice(from, to);
    at = to;
  }
  return out + blank(source.slice(at));
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');
