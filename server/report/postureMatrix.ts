/** One table: a row per workload, a column per layer; each lock and each gap leads to its line. */
import type { Gap, Layer, LockSeen, Workload } from '../analysis/findings/finding';
import { escaped } from './html';
import type { Posture, PostureLinks } from './posture';
import { type Icon, icon } from './postureIcons';
import { JOBS, LAYERS, byRule, fileName, lineOf, shortName, whereText } from './postureWords';

export function matrix(p: Posture, links: PostureLinks): string {
  const head = LAYERS.map((l) => `<th scope="col">${l.name}<small>${l.holds}</small></th>`).join('');
  return `<section aria-labelledby="workloads"><h2 id="workloads">Workloads and their locks</h2>
<p class="legend">${icon('lock')} in place ${icon('gap')} missing now ${icon('next')} due in a later phase</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="workloads"><table class="matrix" role="table">
<thead><tr role="row"><th scope="col">Workload<small>entry point, job</small></th>${head}</tr></thead>
<tbody>
${p.workloads.map((w) => row(w, p, links)).join('\n')}
</tbody></table></div></section>`;
}

function row(w: Workload, p: Posture, links: PostureLinks): string {
  const place = `<a class="place" href="${escaped(links.line(w.place))}">${whereText(w.place, p.texts)}</a>`;
  return `<tr role="row"><th scope="row" role="rowheader"><a class="name" href="#w-${escaped(w.id)}">${escaped(w.name)}</a>${jobs(w)}${place}</th>${LAYERS.map((l) => `<td role="cell" data-layer="${l.name}">${cell(w, l.id, p, links)}</td>`).join('')}</tr>`;
}

export const jobs = (w: Workload): string =>
  `<span class="jobs">${JOBS.map((j) => (w.jobs.includes(j.id) ? `<span class="job">${j.verb}</span>` : `<span class="job not" aria-hidden="true">${j.verb}</span>`)).join('')}</span>`;

function cell(w: Workload, layer: Layer, p: Posture, links: PostureLinks): string {
  const of = <T extends { layer: Layer }>(list: readonly T[]): T[] => list.filter((x) => x.layer === layer);
  const lines = [
    ...of(w.locks).map((l) => lock(l, p, links)),
    ...[...byRule(of(w.due)).values()].map((g) => gap('gap', 'Missing', g, p, links)),
    ...[...byRule(of(w.dueNext)).values()].map((g) => gap('next', 'Due later', g, p, links)),
  ];
  return lines.length > 0 ? `<ul>${lines.join('')}</ul>` : '<span class="soft">–<span class="hidden">nothing seen, nothing missing</span></span>';
}

const item = (kind: Icon, meaning: string, text: string): string => `<li class="${kind}">${icon(kind)}<span><span class="hidden">${meaning}: </span>${text}</span></li>`;

const lock = (l: LockSeen, p: Posture, links: PostureLinks): string =>
  item('lock', 'In place', `<a href="${escaped(links.line(l.place))}" title="${escaped(l.place.path)}:${lineOf(l.place, p.texts)}">${escaped(l.name)}</a>`);

/** One place carries the name as its link; of several, each is a link of its own. */
function gap(kind: Icon, meaning: string, gaps: readonly Gap[], p: Posture, links: PostureLinks): string {
  const [first] = gaps as [Gap, ...Gap[]];
  const name = escaped(shortName(first.rule));
  const link = (g: Gap, text: string): string => `<a href="${escaped(links.line(g.place))}" title="${escaped(g.place.path)}:${lineOf(g.place, p.texts)}">${text}</a>`;
  if (gaps.length === 1) return item(kind, meaning, link(first, name));
  const oneFile = gaps.every((g) => g.place.path === first.place.path);
  return item(kind, meaning, [name, ...gaps.map((g) => link(g, `${oneFile ? '' : escaped(fileName(g.place.path))}:${lineOf(g.place, p.texts)}`))].join(' '));
}
