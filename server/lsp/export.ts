/** Reports of what the server knows: as text for a file, or as the parts of a page. */
import { version } from '../../package.json';
import { RULES } from '../../rules';
import type { Finding } from '../analysis/findings/finding';
import { render } from '../report/formats';
import { findingsBody } from '../report/html';
import { HTML_STYLE } from '../report/htmlStyle';
import { textsOf } from '../report/lines';
import { type Report, counted } from '../report/report';
import type { Folder } from './folder';
import type { ReportFormat, ReportResult } from './protocol';

const FORMATS: readonly ReportFormat[] = ['html', 'markdown', 'json', 'sarif'];

/** Several folders of one window: paths begin with the folder's name, as editors show them. */
function reportOf(folders: readonly Folder[]): Report {
  const names = folders.map((f, i) => (folders.length === 1 ? '' : `${f.root.slice(Math.max(f.root.lastIndexOf('/'), f.root.lastIndexOf('\\')) + 1)}~${i + 1}/`));
  const moved = <T extends { path: string }>(p: T, i: number): T => ({ ...p, path: names[i] + p.path });
  const findings = folders.flatMap((f, i) =>
    f.all().map((x): Finding => ({
      ...x,
      place: moved(x.place, i),
      path: x.path.map((s) => moved(s, i)),
      otherPaths: x.otherPaths.map((p) => p.map((s) => moved(s, i))),
      related: x.related.map((s) => moved(s, i)),
    })),
  );
  const textOf = (p: string): string => {
    const i = names.findIndex((n) => p.startsWith(n));
    return folders[i]?.textOf(p.slice(names[i]!.length)) ?? '';
  };
  const skipped: Record<string, number> = {};
  for (const f of folders) for (const [why, n] of Object.entries(f.summary().skipped)) skipped[why] = (skipped[why] ?? 0) + n;
  const workloads = folders.flatMap((f) => f.workloads());
  const files = folders.reduce((n, f) => n + f.summary().files, 0);
  return {
    findings,
    problems: folders.flatMap((f, i) => f.problems().map((p) => moved(p, i))),
    workloads,
    stats: { files, skipped, workloads: workloads.length, time: {}, computed: { facts: 0, summaries: 0, rules: 0 } },
    texts: textsOf(textOf),
    rules: RULES.map((r) => r.meta),
    version,
    milliseconds: 0,
    fixes: () => [],
  };
}

export function exported(folders: readonly Folder[], format: ReportFormat): { text: string } {
  if (!FORMATS.includes(format)) throw new Error(`there is no report format ${String(format)}; choose from ${FORMATS.join(', ')}`);
  return { text: render(format, reportOf(folders), { colour: false, quiet: false }) };
}

export function reportPage(folders: readonly Folder[]): ReportResult {
  const report = reportOf(folders);
  return { title: `Locksmith: ${counted(report.findings)}`, style: HTML_STYLE, body: findingsBody(report) };
}

/** About the server itself; no source text, and no path but those of files that were set aside. */
export const aboutServer = (folders: readonly Folder[]): { markdown: string } => ({
  markdown: [
    '# Locksmith server',
    '',
    `- Locksmith ${version}, Node ${process.version}, ${process.platform} ${process.arch}`,
    `- memory ${Math.round(process.memoryUsage().rss / (1 << 20))} MB, up ${Math.round(process.uptime())} s`,
    ...folders.map((f) => `- a folder with ${f.summary().files} files, ${f.all().length} findings, phase ${f.phase()}`),
    ...folders.flatMap((f) => f.setAside().map((p) => `- set aside: ${p}`)),
  ].join('\n'),
});
