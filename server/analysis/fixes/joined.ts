/** Joined texts taken apart: a command line into a program and its arguments, a query into a text with placeholders and its parameters. */
import type { Page } from '../syntax/page';

interface Span {
  start: number;
  end: number;
}

/** What a shell would read as more than a word. */
const SHELL = /[|&;<>$`*?(){}[\]~#!\\\n]/;
const HOLE = '\u0000';

/** `git log ${x}` → program and arguments as code; undefined where a shell would be needed to read it. */
export function commandWords(page: Page, mark: Span): { program: string; args: string[] } | undefined {
  const joined = page.joinedAt(mark.start, mark.end);
  if (!joined) return undefined;
  const line = joined.texts.join(HOLE);
  if (SHELL.test(line)) return undefined;
  const words = line.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? [];
  // A quote that is never closed is left over.
  if (line.replace(/"[^"]*"|'[^']*'|[^\s"']+/g, '').trim() !== '') return undefined;
  let next = 0;
  const code = words.map((w) => {
    const bare = w.replace(/^(["'])(.*)\1$/, '$2');
    const holes = bare.split(HOLE).length - 1;
    const own = joined.holes.slice(next, (next += holes)).map((h) => page.read(h.start, h.end));
    return wordAsCode(page, bare, own);
  });
  const [program, ...args] = code;
  return program && !words[0]!.includes(HOLE) ? { program, args } : undefined;
}

function wordAsCode(page: Page, word: string, holes: readonly string[]): string {
  const q = page.style.quote;
  if (holes.length === 0) return `${q}${word}${q}`;
  // A template makes a text of whatever stands in it, and so does this.
  if (word === HOLE) return `String(${holes[0]!})`;
  const texts = word.split(HOLE);
  return `\`${texts.map((t, n) => t + (n < holes.length ? `\${${holes[n]}}` : '')).join('')}\``;
}

/** A query as a text with placeholders, and its parameters as code. */
export function boundQuery(page: Page, mark: Span, style: string): { text: string; values: string[] } | undefined {
  const joined = page.joinedAt(mark.start, mark.end);
  if (!joined) return undefined;
  const values = joined.holes.map((h) => page.read(h.start, h.end));
  const placeholder = (n: number): string => (style.startsWith('$n') ? `$${n + 1}` : '?');
  // Quotes around a placeholder would make it a text.
  const sql = joined.texts
    .map((t, n) => (n === 0 ? t : t.replace(/^['"]/, '')).replace(n < values.length ? /['"]$/ : /$^/, '') + (n < values.length ? placeholder(n) : ''))
    .join('');
  const q = page.style.quote;
  return { text: /['"\n\\]/.test(sql) ? `\`${sql.replace(/[\\`]/g, '\\$&')}\`` : `${q}${sql}${q}`, values };
}
