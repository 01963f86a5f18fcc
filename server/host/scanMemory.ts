/**
 * What a scan of a whole workspace answered, for as long as all that it looked at is as it was: its texts, its settings, and whatever was
 * looked up on the disk for them, which is kept with the answer and looked up again. The idea is that of constructive traces (Mokhov,
 * Mitchell and Peyton Jones, "Build Systems à la Carte").
 */
import * as path from 'node:path';
import type { Config, ScanResult } from '../engine/api';
import type { DiskHost, LookedUp } from './resolution';
import { homeOf, readSealed, sha, writeSealed } from './sealed';

/** What is scanned. */
export interface Scanned {
  configs: readonly Config[];
  texts: ReadonlyMap<string, string>;
}

export interface ScanMemory {
  /** Nothing where anything is not as it was. */
  recall(what: Scanned, host: DiskHost): ScanResult | undefined;
  keep(what: Scanned, host: DiskHost, result: ScanResult): void;
}

interface Kept {
  lookedUp: LookedUp;
  result: ScanResult;
}

/** `build` names the code, the rules and the models that answer: what others have answered is never read. */
export function scanMemory(root: string, build: string, folder?: string): ScanMemory {
  const fileOf = ({ configs, texts }: Scanned): string => {
    const sums = [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([p, text]) => `${p} ${sha(text).toString('hex')}`);
    return path.join(
      homeOf(root, folder),
      `scan-${sha(build, JSON.stringify(configs), ...sums)
        .toString('hex')
        .slice(0, 40)}`,
    );
  };
  return {
    recall(what, host) {
      const kept = readSealed(fileOf(what)) as Kept | undefined;
      if (!kept || !host.finds(kept.lookedUp)) return undefined;
      return { ...kept.result, stats: { ...kept.result.stats, computed: { facts: 0, summaries: 0, rules: 0 } } };
    },
    keep: (what, host, result) => void writeSealed(fileOf(what), { lookedUp: host.lookedUp(), result } satisfies Kept),
  };
}
