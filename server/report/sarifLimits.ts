/** What GitHub's code scanning takes. A log with more than that is refused as a whole, so that less is said, and said to be less. */
import type * as Sarif from 'sarif';

/** Of one run, of one proof, and of one result. */
export const MOST = { results: 25_000, steps: 1_000, paths: 10, related: 50, tags: 20 };

const WORST: readonly (Sarif.Result.level | undefined)[] = ['error', 'warning', 'note'];

/** The worst of too many, in the order in which they came, and a word about the others. */
export function mostSevere<T>(all: readonly T[], level: (one: T) => Sarif.Result.level | undefined): { kept: readonly T[]; said: Sarif.Notification[] } {
  const left = all.length - MOST.results;
  if (left <= 0) return { kept: all, said: [] };
  const worst = all.map((one, n): [number, number] => [WORST.indexOf(level(one)), n]).sort(([a], [b]) => a - b);
  const kept = new Set(worst.slice(0, MOST.results).map(([, n]) => n));
  const text = `${left.toLocaleString('en')} of ${all.length.toLocaleString('en')} results are left out, because a run may have ${MOST.results.toLocaleString('en')}. The worst are here.`;
  return { kept: all.filter((_, n) => kept.has(n)), said: [{ level: 'warning', message: { text } }] };
}
