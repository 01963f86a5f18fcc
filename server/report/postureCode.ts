/** The lines that the page speaks of, as an appendix: a report that is read far from the code still shows what it means. */
import type { Place } from '../analysis/findings/finding';
import { hash } from '../analysis/facts/hash';
import { escaped } from './html';
import type { Texts } from './lines';
import type { Posture } from './posture';
import { lineOf } from './postureWords';

const LONGEST = 300;

export const lineId = (place: Place, texts: Texts): string => `l-${hash(place.path)}-${lineOf(place, texts)}`;

export function codeLines(p: Posture): string {
  const files = new Map<string, Map<number, Place>>();
  const places = p.workloads.flatMap((w) => [w.place, ...[w.models, w.tools, w.stores, w.locks, w.due, w.dueNext].flatMap((list) => list.map((x) => x.place))]);
  for (const place of places) {
    const lines = files.get(place.path) ?? new Map<number, Place>();
    files.set(place.path, lines.set(lineOf(place, p.texts), place));
  }
  if (files.size === 0) return '';
  const file = ([path, lines]: [string, Map<number, Place>]): string =>
    `<h3><code>${escaped(path)}</code></h3><ol class="code">${[...lines]
      .sort(([a], [b]) => a - b)
      .map(([n, place]) => line(n, place, p.texts))
      .join('')}</ol>`;
  return `<section class="appendix" aria-labelledby="code"><h2 id="code">The lines</h2>\n${[...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(file)
    .join('\n')}</section>`;
}

function line(n: number, place: Place, texts: Texts): string {
  const text = texts.line(place.path, n).trim();
  return `<li id="${lineId(place, texts)}" value="${n}"><code>${escaped(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)}</code></li>`;
}
