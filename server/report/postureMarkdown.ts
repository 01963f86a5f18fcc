/** The posture report for a ticket, a wiki or a pull request. */
import type { Gap, Place, Workload } from '../analysis/findings/finding';
import { code, plain } from './markdown';
import type { Posture } from './posture';
import { JOBS, LAYERS, STAGES, byRule, gapKey, highestJob, lineOf, shortName } from './postureWords';
import { plural } from './report';

export function postureMarkdown(p: Posture): string {
  const at = (place: Place): string => code(`${place.path}:${lineOf(place, p.texts)}`);
  const missing = new Set(p.workloads.flatMap((w) => w.due.map(gapKey))).size;
  const later = new Set(p.workloads.flatMap((w) => w.dueNext.map(gapKey))).size;
  const jobs = JOBS.map((j) => `${p.workloads.filter((w) => highestJob(w) === j.id).length} ${j.verb}`).join(', ');
  return [
    `# AI security posture of ${plain(p.title)}`,
    '',
    `- **What is the AI's job?** ${plural(p.workloads.length, 'workload')}: ${jobs}.`,
    `- **Where are the locks?** ${p.workloads.reduce((n, w) => n + w.locks.length, 0)} in place, ${missing} missing now.`,
    `- **Where are you in the process?** ${STAGES.find((s) => s.id === p.phase)?.name ?? p.phase}; ${later} more due later.`,
    '',
    ...(p.workloads.length === 0 ? ['No entry point of this code reaches a model, a retrieval or a tool.'] : table(p, at)),
    ...p.workloads.flatMap((w) => section(w, p, at)),
  ]
    .join('\n')
    .trimEnd();
}

function table(p: Posture, at: (place: Place) => string): string[] {
  const cell = (w: Workload, layer: string): string =>
    [
      ...w.locks.filter((l) => l.layer === layer).map((l) => `✓ ${plain(l.name)}`),
      ...[...byRule(w.due.filter((g) => g.layer === layer)).keys()].map((r) => `✗ ${shortName(r)}`),
      ...[...byRule(w.dueNext.filter((g) => g.layer === layer)).keys()].map((r) => `◷ ${shortName(r)}`),
    ].join('<br>') || '–';
  const row = (w: Workload): string =>
    `| ${[`${plain(w.name)}<br>${at(w.place)}`, w.jobs.join(', '), ...LAYERS.map((l) => cell(w, l.id))].map((c) => c.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`;
  return [
    `| workload | job | ${LAYERS.map((l) => l.name).join(' | ')} |`,
    `|${'---|'.repeat(LAYERS.length + 2)}`,
    ...p.workloads.map(row),
    '',
    '✓ in place, ✗ missing now, ◷ due later',
    '',
  ];
}

function section(w: Workload, p: Posture, at: (place: Place) => string): string[] {
  const gaps = (title: string, list: readonly Gap[]): string[] =>
    list.length === 0 ? [] : [`${title}:`, '', ...list.map((g) => `- ${code(g.rule)} ${at(g.place)} ${plain(g.what)}${tags(g.rule, p)}`), ''];
  return [`## ${plain(w.name)}`, '', ...gaps('Missing now', w.due), ...gaps('Due later', w.dueNext), ...(w.due.length + w.dueNext.length === 0 ? ['Nothing is missing.', ''] : [])];
}

function tags(rule: string, p: Posture): string {
  const found = p.rules.find((r) => r.id === rule)?.tags;
  const all = found ? [...found.owasp.filter((t) => t.endsWith(':2026')).map((t) => `OWASP ${t}`), ...found.aws, ...found.cwe] : [];
  return all.length > 0 ? ` (${all.join(', ')})` : '';
}
