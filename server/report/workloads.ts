/** Workloads as a table for a terminal, or as JSON. */
import type { Phase, Workload } from '../analysis/findings/finding';
import type { Texts } from './lines';
import { printable, printablePath } from './text';

const HEAD = ['workload', 'job', 'locks', 'missing now', 'due next'];

export function workloadTable(workloads: readonly Workload[], texts: Texts): string {
  if (workloads.length === 0) return 'No entry point reaches a model, a retrieval or a tool.';
  const rows = workloads.map((w) => [
    [printable(w.name), `  ${printablePath(w.place.path)}:${texts.at(w.place.path, w.place.start).line}`],
    [w.jobs.join(' → ')],
    listed(w.locks.map((l) => l.name)),
    listed(w.due.map((g) => g.rule)),
    listed(w.dueNext.map((g) => g.rule)),
  ]);
  const widths = HEAD.map((h, i) => Math.max(h.length, ...rows.flatMap((r) => r[i]!.map((t) => t.length))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((c, i) => c.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  const rule = widths.map((w) => '─'.repeat(w)).join('  ');
  const block = (r: readonly string[][]): string[] => Array.from({ length: Math.max(...r.map((c) => c.length)) }, (_, n) => line(r.map((c) => c[n] ?? '')));
  return [line(HEAD), rule, ...rows.flatMap((r) => [...block(r), rule])].join('\n');
}

/** Each name once, one below the other. */
const listed = (names: readonly string[]): string[] => (names.length > 0 ? [...new Set(names)] : ['–']);

export function workloadsJson(workloads: readonly Workload[], phase: Phase, texts: Texts): string {
  const place = (w: Workload): object => ({ ...w.place, ...texts.at(w.place.path, w.place.start) });
  return JSON.stringify({ version: 1, phase, workloads: workloads.map((w) => ({ ...w, place: place(w) })) }, undefined, 2);
}
