/** Each entry point for a terminal: what it does with AI, the locks on the way, and what is missing now and later. */
import type { Gap, Workload } from '../analysis/findings/finding';
import type { Texts } from './lines';
import { plural } from './report';
import { printable } from './text';

export function workloadsReport(workloads: readonly Workload[], texts: Texts): string {
  if (workloads.length === 0) return 'No entry point that reaches AI was found.';
  const at = (p: { path: string; start: number }): string => `${p.path}:${texts.at(p.path, p.start).line}`;
  const list = (title: string, items: readonly string[]): string[] => items.map((text, i) => `  ${(i === 0 ? title : '').padEnd(9)} ${printable(text)}`);
  const gaps = (all: readonly Gap[], later: boolean): string[] => all.map((g) => `${g.rule}${later ? ` (${g.due})` : ''}  ${at(g.place)}  ${g.what}`);
  const blocks = workloads.map((w) =>
    [
      `${printable(w.name)}  ${printable(at(w.place))}`,
      ...list('job', [w.jobs.join(', ') || 'unknown']),
      ...list('models', [...new Set(w.models.map((m) => (m.provider ? `${m.name} (${m.provider})` : m.name)))]),
      ...list('tools', [...new Set(w.tools.map((t) => `${t.name}${t.effects.length > 0 ? `: ${t.effects.join(', ')}` : ''}${t.approved ? ', approved by a person' : ''}`))]),
      ...list('stores', [...new Set(w.stores.map((s) => `${s.name} (${s.kind})`))]),
      ...list('locks', w.locks.length > 0 ? w.locks.map((l) => `${l.name}  ${at(l.place)}`) : ['none']),
      ...list('missing', gaps(w.due, false)),
      ...list('next', gaps(w.dueNext, true)),
    ].join('\n'),
  );
  const missing = workloads.reduce((n, w) => n + w.due.length, 0);
  return `${blocks.join('\n\n')}\n\n${plural(workloads.length, 'workload')}, ${plural(missing, 'lock')} missing`;
}
