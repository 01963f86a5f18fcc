/** Reports of what the server knows: as text for a file, or as the parts of a page. */
import { version } from '../../package.json';
import { RULES } from '../../rules';
import type { Finding, Place, Workload } from '../analysis/findings/finding';
import { render } from '../report/formats';
import { textsOf } from '../report/lines';
import { type Posture, type PostureLinks, postureBody, postureReport } from '../report/posture';
import { POSTURE_STYLE } from '../report/postureStyle';
import type { Report } from '../report/report';
import type { Folder } from './folder';
import type { ReportFormat, ReportResult } from './protocol';

const FORMATS: readonly ReportFormat[] = ['posture', 'html', 'markdown', 'json', 'sarif'];

/** Several folders of one window: paths begin with the folder's name, as editors show them. */
function joined(folders: readonly Folder[]): { report: Report; folderOf(path: string): { folder: Folder; path: string } | undefined } {
  const names = folders.map((f, i) => (folders.length === 1 ? '' : `${f.name}~${i + 1}/`));
  const folderOf = (p: string): { folder: Folder; path: string } | undefined => {
    const i = names.findIndex((n) => p.startsWith(n));
    return folders[i] && { folder: folders[i], path: p.slice(names[i]!.length) };
  };
  const skipped: Record<string, number> = {};
  for (const f of folders) for (const [why, n] of Object.entries(f.summary().skipped)) skipped[why] = (skipped[why] ?? 0) + n;
  const workloads = folders.flatMap((f, i) => f.workloads().map((w) => movedWorkload(w, names[i]!)));
  const report: Report = {
    findings: folders.flatMap((f, i) => f.all().map((x) => movedFinding(x, names[i]!))),
    problems: folders.flatMap((f, i) => f.problems().map((p) => moved(p, names[i]!))),
    workloads,
    stats: {
      files: folders.reduce((n, f) => n + f.summary().files.length, 0),
      skipped,
      workloads: workloads.length,
      cut: folders.reduce((n, f) => n + f.summary().cut, 0),
      time: {},
      computed: { facts: 0, summaries: 0, rules: 0 },
    },
    texts: textsOf((p) => {
      const at = folderOf(p);
      return at ? at.folder.textOf(at.path) : '';
    }),
    rules: RULES.map((r) => r.meta),
    version,
    milliseconds: 0,
    fixes: () => [],
  };
  return { report, folderOf };
}

const moved = <T extends { path: string }>(p: T, into: string): T => ({ ...p, path: into + p.path });

const movedFinding = (x: Finding, into: string): Finding => ({
  ...x,
  place: moved(x.place, into),
  path: x.path.map((s) => moved(s, into)),
  otherPaths: x.otherPaths.map((p) => p.map((s) => moved(s, into))),
  related: x.related.map((s) => moved(s, into)),
});

function movedWorkload(w: Workload, into: string): Workload {
  const all = <T extends { place: Place }>(list: T[]): T[] => list.map((x) => ({ ...x, place: moved(x.place, into) }));
  return { ...w, place: moved(w.place, into), models: all(w.models), tools: all(w.tools), stores: all(w.stores), locks: all(w.locks), due: all(w.due), dueNext: all(w.dueNext) };
}

const posture = (folders: readonly Folder[], { workloads, texts, rules }: Report): Posture => ({
  title: folders.map((f) => f.name).join(', ') || 'Nothing is open',
  phase: folders[0]?.phase() ?? 'foundational',
  workloads,
  texts,
  rules,
});

export function exported(folders: readonly Folder[], format: ReportFormat): { text: string } {
  if (!FORMATS.includes(format)) throw new Error(`there is no report format ${String(format)}; choose from ${FORMATS.join(', ')}`);
  const { report } = joined(folders);
  return { text: format === 'posture' ? postureReport(posture(folders, report)) : render(format, report, { colour: false, quiet: false }) };
}

export function reportPage(folders: readonly Folder[]): ReportResult {
  const { report, folderOf } = joined(folders);
  const command = (name: string, ...args: unknown[]): string => `command:${name}?${encodeURIComponent(JSON.stringify(args))}`;
  const links: PostureLinks = {
    line(place) {
      const at = folderOf(place.path);
      if (!at) return '#';
      const { uri, range } = at.folder.convert.location({ ...place, path: at.path });
      return command('locksmith.openLocation', uri, range.start.line, range.start.character);
    },
    rule: (id) => command('locksmith.explainFinding', id),
  };
  const page = posture(folders, report);
  return { title: `${page.title}: AI security posture`, style: POSTURE_STYLE, body: postureBody(page, links) };
}

/** About the server itself; no source text, and no path but those of files that were set aside. */
export const aboutServer = (folders: readonly Folder[]): { markdown: string } => ({
  markdown: [
    '# Locksmith server',
    '',
    `- Locksmith ${version}, Node ${process.version}, ${process.platform} ${process.arch}`,
    `- process ${process.pid}, memory ${Math.round(process.memoryUsage().rss / (1 << 20))} MB, up ${Math.round(process.uptime())} s`,
    ...folders.map((f) => `- a folder with ${f.summary().files.length} files, ${f.all().length} findings, phase ${f.phase()}`),
    ...folders.flatMap((f) => f.setAside().map((p) => `- set aside: ${p}`)),
  ].join('\n'),
});
