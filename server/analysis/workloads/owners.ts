/** Whose gap it is, where several workloads reach the call that is marked. */
import type { Finding, Gap, Place, Workload } from '../findings/finding';
import { placeKey } from '../findings/run';
import type { FnNode } from '../flow/values';

/** A workload, and the functions of it that the outside calls: what comes in comes in there. */
export interface Called {
  workload: Workload;
  handlers: readonly FnNode[];
}

/**
 * A flow that begins in the handler of one workload says nothing of another that hands the same call something else. Where a flow begins
 * elsewhere, in a middleware or in what was stored before, every workload that reaches the call keeps the gap.
 */
export function owned(all: readonly Called[], findings: readonly Finding[]): Workload[] {
  const holders = grouped(all.flatMap((c) => gapsOf(c.workload).map((g): [string, Called] => [placeKey(g), c])));
  const byFile = grouped(all.flatMap((c) => c.handlers.map((h): [string, [FnNode, Called]] => [h.file.path, [h, c]])));
  const ownersOf = (p: Place): Called[] => (byFile.get(p.path) ?? []).flatMap(([h, c]) => (h.facts.s <= p.start && p.end <= h.facts.e ? [c] : []));
  const owners = new Map<string, ReadonlySet<Called>>();
  for (const f of findings) {
    const reach = new Set(holders.get(placeKey(f)));
    const begins = [f.path, ...f.otherPaths].flatMap((p) => p.slice(0, 1));
    if (reach.size < 2 || begins.length === 0) continue;
    const each = begins.map((p) => ownersOf(p).filter((c) => reach.has(c)));
    if (each.every((o) => o.length > 0)) owners.set(placeKey(f), new Set(each.flat()));
  }
  const keeps =
    (c: Called) =>
    (g: Gap): boolean =>
      owners.get(placeKey(g))?.has(c) ?? true;
  return all.map((c) => ({ ...c.workload, due: c.workload.due.filter(keeps(c)), dueNext: c.workload.dueNext.filter(keeps(c)) }));
}

const gapsOf = (w: Workload): readonly Gap[] => [...w.due, ...w.dueNext];

function grouped<T>(pairs: readonly [string, T][]): Map<string, T[]> {
  const out = new Map<string, T[]>();
  for (const [key, value] of pairs) {
    const there = out.get(key);
    if (there) there.push(value);
    else out.set(key, [value]);
  }
  return out;
}
