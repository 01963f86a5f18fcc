/** The engine: files in, findings out. Knows what changed; never touches a disk. */
import type { Config, Analyzer, ResolutionHost, ScanResult } from './api';
import { DEFAULT_CONFIG } from './api';
import type { FileFacts } from '../analysis/facts/ir';
import { lowerFile } from '../analysis/facts/lower';
import type { Finding, Fix, Problem, Workload } from '../analysis/findings/finding';
import { collect, settle } from '../analysis/findings/run';
import type { Rule } from '../analysis/findings/rule';
import type { CallEvent } from '../analysis/flow/events';
import { createSolver, type Solver } from '../analysis/flow/solver';
import { registerFileEntries } from '../analysis/workloads/fileEntries';
import { loadCatalog, type Catalog, type ModelFile } from '../analysis/models/catalog';
import { createProject, makeFile } from '../analysis/project/project';
import { createResolver } from '../analysis/project/resolution';
import { parse } from '../analysis/syntax/parse';

export interface AnalyzerOptions {
  host: ResolutionHost;
  models: readonly ModelFile[];
  rules: readonly Rule[];
  /** Facts of unchanged files from an earlier run. */
  cache?: { get(text: string, path: string): FileFacts | undefined; set(text: string, facts: FileFacts): void };
}

export function createAnalyzer(options: AnalyzerOptions): Analyzer {
  let catalog: Catalog = loadCatalog(options.models).catalog;
  let configs: Config[] = [];
  const facts = new Map<string, FileFacts>();
  let state: { findings: Finding[]; all: Finding[]; solver: Solver } | undefined;
  const computed = { facts: 0, summaries: 0, rules: 0 };

  const configOf = (path: string): Config =>
    configs.filter((c) => c.base === '' || path.startsWith(`${c.base}/`)).sort((a, b) => b.base.length - a.base.length)[0] ?? DEFAULT_CONFIG;

  const solveAll = (cancelled?: () => boolean): typeof state => {
    if (state) return state;
    const project = createProject();
    const solver = createSolver(project, catalog, versionOf(options.host));
    for (const f of [...facts.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) project.files.set(f.path, makeFile(f));
    project.link(createResolver(options.host, (p) => facts.has(p)));
    registerFileEntries(project, solver);
    const fns = [...project.files.values()].flatMap((f) => f.fns);
    if (!solver.run(fns, cancelled)) return undefined;
    const events: CallEvent[] = [];
    for (const fn of fns) {
      const s = solver.solved.get(fn);
      if (s) events.push(...s.events, ...s.lifted);
    }
    computed.summaries += solver.computed();
    const all = collect(options.rules, { solver, events });
    computed.rules += options.rules.length;
    const settled = settle(all, facts, configOf, options.rules);
    state = { findings: settled.findings, all, solver };
    return state;
  };

  return {
    setConfigs(next) {
      configs = next;
      const loaded = loadCatalog([...options.models, ...next.flatMap((c) => c.models)]);
      catalog = loaded.catalog;
      state = undefined;
      return loaded.problems;
    },
    setFile({ path, text }) {
      const known = options.cache?.get(text, path);
      if (known) facts.set(path, known);
      else {
        const lowered = lowerFile(parse(path, text));
        computed.facts++;
        facts.set(path, lowered);
        options.cache?.set(text, lowered);
      }
      state = undefined;
    },
    removeFile(path) {
      facts.delete(path);
      state = undefined;
    },
    findings(path, cancelled) {
      return solveAll(cancelled)?.findings.filter((f) => f.place.path === path) ?? [];
    },
    scan(cancelled): ScanResult {
      const s = solveAll(cancelled);
      const problems: Problem[] = [...facts.values()].flatMap((f) =>
        f.problems.filter((p) => p.kind === 'limit').map((p) => ({ path: f.path, message: p.message, kind: 'limit' as const, span: { start: p.s, end: p.e } })),
      );
      const workloads: Workload[] = [];
      return { findings: s?.findings ?? [], workloads, problems, stats: { files: facts.size, skipped: {}, workloads: workloads.length, time: {}, computed: { ...computed } } };
    },
    workloads: () => [],
    fixes: (): Fix[] => [],
  };
}

/** The installed version of a package, as the nearest `package.json` names it. */
function versionOf(host: ResolutionHost): (pkg: string, file: string) => string | undefined {
  const cache = new Map<string, string | undefined>();
  const at = (dir: string, pkg: string): string | undefined => {
    const key = `${dir} ${pkg}`;
    if (cache.has(key)) return cache.get(key);
    const text = host.readFile(dir ? `${dir}/package.json` : 'package.json');
    let found: string | undefined;
    try {
      const json = JSON.parse(text ?? '{}') as Record<string, Record<string, string> | undefined>;
      const range = json.dependencies?.[pkg] ?? json.devDependencies?.[pkg] ?? json.peerDependencies?.[pkg];
      if (typeof range === 'string') found = range;
    } catch {
      found = undefined;
    }
    if (found === undefined && dir !== '') found = at(dir.includes('/') ? dir.slice(0, dir.lastIndexOf('/')) : '', pkg);
    cache.set(key, found);
    return found;
  };
  return (pkg, file) => at(file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '', pkg);
}
