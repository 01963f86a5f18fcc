/** The words of the posture report, and how gaps are put together: one line per rule, with every place where it is missing. */
import type { Gap, Job, Layer, Phase, Place, Workload } from '../analysis/findings/finding';
import { escaped } from './html';
import type { Texts } from './lines';

export const LAYERS: readonly { id: Layer; name: string; holds: string }[] = [
  { id: 'infrastructure', name: 'Infrastructure', holds: 'transport, limits' },
  { id: 'identity-and-data', name: 'Identity and data', holds: 'who is calling, what they may read, encryption' },
  { id: 'ai-application', name: 'AI application', holds: 'prompts, output, tools' },
];

export const JOBS: readonly { id: Job; verb: string; does: string }[] = [
  { id: 'answers', verb: 'answers', does: 'calls a model' },
  { id: 'connects', verb: 'connects', does: 'reads your data' },
  { id: 'acts', verb: 'acts', does: 'changes something' },
];

export const STAGES: readonly { id: Phase; name: string; span: string }[] = [
  { id: 'foundational', name: 'Foundational', span: 'to a prototype' },
  { id: 'enhanced', name: 'Enhanced', span: 'to production' },
  { id: 'advanced', name: 'Advanced', span: 'to scale' },
];

/** What a workload is at most: jobs are cumulative. */
export const highestJob = (w: Workload): Job => [...JOBS].reverse().find((j) => w.jobs.includes(j.id))?.id ?? 'answers';

/** `operations/no-rate-limit` → `no rate limit`. */
export const shortName = (rule: string): string => rule.slice(rule.indexOf('/') + 1).replaceAll('-', ' ');

/** The same gap at the same place, seen from several workloads, is one gap. */
export const gapKey = (g: Gap): string => `${g.rule} ${g.place.path}:${g.place.start}`;

/** A sentence in which backticks set code apart. */
export const prose = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');

export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `src/routes/chat.ts:10`, which may be broken after a slash. */
export const whereText = (place: Place, texts: Texts): string => `${escaped(place.path).replaceAll('/', '/<wbr>')}:${lineOf(place, texts)}`;

export const lineOf = (place: Place, texts: Texts): number => texts.at(place.path, place.start).line;

export function byRule(gaps: readonly Gap[]): Map<string, Gap[]> {
  const out = new Map<string, Gap[]>();
  for (const g of gaps) out.set(g.rule, [...(out.get(g.rule) ?? []), g]);
  return out;
}
