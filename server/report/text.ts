/** Findings for a terminal: the line, the mark under it, the three parts of the message, the path. */
import type { Finding, Step } from '../analysis/findings/finding';
import { type Texts, excerpt } from './lines';
import { type Report, counted, plural } from './report';

/** A longer line of code is shown around its mark. */
const WIDEST = 180;
/** So much of it before the mark. */
const BEFORE = 60;
/** Of the code of a step. */
const STEP = 60;

type Paint = (text: string, code: number) => string;
const painter =
  (colour: boolean): Paint =>
  (text, code) =>
    colour ? `\u001b[${code}m${text}\u001b[0m` : text;
const LEVEL_COLOUR = { error: 31, warning: 33, information: 36 } as const;

/** Control characters of a file must not drive the reader's terminal. */
export const printable = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

/** A name of a file stays on its line, whatever is in it. */
export const printablePath = (path: string): string => printable(path).replace(/[\t\n]/g, '\ufffd');

export function textReport(findings: readonly Finding[], texts: Texts, colour: boolean): string {
  const paint = painter(colour);
  return findings.map((f) => block(f, texts, paint)).join('\n');
}

function block(f: Finding, texts: Texts, paint: Paint): string {
  const { line, column } = texts.at(f.place.path, f.place.start);
  const marked = around(printable(texts.line(f.place.path, line)).replace(/\t/g, ' '), column - 1, f.place.end - f.place.start);
  const gutter = String(line).length;
  const bar = paint(`${' '.repeat(gutter)} │`, 90);
  const out = [
    `${paint(f.level, LEVEL_COLOUR[f.level])} ${paint(f.rule, 1)}  ${printablePath(f.place.path)}:${line}:${column}${f.confidence === 'high' ? '' : paint(`  (${f.confidence} confidence)`, 90)}`,
    bar,
    `${paint(`${line} │`, 90)} ${marked.text}`,
    `${bar} ${' '.repeat(marked.at)}${paint('^'.repeat(marked.width), LEVEL_COLOUR[f.level])}`,
    `  ${printable(f.message.what)}`,
    `  ${printable(f.message.why)}`,
    `  ${paint('→', 32)} ${printable(f.message.todo)}`,
  ];
  if (f.path.length > 1) out.push(...steps('path', f.path, texts, paint));
  if (f.otherPaths.length > 0) out.push(paint(`  and ${f.otherPaths.length} more ${f.otherPaths.length === 1 ? 'path' : 'paths'} to the same place`, 90));
  if (f.related.length > 0) out.push(...steps('see', f.related, texts, paint));
  return out.join('\n') + '\n';
}

/** The part of a line that fits into a terminal, with the mark in it. */
function around(line: string, at: number, width: number): { text: string; at: number; width: number } {
  const from = line.length > WIDEST ? Math.max(0, Math.min(at - BEFORE, line.length - WIDEST)) : 0;
  const to = Math.min(line.length, from + WIDEST);
  const text = `${from > 0 ? '…' : ''}${line.slice(from + (from > 0 ? 1 : 0), to - (to < line.length ? 1 : 0))}${to < line.length ? '…' : ''}`;
  return { text, at: at - from, width: Math.max(1, Math.min(width, to - at)) };
}

function steps(name: string, list: readonly Step[], texts: Texts, paint: Paint): string[] {
  return list.map((s, i) => {
    const { line, column } = texts.at(s.path, s.start);
    const code = excerpt(printable(texts.slice(s.path, s.start, s.end)), STEP);
    return `  ${paint(i === 0 ? name.padEnd(5) : '     ', 90)}${i + 1}. ${printablePath(s.path)}:${line}:${column}  ${paint(code, 90)}  ${printable(s.label)}`;
  });
}

export function summary({ stats, findings, problems, milliseconds }: Report): string {
  // "2 declaration files", "2 minified".
  const skipped = Object.entries(stats.skipped).map(([why, n]) => (/(file|folder)$/.test(why) ? plural(n, why) : `${n} ${why}`));
  return [
    `${counted(findings)} · ${plural(stats.files, 'file')}`,
    skipped.length > 0 ? ` (left out: ${skipped.join(', ')})` : '',
    stats.cut > 0 ? ` · ${plural(stats.cut, 'function')} not followed in full` : '',
    ` · ${plural(stats.workloads, 'workload')} · ${(milliseconds / 1000).toFixed(1)} s`,
    problems.length > 0 ? `\n${problems.map((p) => `  ${printablePath(p.path)}: ${printable(p.message)}`).join('\n')}` : '',
  ].join('');
}
