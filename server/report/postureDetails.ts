/** Below the table: each workload with what it reaches and what is missing, and the rules with the lists that they refer to. */
import type { Gap, Workload } from '../analysis/findings/finding';
import type { RuleMeta } from '../analysis/findings/rule';
import { escaped } from './html';
import type { Posture, PostureLinks } from './posture';
import { icon } from './postureIcons';
import { jobs } from './postureMatrix';
import { STAGES, byRule, prose, whereText } from './postureWords';

export const workloadSections = (p: Posture, links: PostureLinks): string =>
  `<section aria-labelledby="details"><h2 id="details">Each workload</h2>\n${p.workloads.map((w) => section(w, p, links)).join('\n')}</section>`;

function section(w: Workload, p: Posture, links: PostureLinks): string {
  const at = (place: Workload['place']): string => `<a class="place" href="${escaped(links.line(place))}">${whereText(place, p.texts)}</a>`;
  const list = (items: readonly string[]): string => (items.length > 0 ? `<ul class="plain">${items.map((i) => `<li>${i}</li>`).join('')}</ul>` : '');
  const effects = (t: Workload['tools'][number]): string => (t.effects.length === 0 ? 'only reads' : `${t.effects.join(', ')}${t.approved ? ', a person approves' : ', unasked'}`);
  const facts: [string, string][] = [
    ['Models', list(w.models.map((m) => `<code>${escaped(m.name)}</code>${m.provider ? ` <span class="soft">${escaped(m.provider)}</span>` : ''} ${at(m.place)}`))],
    ['Tools', list(w.tools.map((t) => `<code>${escaped(t.name)}</code> <span class="soft">${escaped(effects(t))}</span> ${at(t.place)}`))],
    ['Stores', list(w.stores.map((s) => `<code>${escaped(s.name)}</code> <span class="soft">${escaped(s.kind)}</span> ${at(s.place)}`))],
    ['Locks', list(w.locks.map((l) => `<span class="good">${icon('lock')} ${escaped(l.name)}</span> ${at(l.place)}`))],
  ];
  const gaps = (title: string, kind: 'gap' | 'next', all: readonly Gap[]): string =>
    all.length === 0 ? '' : `<h4>${icon(kind)} ${title}</h4><ul class="gaps">${[...byRule(all)].map(([rule, found]) => gapItem(rule, found, kind, p, links, at)).join('')}</ul>`;
  const whole = w.due.length + w.dueNext.length === 0 ? `<p class="good">${icon('ok')} Nothing is missing, now or later.</p>` : '';
  return `<article class="card workload" id="w-${escaped(w.id)}" aria-labelledby="h-${escaped(w.id)}">
<h3 id="h-${escaped(w.id)}">${escaped(w.name)}</h3>${jobs(w)}${at(w.place)}
<dl>${facts.map(([name, value]) => (value ? `<dt>${name}</dt><dd>${value}</dd>` : '')).join('')}</dl>
${gaps('Missing now', 'gap', w.due)}${gaps('Due later', 'next', w.dueNext)}${whole}
</article>`;
}

function gapItem(rule: string, found: readonly Gap[], kind: 'gap' | 'next', p: Posture, links: PostureLinks, at: (place: Gap['place']) => string): string {
  const meta = p.rules.find((r) => r.id === rule);
  const due = kind === 'next' ? ` <span class="soft">from ${STAGES.find((s) => s.id === found[0]!.due)?.name ?? found[0]!.due} on</span>` : '';
  const tags = meta
    ? [...meta.tags.owasp.filter((t) => t.endsWith(':2026')).map((t) => `OWASP ${t}`), ...meta.tags.aws, ...meta.tags.cwe].map((t) => `<span class="tag">${escaped(t)}</span>`)
    : [];
  return `<li><div>${ruleLink(rule, links)}${due} ${tags.join(' ')}</div><ul class="plain">${found.map((g) => `<li>${prose(g.what)} ${at(g.place)}</li>`).join('')}</ul></li>`;
}

function ruleLink(id: string, links: PostureLinks): string {
  const href = links.rule(id);
  return href ? `<a class="rule" href="${escaped(href)}" rel="noreferrer noopener">${escaped(id)}</a>` : `<code>${escaped(id)}</code>`;
}

/** Which entries of the public lists stand behind the gaps of this page. */
export function references(p: Posture, links: PostureLinks): string {
  const named = new Set(p.workloads.flatMap((w) => [...w.due, ...w.dueNext].map((g) => g.rule)));
  const rules = p.rules.filter((r) => named.has(r.id));
  if (rules.length === 0) return '';
  const cell = (all: readonly string[]): string => `<td>${all.map((t) => `<span class="tag">${escaped(t)}</span>`).join(' ') || '<span class="soft">–</span>'}</td>`;
  const row = (r: RuleMeta): string =>
    `<tr><th scope="row">${ruleLink(r.id, links)}<small>${escaped(r.title)}</small></th>${cell(r.tags.owasp)}${cell([...r.tags.asi, ...r.tags.mcp])}${cell(r.tags.aws)}${cell([...r.tags.cwe, ...r.tags.atlas])}</tr>`;
  return `<section aria-labelledby="references"><h2 id="references">What the gaps refer to</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="references"><table class="references">
<thead><tr><th scope="col">Rule</th><th scope="col">OWASP LLM</th><th scope="col">OWASP Agents, MCP</th><th scope="col">AWS AI Security Framework</th><th scope="col">CWE, ATLAS</th></tr></thead>
<tbody>${rules.map(row).join('')}</tbody></table></div></section>`;
}
