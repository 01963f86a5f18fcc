/** Findings by where they stand: a file of a thousand entry points has as many findings, and each entry point asks for its own. */
import { once } from '../facts/once';
import type { Finding, Place } from '../findings/finding';

interface Shelf {
  /** By where they begin. */
  findings: readonly Finding[];
  /** Of each, and of all before it, the farthest end. */
  reach: readonly number[];
}

const shelves = once((all: readonly Finding[]): ReadonlyMap<string, Shelf> => {
  const byPath = new Map<string, Finding[]>();
  for (const f of all) {
    const there = byPath.get(f.place.path);
    if (there) there.push(f);
    else byPath.set(f.place.path, [f]);
  }
  return new Map(
    [...byPath].map(([path, list]) => {
      const findings = [...list].sort((a, b) => a.place.start - b.place.start);
      let far = 0;
      return [path, { findings, reach: findings.map((f) => (far = Math.max(far, f.place.end))) }];
    }),
  );
});

/** Those of `all` that share a character with `place`. */
export function touching(all: readonly Finding[], place: Place): Finding[] {
  const shelf = shelves(all).get(place.path);
  if (!shelf) return [];
  const out: Finding[] = [];
  for (let n = firstAfter(shelf.findings, place.end) - 1; n >= 0 && shelf.reach[n]! > place.start; n--) {
    if (shelf.findings[n]!.place.end > place.start) out.push(shelf.findings[n]!);
  }
  return out;
}

/** The first that begins at `end` or later. */
function firstAfter(findings: readonly Finding[], end: number): number {
  let low = 0;
  let high = findings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (findings[middle]!.place.start < end) low = middle + 1;
    else high = middle;
  }
  return low;
}

const ranks = once((all: readonly Finding[]): ReadonlyMap<Finding, number> => new Map(all.map((f, n) => [f, n])));

/** In the order in which they stand in `all`. */
export const byOrder =
  (all: readonly Finding[]) =>
  (a: Finding, b: Finding): number =>
    ranks(all).get(a)! - ranks(all).get(b)!;
