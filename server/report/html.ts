/** Findings as one page of its own: no script, nothing remote, every text escaped, and a policy that says so. */
import { createHash } from 'node:crypto';
import type { Finding, Step } from '../analysis/findings/finding';
import { HTML_STYLE } from './htmlStyle';
import { excerpt } from './lines';
import { LEVELS, type Report, countOf, counted, plural } from './report';
import { printable } from './text';

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escaped = (text: string): string => printable(text).replace(/[&<>"']/g, (c) => NAMED[c]!);

export function htmlReport(r: Report): string {
  const style = createHash('sha256').update(HTML_STYLE).digest('base64');
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'">`,
    '<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Locksmith: ${counted(r.findings)}</title>`,
    `<style>${HTML_STYLE}</style>`,
    `</head><body>${findingsBody(r)}</body></html>`,
  ].join('\n');
}

/** The inside of the page: also what the editor puts into a page of its own. */
export function findingsBody(r: Report): string {
  const files = [...new Set(r.findings.map((f) => f.place.path))];
  return [
    '<header><h1>Locksmith</h1>',
    `<p>${LEVELS.map((l) => tally(l, countOf(r.findings, l))).join(' ')} in ${plural(r.stats.files, 'file')}</p></header>`,
    '<main>',
    r.findings.length === 0 ? '<p>Nothing was found.</p>' : '',
    ...files.map((file) => `<section><h2>${escaped(file)}</h2>${r.findings.flatMap((f) => (f.place.path === file ? [article(f, r)] : [])).join('\n')}</section>`),
    r.problems.length > 0
      ? `<section><h2>Not analysed</h2><ul>${r.problems.map((p) => `<li><code>${escaped(p.path)}</code> ${escaped(p.message)}</li>`).join('')}</ul></section>`
      : '',
    '</main>',
  ].join('\n');
}

const tally = (level: Finding['level'], n: number): string =>
  `<span class="count ${level}${n === 0 ? ' none' : ''}">${level === 'information' ? `${n} information` : plural(n, level)}</span>`;

function article(f: Finding, r: Report): string {
  const { line, column } = r.texts.at(f.place.path, f.place.start);
  const help = r.rules.find((m) => m.id === f.rule)?.helpUri;
  const name = help ? `<a href="${escaped(help)}" rel="noreferrer noopener">${escaped(f.rule)}</a>` : escaped(f.rule);
  const source = r.texts.line(f.place.path, line);
  const end = column - 1 + (f.place.end - f.place.start);
  return [
    `<article class="${f.level}"><h3><span class="level">${f.level}</span> ${name} <small>line ${line}${f.confidence === 'high' ? '' : `, ${f.confidence} confidence`}</small></h3>`,
    `<pre><code>${escaped(source.slice(0, column - 1))}<mark>${escaped(source.slice(column - 1, end))}</mark>${escaped(source.slice(end))}</code></pre>`,
    `<p>${prose(f.message.what)}</p><p>${prose(f.message.why)}</p><p class="todo">${prose(f.message.todo)}</p>`,
    f.path.length > 1 ? `<details open><summary>Path</summary>${steps(f.path, r)}</details>` : '',
    f.related.length > 0 ? `<details><summary>See also</summary>${steps(f.related, r)}</details>` : '',
    '</article>',
  ].join('');
}

/** Backticks become code, after everything was escaped. */
const prose = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const steps = (path: readonly Step[], r: Report): string =>
  `<ol>${path
    .map(
      (s) =>
        `<li><code>${escaped(s.path)}:${r.texts.at(s.path, s.start).line}</code> ${prose(s.label)} <code class="part">${escaped(excerpt(r.texts.slice(s.path, s.start, s.end), 120))}</code></li>`,
    )
    .join('')}</ol>`;
