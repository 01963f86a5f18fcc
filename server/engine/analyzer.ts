/** The engine: files in, findings out. Knows what changed; never touches a disk. */
import type { Config, Analyzer, ResolutionHost, ScanResult } from './api';
import { DEFAULT_CONFIG } from './api';
import type { Finding, Fix, Problem, Workload } from '../analysis/findings/finding';
import { collect, placeKey, settle, type Collected } from '../analysis/findings/run';
import { fixesOf } from '../analysis/fixes/fixes';
import type { HelperSource } from '../analysis/fixes/helpers';
import type { Rule } from '../analysis/findings/rule';
import { askedOf } from '../analysis/flow/asked';
import type { CallEvent } from '../analysis/flow/events';
import type { Solver } from '../analysis/flow/solver';
import { registerFileEntries } from '../analysis/entries/fileEntries';
import { loadCatalog, type Catalog, type ModelFile } from '../analysis/models/catalog';
import { mayBeSuppressed } from '../analysis/facts/suppressions';
import { inEachFile } from '../analysis/project/overFiles';
import { createResolver } from '../analysis/project/resolution';
import { workloadsOf } from '../analysis/workloads/workloads';
import { type Graph, createGraph } from './graph';
import { type FactsCache, createSources } from './sources';
import { canBeTakenIn } from './taking';

export interface AnalyzerOptions {
  host: ResolutionHost;
  models: readonly ModelFile[];
  rules: readonly Rule[];
  /** What quick fixes write into projects. */
  helpers?: readonly HelperSource[];
  /** Solve every function, relevant or not: what tests compare with. */
  everything?: boolean;
  /** Told which file is worked on, so that who watches from outside can name it; an empty name is work on none in particular. */
  at?: (path: string) => void;
  cache?: FactsCache;
}

