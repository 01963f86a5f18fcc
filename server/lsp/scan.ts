/** `locksmith.scanWorkspace`: a scan that says how far it is, can be cancelled, and ends with what it did. */
import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';
import type { Finding, Place, Workload } from '../analysis/findings/finding';
import type { Read } from '../host/workspace';
import type { Folder } from './folder';
import type { ScanOptions, ScanSummary } from './protocol';
import { canonical } from './uris';

/** Reading takes most of the time; solving the rest. */
const READING = 80;

export async function scan(
  folders: readonly Folder[],
  options: ScanOptions,
  solved: (folders: readonly Folder[], token: CancellationToken, pause: (read: Read) => void) => Promise<void>,
  token: CancellationToken,
  progress: WorkDoneProgressReporter,
): Promise<ScanSummary> {
  const started = Date.now();
  progress.begin('Locksmith', 0, 'looking for files', true);
  try {
    for (const [i, folder] of folders.entries()) {
      const share = (part: number): number => Math.round((100 * i + part) / folders.length);
      await solved([folder], token, ({ done, all }) => {
        if (done < all) progress.report(share((READING * done) / all), `${done.toLocaleString('en')} of ${all.toLocaleString('en')} files`);
        else progress.report(share(READING), `${all.toLocaleString('en')} files, following the data`);
      });
    }
    return summary(folders, options.files, Date.now() - started);
  } finally {
    progress.done();
  }
}

function summary(folders: readonly Folder[], only: readonly string[] | undefined, milliseconds: number): ScanSummary {
  const wanted = only && new Set(only.map(canonical));
  const skipped: Record<string, number> = {};
  let files = 0;
  let workloads = 0;
  let cut = 0;
  const findings: Finding[] = [];
  for (const f of folders) {
    const concerns = (...places: Place[]): boolean => !wanted || places.some((p) => wanted.has(f.uri(p.path)));
    const all = f.summary();
    cut += all.cut;
    files += wanted ? all.files.filter((p) => wanted.has(f.uri(p))).length : all.files.length;
    workloads += f.workloads().filter((w) => concerns(...placesOf(w))).length;
    findings.push(...f.all().filter((x) => concerns(x.place, ...x.path, ...x.related)));
    if (!wanted) for (const [why, n] of Object.entries(all.skipped)) skipped[why] = (skipped[why] ?? 0) + n;
  }
  if (wanted && wanted.size > files) skipped['not analysed'] = wanted.size - files;
  return { files, skipped, findings: levels(findings), cut, workloads, milliseconds, setAside: folders.flatMap((f) => f.setAside()) };
}

const placesOf = (w: Workload): Place[] => [w.place, ...[w.models, w.tools, w.stores, w.locks, w.due].flatMap((list) => list.map((x) => x.place))];

export const levels = (findings: readonly Finding[]): ScanSummary['findings'] => ({
  error: findings.filter((f) => f.level === 'error').length,
  warning: findings.filter((f) => f.level === 'warning').length,
  information: findings.filter((f) => f.level === 'information').length,
});
