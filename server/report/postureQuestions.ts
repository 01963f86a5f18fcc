/** The three questions, answered in three cards. */
import type { Posture } from './posture';
import { icon } from './postureIcons';
import { JOBS, LAYERS, STAGES, gapKey, highestJob } from './postureWords';
import { plural } from './report';

export const questions = (p: Posture): string =>
  `<section class="questions" aria-label="The three questions">\n${[
    card('What is the AI’s job?', job(p)),
    card('Where are the locks?', locks(p)),
    card('Where are you in the process?', phase(p)),
  ].join('\n')}\n</section>`;

const card = (question: string, answer: string): string => `<article class="card"><h2>${question}</h2>${answer}</article>`;

function job(p: Posture): string {
  const rows = JOBS.map((j) => {
    const n = p.workloads.filter((w) => highestJob(w) === j.id).length;
    return `<tr${n === 0 ? ' class="none"' : ''}><th scope="row">${j.verb}</th><td class="soft">${j.does}</td><td class="number">${n}</td></tr>`;
  });
  return `<p class="big">${plural(p.workloads.length, 'workload')}</p><table class="facts"><caption class="hidden">Workloads by what they do at most</caption>${rows.join('')}</table>`;
}

function locks(p: Posture): string {
  const missing = new Map(p.workloads.flatMap((w) => w.due.map((g) => [gapKey(g), g.layer])));
  const rows = LAYERS.map(({ id, name }) => {
    const n = [...missing.values()].filter((l) => l === id).length;
    const there = p.workloads.reduce((sum, w) => sum + w.locks.filter((l) => l.layer === id).length, 0);
    return `<tr><th scope="row">${name}</th><td class="number">${icon('lock')}${there}</td><td class="number">${icon('gap')}${n}</td></tr>`;
  });
  const verdict = missing.size === 0 ? `<p class="big good">Nothing is missing now</p>` : `<p class="big bad">${missing.size} missing now</p>`;
  return `${p.workloads.length === 0 ? '<p class="big">None are needed</p>' : verdict}<table class="facts"><caption class="hidden">Locks by layer</caption><thead><tr><td></td><th scope="col">in place</th><th scope="col">missing</th></tr></thead>${rows.join('')}</table>`;
}

function phase(p: Posture): string {
  const at = STAGES.findIndex((s) => s.id === p.phase);
  const later = new Map(p.workloads.flatMap((w) => w.dueNext.map((g) => [gapKey(g), g.due])));
  const missing = new Set(p.workloads.flatMap((w) => w.due.map(gapKey))).size;
  const steps = STAGES.map((s, i) => {
    const n = [...later.values()].filter((due) => due === s.id).length;
    const now = i === at && missing > 0 ? `${missing} due now` : '';
    const note = i > at ? (n > 0 ? `${n} more due` : 'nothing more due') : now;
    return `<li class="${i < at ? 'past' : i === at ? 'here' : 'ahead'}"${i === at ? ' aria-current="step"' : ''}><strong>${s.name}</strong> <span class="soft">${s.span}</span>${note ? `<span class="note">${note}</span>` : ''}</li>`;
  });
  return `<p class="big">${STAGES[at]?.name ?? p.phase}</p><ol class="stages">${steps.join('')}</ol>`;
}
