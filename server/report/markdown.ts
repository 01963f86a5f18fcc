import type { Finding, Step } from '../analysis/findings/finding';
import { excerpt } from './lines';
import { type Report, counted, plural } from './report';
import { printable } from './text';

/** Text of a workspace must stay text: no tags, links, pictures or mentions come to life. Code in backticks stays code. */
export const plain = (text: string): string =>
  printable(text)
    .split(/(`[^`\n]+`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/[\\`*_{}[\]<>#|~@!]/g, '\\$&')))
    .join('')
    .replace(/\s+/g, ' ');

/** A span of code, inside a fence that is longer than any run of backticks in it. */
export function code(text: string): string {
  const flat = printable(text).replace(/\s+/g, ' ').trim();
  const fence = '`'.repeat(1 + Math.max(0, ...[...flat.matchAll(/`+/g)].map((m) => m[0].length)));
  return flat === '' ? '' : /^`|`$/.test(flat) ? `${fence} ${flat} ${fence}` : `${fence}${flat}${fence}`;
}

export function markdownReport(r: Report): string {
  const out = ['# Locksmith', '', `${counted(r.findings)} in ${plural(r.stats.files, 'file')}.`, ''];
  if (r.findings.length > 0) {
    out.push('| level | rule | place | what |', '|---|---|---|---|', ...r.findings.map((f) => row(f, r)), '');
    for (const f of r.findings) out.push(...section(f, r));
  }
  if (r.problems.length > 0) out.push('## Not analysed', '', ...r.problems.map((p) => `- ${code(p.path)}: ${plain(p.message)}`), '');
  return out.join('\n').trimEnd();
}

const place = (s: { path: string; start: number }, r: Report): string => code(`${s.path}:${r.texts.at(s.path, s.start).line}`);

/** A bar would end the cell, also inside code. */
const row = (f: Finding, r: Report): string =>
  `| ${f.level} | ${code(f.rule)} | ${[place(f.place, r), plain(f.message.what)].map((c) => c.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`;

function section(f: Finding, r: Report): string[] {
  const help = r.rules.find((m) => m.id === f.rule)?.helpUri;
  const line = r.texts.at(f.place.path, f.place.start).line;
  return [
    `## ${f.level}: ${help ? `[${code(f.rule)}](${help})` : code(f.rule)} in ${place(f.place, r)}`,
    '',
    code(excerpt(r.texts.line(f.place.path, line).trim(), 200)),
    '',
    plain(f.message.what),
    plain(f.message.why),
    `**${plain(f.message.todo)}**`,
    '',
    ...steps(f.path.length > 1 ? f.path : [], r),
  ];
}

const steps = (path: readonly Step[], r: Report): string[] =>
  path.length === 0 ? [] : [...path.map((s, i) => `${i + 1}. ${place(s, r)} ${code(excerpt(r.texts.slice(s.path, s.start, s.end), 80))} ${plain(s.label)}`), ''];
