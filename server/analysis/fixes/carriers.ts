/** Of the parts of a text, those through which the reported data comes in: a fix is about these, and leaves dates and constants alone. */
import { operandsOf } from '../facts/operands';
import type { FnNode } from '../flow/values';
import type { Page } from '../syntax/page';
import type { FixContext } from './context';

interface Span {
  start: number;
  end: number;
}

/** All of them where nobody can tell. */
export function carriersOf(c: FixContext, spans: readonly Span[]): readonly Span[] {
  const { fn } = c.report;
  const from = sourcesIn(c, fn);
  const carrying = spans.filter((span) => valuesIn(fn, span).some((n) => madeOf(fn, n).some((v) => from.has(v))));
  return carrying.length > 0 ? carrying : spans;
}

/** What brings the data into the function: the sources in it and the steps of the path; else what it is given. */
function sourcesIn({ report, finding }: FixContext, fn: FnNode): ReadonlySet<number> {
  const places = new Set((report.taints ?? []).flatMap(({ origin }) => (origin.k === 'source' && origin.fn === fn ? [origin.at.join()] : [])));
  // The last step is the sink.
  for (const step of finding.path.slice(0, -1)) if (step.path === fn.file.path) places.add(`${step.start},${step.end}`);
  const { instrs } = fn.facts;
  const at = (is: (n: number) => boolean): number[] => instrs.flatMap((_, n) => (is(n) ? [n] : []));
  const known = at((n) => places.has(`${instrs[n]!.s},${instrs[n]!.e}`));
  const isWhole = (report.taints ?? []).every(({ origin }) => origin.k === 'source' && origin.fn === fn);
  if (isWhole && known.length > 0) return new Set(known);
  // Data of another function comes as an argument, or by what both can see.
  const isGiven = finding.path.some((s) => s.label.startsWith('passed to'));
  return new Set([...known, ...at((n) => (isGiven ? ['param', 'load'] : ['import', 'load']).includes(instrs[n]!.op))]);
}

/** The value of an expression that is joined into a text; a name stands for what it was given. */
function valuesIn(fn: FnNode, { start, end }: Span): number[] {
  const used = fn.facts.instrs.flatMap((i) => (i.op === 'template' ? i.parts : i.op === 'bin' ? [i.left, i.right] : []));
  const own = fn.facts.instrs.flatMap((i, n) => (i.s === start && i.e === end ? [n] : []));
  return [...own, ...used.flatMap(([value, s, e]) => (s === start && e === end ? [value] : []))];
}

const MOST = 80;

/** The values that a value is made of, and itself. */
function madeOf(fn: FnNode, value: number): number[] {
  const out = new Set([value]);
  for (const v of out) if (out.size < MOST) for (const o of operandsOf(fn.facts.instrs[v]!)) out.add(o);
  return [...out];
}

/** A text with a word in the place of what carries the data, as code; `stays` is asked of the code of each part. */
export function textWithout(c: FixContext, page: Page, { start, end }: Span, word: string, stays: (code: string) => boolean = () => false): string {
  const q = page.style.quote;
  const joined = page.joinedAt(start, end);
  const carrying = carriersOf(c, joined?.holes ?? []);
  const holes = (joined?.holes ?? []).map((h) => ({ code: page.read(h.start, h.end), carries: carrying.includes(h) }));
  const parts = holes.map(({ code, carries }) => (carries && !stays(code) ? word : `\${${code}}`));
  const words = joined?.texts.map((t, n) => t.replace(/[\\`]|\$\{/g, '\\$&') + (parts[n] ?? '')).join('') ?? word;
  return /\$\{|[\n\\]/.test(words) || words.includes(q) ? `\`${words}\`` : `${q}${words}${q}`;
}
