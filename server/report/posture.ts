/** The posture report: one HTML page without scripts and without anything loaded from elsewhere. */
import { createHash } from 'node:crypto';
import type { Gap, Layer, Phase, Workload } from '../analysis/findings/finding';
import { escaped } from './html';
import type { Texts } from './lines';

export interface Posture {
  title: string;
  phase: Phase;
  workloads: readonly Workload[];
  texts: Texts;
}

const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #59636e; --line: #d1d9e0; --page: #fff; --card: #f6f8fa; --bad: #b3261e; --good: #1a7f37; --next: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9198a1; --line: #3d444d; --page: #0d1117; --card: #151b23; --bad: #ff7b72; --good: #56d364; --next: #e3b341; } }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 0; overflow-wrap: anywhere; } h3 { font-size: .95rem; margin: 1rem 0 .25rem; }
.soft, dt { color: var(--soft); } .bad { color: var(--bad); } .good { color: var(--good); } .next { color: var(--next); }
section { border: 1px solid var(--line); border-radius: .5rem; background: var(--card); padding: 1rem; margin: 1rem 0; }
ul { margin: 0; padding-left: 1.2rem; } code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; } .scroll { overflow-x: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0; } dd { margin: 0; overflow-wrap: anywhere; }
`;
const LAYERS: Record<Layer, string> = { infrastructure: 'Infrastructure', 'identity-and-data': 'Identity and data', 'ai-application': 'AI application' };

/** A sentence in which backticks set code apart. */
const prose = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');

export function postureReport(p: Posture): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(p.title)}: posture</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(p.title)}</h1>
<p class="soft">Phase: ${p.phase} · ${p.workloads.length} ${p.workloads.length === 1 ? 'workload' : 'workloads'} · ${p.workloads.reduce((n, w) => n + w.due.length, 0)} missing now</p>
</header>
<main>
${overview(p)}
${p.workloads.map((w) => workload(w, p.texts)).join('\n')}
</main>
</body>
</html>
`;
}

/** The three questions of each workload in one table. */
function overview(p: Posture): string {
  if (p.workloads.length === 0) return '<p>No entry point reaches a model, a retrieval or a tool.</p>';
  const row = (w: Workload): string =>
    `<tr><td><a href="#${escaped(w.id)}">${escaped(w.name)}</a></td><td>${w.jobs.join(' → ')}</td><td>${escaped(w.locks.map((l) => l.name).join(', ')) || '–'}</td><td class="${w.due.length > 0 ? 'bad' : 'good'}">${w.due.length}</td><td class="next">${w.dueNext.length}</td></tr>`;
  return `<div class="scroll"><table><thead><tr><th scope="col">Workload</th><th scope="col">Job</th><th scope="col">Locks</th><th scope="col">Missing now</th><th scope="col">Due next</th></tr></thead><tbody>${p.workloads.map(row).join('')}</tbody></table></div>`;
}

function workload(w: Workload, texts: Texts): string {
  const at = (place: Workload['place']): string => `<code>${escaped(place.path)}:${texts.at(place.path, place.start).line}</code>`;
  const facts: [string, string][] = [
    ['Job', w.jobs.join(' → ')],
    ['Models', w.models.map((m) => escaped(m.provider ? `${m.name} (${m.provider})` : m.name)).join(', ')],
    ['Tools', w.tools.map((t) => escaped(`${t.name}${t.effects.length > 0 ? ` (${t.effects.join(', ')}${t.approved ? ', approved' : ''})` : ''}`)).join(', ')],
    ['Stores', w.stores.map((s) => escaped(`${s.name} (${s.kind})`)).join(', ')],
    ['Locks', w.locks.map((l) => `<span class="good">${escaped(l.name)}</span> ${at(l.place)}`).join(', ')],
  ];
  const gap = (g: Gap): string => `<li><code>${escaped(g.rule)}</code> ${at(g.place)} <span class="soft">${LAYERS[g.layer]}</span><br>${prose(g.what)}</li>`;
  const list = (title: string, style: string, gaps: readonly Gap[]): string => (gaps.length > 0 ? `<h3 class="${style}">${title}</h3><ul>${gaps.map(gap).join('')}</ul>` : '');
  return `<section id="${escaped(w.id)}">
<h2>${escaped(w.name)}</h2>
<p class="soft">${at(w.place)}</p>
<dl>${facts.map(([name, value]) => (value ? `<dt>${name}</dt><dd>${value}</dd>` : '')).join('')}</dl>
${list('Missing now', 'bad', w.due)}${list('Due next', 'next', w.dueNext)}${w.due.length + w.dueNext.length === 0 ? '<p class="good">Nothing is missing.</p>' : ''}
</section>`;
}
