/**
 * What a regular expression lets through, as a set of characters: enough to tell whether a text that passed it can still leave a
 * shell word, a file name, a tag or a string of a query. Everything that is not understood lets everything through.
 */
import { BIT } from './values';

type Chars = Uint8Array;
const SIZE = 128;
/** All of ASCII, and one place for what lies beyond. */
const none = (): Chars => new Uint8Array(SIZE + 1);
const every = (): Chars => none().fill(1);
const of = (text: string): Chars => add(none(), text);
function add(set: Chars, text: string): Chars {
  for (const c of text) set[Math.min(c.codePointAt(0)!, SIZE)] = 1;
  return set;
}
const merge = (a: Chars, b: Chars): Chars => a.map((x, i) => x | b[i]!);
const not = (a: Chars): Chars => a.map((x) => 1 - x);

const range = (from: string, to: string): Chars => {
  const out = none();
  for (let c = from.codePointAt(0)!; c <= Math.min(to.codePointAt(0)!, SIZE); c++) out[c] = 1;
  return out;
};
const DIGIT = range('0', '9');
const WORD = merge(merge(DIGIT, range('a', 'z')), add(range('A', 'Z'), '_'));
const SPACE = of(' \t\n\r\f\v');
const ESCAPES: Record<string, Chars> = {
  d: DIGIT,
  D: not(DIGIT),
  w: WORD,
  W: not(WORD),
  s: SPACE,
  S: not(SPACE),
  n: of('\n'),
  r: of('\r'),
  t: of('\t'),
  f: of('\f'),
  v: of('\v'),
  0: of('\0'),
};

/** What data must be free of. A quote or a bracket alone starts no other command; a letter of another script ends no statement, but is no name either. */
const DANGEROUS: readonly { bit: number; chars: string; ascii?: boolean }[] = [
  { bit: BIT.shell, chars: ';&|`$<>' },
  { bit: BIT.path, chars: '/\\' },
  { bit: BIT.below, chars: '.' },
  { bit: BIT.html, chars: '<>"\'' },
  { bit: BIT.query, chars: ';\'"`\\()= \t\n', ascii: true },
  { bit: BIT.code, chars: ';\'"`\\()[]{}= \t\n+*/<>', ascii: true },
];

const bitsOf = (allowed: Chars): number =>
  DANGEROUS.reduce((bits, d) => ((d.ascii && allowed[SIZE]) || [...d.chars].some((c) => allowed[c.charCodeAt(0)]) ? bits : bits | d.bit), 0);

/** `/source/flags`, as facts keep expressions. */
const PARTS = /^\/(.+)\/([a-z]*)$/s;
export const isExpression = (text: string): boolean => PARTS.test(text);

/** What a text is safe for that the expression matches, and what one is safe for in which it finds nothing. */
export function matchedBy(literal: string): { found: number; absent: number } {
  const [, source = '', flags = ''] = PARTS.exec(literal) ?? [];
  if (UPWARDS.test(source)) return { found: 0, absent: BIT.below };
  const origin = (fixesHost(source) ? BIT.host : 0) | (SCHEME.test(source) ? BIT.scheme : 0);
  const parsed = parse(source);
  if (!parsed) return { found: origin, absent: 0 };
  return { found: origin | (parsed.whole && !flags.includes('m') ? bitsOf(parsed.chars) : 0), absent: parsed.single ? bitsOf(not(parsed.chars)) : 0 };
}

/** `..`, with or without a separator on either side. */
const UPWARDS = /^(\\\/|\[\\\/\\\\\])?\\\.(\\\.|\{2\})$/;

/** `^https?:`, with an alternative of schemes before the colon or without. */
const SCHEME = /^\^(\((\?:)?[a-z|?]+\)|[a-z]+\??):/;