export function createAnalyzer(options: AnalyzerOptions): Analyzer {
  let catalog: Catalog = loadCatalog(options.models).catalog;
  let configs: Config[] = [];
  const computed = { facts: 0, summaries: 0, rules: 0 };
  const at = options.at ?? ((): void => undefined);
  const sources = createSources({ at, cache: options.cache, onLowered: () => computed.facts++ });
  const wanted = (text: string): boolean => mayBeSuppressed(text) || options.rules.some((r) => r.concerns?.(text));
  /** What is solved, and what was concluded from it; the second is dropped at every edit, the first only when the graph changed. */
  let graph: Graph | undefined;
  let concluded: { findings: Finding[]; upcoming: Finding[]; reports: Collected['reports']; events: CallEvent[]; workloads?: Workload[] } | undefined;
  const forget = (): void => {
    graph = undefined;
    concluded = undefined;
  };

  const configOf = (path: string): Config =>
    configs.filter((c) => c.base === '' || path.startsWith(`${c.base}/`)).sort((a, b) => b.base.length - a.base.length)[0] ?? DEFAULT_CONFIG;

  const solveAll = (cancelled?: () => boolean): Graph | undefined => {
    graph ??= createGraph({
      sources,
      catalog,
      resolve: createResolver({ host: options.host, known: sources.has, paths: sources.paths, modelled: catalog.knows, generator: catalog.generator }),
      versionOf: versionOf(options.host),
      locks: declaredLocks(configs),
      solver: {
        at: options.at,
        local: (p) => configOf(p).threatModel.includes('local'),
        packageOf: packageOf(options.host),
        textOf: (p) => options.host.readFile(p),
        mayAnswer: sources.ask,
      },
      wanted,
      everything: options.everything ?? false,
    });
    const before = graph.solver.computed();
    const done = graph.run(cancelled);
    computed.summaries += graph.solver.computed() - before;
    if (!done) return undefined;
    if (!graph.solver.outdated()) return graph;
    graph = undefined;
    return solveAll(cancelled);
  };

  const conclude = (cancelled?: () => boolean): typeof concluded => {
    if (concluded) return concluded;
    const s = solveAll(cancelled);
    if (!s) return undefined;
    const groups = groupsOf(s.solver);
    options.at?.('');
    const events = groups.flat();
    computed.rules += options.rules.length;
    const { findings, reports } = collect(options.rules, { solver: s.solver, events, groups });
    concluded = { ...settle(findings, sources.known(), configOf, options.rules), reports, events };
    return concluded;
  };

  /** Computed when somebody asks: findings do not need them. */
  const workloadsNow = (cancelled?: () => boolean): Workload[] => {
    const done = conclude(cancelled);
    if (!done || !graph) return [];
    const metas = new Map(options.rules.map((r) => [r.meta.id, r.meta]));
    return (done.workloads ??= workloadsOf(graph.solver, done.events, { findings: done.findings, upcoming: done.upcoming, metas }));
  };

  const cutShort = (): number => [...(graph?.solver.solved.values() ?? [])].filter((s) => s.cut).length;

  return {
    setConfigs(next) {
      configs = next;
      const loaded = loadCatalog([...options.models, ...next.flatMap((c) => c.models)]);
      catalog = loaded.catalog;
      forget();
      return loaded.problems;
    },
    setFile(input) {
      const { path } = input;
      const before = sources.known().get(path);
      const imported = graph && sources.has(path) ? sources.specifiers(path).join('\n') : undefined;
      sources.set(input);
      if (!graph || imported === undefined) return forget();
      const file = graph.file(path);
      if (!file || !before) {
        // Nothing that anyone asks about has to do with it, and it does not begin to.
        const idle = imported === sources.specifiers(path).join('\n') && !graph.isSeed(path) && !sources.ask(path, wanted);
        return idle ? undefined : forget();
      }
      concluded = undefined;
      const next = sources.facts(path);
      // One file is solved again, and those that see the difference.
      if (canBeTakenIn(before, next, file, graph.files())) {
        const count = graph.solver.computed();
        graph.solver.update(file, next);
        registerFileEntries(graph.solver, [file]);
        computed.summaries += graph.solver.computed() - count;
      } else forget();
    },
    removeFile(path) {
      sources.delete(path);
      forget();
    },
    findings(path, cancelled) {
      return conclude(cancelled)?.findings.filter((f) => f.place.path === path) ?? [];
    },
    upcoming: (path) => conclude()?.upcoming.filter((f) => f.place.path === path) ?? [],
    scan(cancelled): ScanResult {
      const findings = conclude(cancelled)?.findings ?? [];
      const problems: Problem[] = [...sources.known().values()].flatMap((f) =>
        f.problems.filter((p) => p.kind === 'limit').map((p) => ({ path: f.path, message: p.message, kind: 'limit' as const, span: { start: p.s, end: p.e } })),
      );
      const workloads = workloadsNow(cancelled);
      return { findings, workloads, problems, stats: { files: sources.size(), skipped: {}, workloads: workloads.length, cut: cutShort(), time: {}, computed: { ...computed } } };
    },
    workloads: () => workloadsNow(),
    fixes(finding, textOf): Fix[] {
      const done = conclude();
      const report = done?.reports.get(placeKey(finding));
      const rule = options.rules.find((r) => r.meta.id === finding.rule);
      if (!done || !report || !rule || !graph) return [];
      return fixesOf(rule, { finding, report, solver: graph.solver, events: done.events, textOf, host: options.host, helpers: options.helpers ?? [] });
    },
  };
}

/** What rules are shown, function by function. */
const groupsOf = inEachFile(({ solved }: Solver, file) =>
  file.fns.flatMap((fn) => {
    const summary = solved.get(fn);
    const asked = summary && askedOf(summary);
    return asked?.length ? [asked] : [];
  }),
);

/** Paths in a configuration are relative to its folder; `./` and `/` stay as they are for packages such as `@acme/auth`. */
function declaredLocks(configs: readonly Config[]): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const c of configs) {
    for (const [kind, references] of Object.entries(c.locks)) {
      for (const r of references) {
        const isFile = /\.[cm]?[jt]sx?#/.test(r);
        const key = isFile && c.base ? `${c.base}/${r}` : r;
        out.set(key, [...(out.get(key) ?? []), kind]);
      }
    }
  }
  return out;
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

/** The nearest folder with a `package.json`. */
function packageOf(host: ResolutionHost): (file: string) => string {
  const known = new Map<string, string>([['', '']]);
  const of = (folder: string): string => {
    let found = known.get(folder);
    if (found === undefined) known.set(folder, (found = host.fileExists(`${folder}/package.json`) ? folder : of(above(folder))));
    return found;
  };
  return (file) => of(above(file));
}

const above = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
