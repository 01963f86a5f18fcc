import type { Step } from '../analysis/findings/finding';
import type { Report } from './report';

/** `{ version, findings, problems, stats }`; positions carry offsets as well as one-based lines and columns. */
export function jsonReport({ findings, problems, stats, texts }: Report): string {
  const place = <T extends { path: string; start: number; end: number }>(p: T): T & { line: number; column: number } => ({ ...p, ...texts.at(p.path, p.start) });
  const path = (steps: readonly Step[]): object[] => steps.map(place);
  return JSON.stringify(
    {
      version: 1,
      findings: findings.map((f) => ({ ...f, place: place(f.place), path: path(f.path), otherPaths: f.otherPaths.map(path), related: path(f.related) })),
      problems,
      stats: { files: stats.files, skipped: stats.skipped, workloads: stats.workloads },
    },
    undefined,
    2,
  );
}