/** `^https://` and a host without a wildcard, up to a slash or the end. */
function fixesHost(source: string): boolean {
  const host = /^\^[a-z]+\??:\\?\/\\?\/(.+?)(\\\/|\(\?::?\/|\(\\?\/|\[\/|\$)/.exec(source)?.[1];
  return host !== undefined && !/\[\^|\\[SWD]|(^|[^\\])\.[*+?]?/.test(host);
}

/** A text that `replaceAll` looks for, as an expression. */
export const expressionOf = (text: string): string => `/${text.replace(/[^\w\s]/g, '\\$&')}/g`;

/** What a text is safe for after the expression's matches were replaced by this. */
export function replacedBy(literal: string, by: string): number {
  const [, source = '', flags = ''] = PARTS.exec(literal) ?? [];
  if (!flags.includes('g')) return 0;
  if (escapesQuotes(source, by)) return BIT.shell;
  if (doublesQuotes(source, by)) return BIT.query;
  if (UPWARDS.test(source) && !by.includes('.')) return BIT.below;
  const parsed = parse(source);
  if (!parsed?.single || /\$[&\d<`']/.test(by)) return 0;
  return bitsOf(merge(not(parsed.chars), of(by)));
}

/** The idioms by which a text is put between quotes of a shell: `'\''`, `'"'"'`, and a backslash before all that matters between double quotes. */
function escapesQuotes(source: string, by: string): boolean {
  if (source === "'") return by === "'\\''" || by === `'"'"'`;
  const parsed = parse(source.replace(/^\(|\)$/g, ''));
  return parsed?.single === true && /^\\+\$[&1]$/.test(by) && [...'"$`\\'].every((c) => parsed.chars[c.charCodeAt(0)]);
}

/** The idiom by which a text is put between the quotes of a query: each of these quotes in it is written twice. */
const doublesQuotes = (source: string, by: string): boolean => /^\\?["'`\]]$/.test(source) && by === source.slice(-1).repeat(2);

interface Parsed {
  /** The characters that a match may consist of. */
  chars: Chars;
  /** A match is always the whole text. */
  whole: boolean;
  /** One class, perhaps repeated, and nothing else: any text with one of its characters has a match. */
  single: boolean;
}

function parse(source: string): Parsed | undefined {
  let i = 0;
  let chars = none();
  let atoms = 0;
  let classes = 0;
  let depth = 0;
  let anchored = true;
  let from = 0;
  const branch = (to: number): void => {
    if (depth === 0 && !(source[from] === '^' && source[to - 1] === '$' && source[to - 2] !== '\\')) anchored = false;
  };
  while (i < source.length) {
    const c = source[i]!;
    if (c === '[') {
      const cls = readClass(source, i);
      if (!cls) return undefined;
      chars = merge(chars, cls.chars);
      i = cls.end;
      atoms++;
      classes++;
      continue;
    }
    if (c === '\\') {
      const e = source[i + 1] ?? '';
      if (/[bBpPkux1-9c]/.test(e)) return undefined;
      chars = merge(chars, ESCAPES[e] ?? of(e));
      i += 2;
      atoms++;
      if (ESCAPES[e]) classes++;
      continue;
    }
    if (c === '(') {
      if (source.startsWith('(?', i) && !source.startsWith('(?:', i)) return undefined;
      depth++;
      i += source.startsWith('(?:', i) ? 3 : 1;
      atoms += 2;
      continue;
    }
    if (c === ')') depth--;
    else if (c === '|') {
      branch(i);
      if (depth === 0) from = i + 1;
      atoms += 2;
    } else if (c === '{') {
      const quantity = /^\{\d+(,\d*)?\}/.exec(source.slice(i));
      if (!quantity) return undefined;
      i += quantity[0].length;
      continue;
    } else if (c === '.') {
      chars = every();
      atoms++;
    } else if (!'^$*+?'.includes(c)) {
      chars = add(chars, c);
      atoms++;
    }
    i++;
  }
  branch(source.length);
  return { chars, whole: anchored, single: atoms === 1 && (classes === 1 || source.length === 1) && !/[$^]$|^\^/.test(source) };
}

function readClass(source: string, start: number): { chars: Chars; end: number } | undefined {
  let i = start + 1;
  const negated = source[i] === '^';
  if (negated) i++;
  let chars = none();
  let last: string | undefined;
  while (i < source.length && source[i] !== ']') {
    let c = source[i]!;
    if (c === '\\') {
      const e = source[i + 1] ?? '';
      if (/[pPux]/.test(e)) return undefined;
      i += 2;
      if (ESCAPES[e]) {
        chars = merge(chars, ESCAPES[e]);
        last = undefined;
        continue;
      }
      c = e;
    } else i++;
    if (source[i] === '-' && source[i + 1] !== ']' && source[i + 1] !== undefined && last !== c) {
      const to = source[i + 1] === '\\' ? source[i + 2]! : source[i + 1]!;
      i += source[i + 1] === '\\' ? 3 : 2;
      chars = merge(chars, range(c, to));
      last = undefined;
      continue;
    }
    chars = add(chars, c);
    last = c;
  }
  return i < source.length ? { chars: negated ? not(chars) : chars, end: i + 1 } : undefined;
}
