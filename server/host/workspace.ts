/** A folder on disk, analysed: what the CLI scans and what the language server starts from. */
import * as path from 'node:path';
import picomatch from 'picomatch';
import { RULES } from '../../rules';
import { createAnalyzer } from '../engine/analyzer';
import { type Analyzer, type Config, DEFAULT_CONFIG, type ScanResult } from '../engine/api';
import type { HelperSource } from '../analysis/fixes/helpers';
import type { ModelFile } from '../analysis/models/catalog';
import type { Problem } from '../analysis/findings/finding';
import type { SourceTree } from '../analysis/syntax/parse';
import type { FactsCache } from './factsCache';
import { findConfigs, readConfigs } from './config';
import { SOURCE, discover, wouldFind } from './discover';
import { readInside } from './inside';
import { readText } from './readText';
import { resolutionHost } from './resolution';
import type { ScanMemory } from './scanMemory';
import { watchedBy } from './watched';

export interface Workspace {
  analyzer: Analyzer;
  /** Everything, as it was opened; from memory, where an earlier scan has seen the same. */
  scan(): ScanResult;
  /** Of the configuration at the root. */
  phase: Config['phase'];
  files: string[];
  /** As they were analysed, where that was asked for: what is on the disk may have changed since. */
  texts: ReadonlyMap<string, string>;
  skipped: Record<string, number>;
  problems: Problem[];
  configs: Config[];
  /** Files that configurations were read from, also those that others extend. */
  consulted: ReadonlySet<string>;
  /** Whether a file that appears, or is not saved yet, belongs to it. */
  admits(path: string): boolean;
  /** A file appeared on the disk, or went away. */
  forget(path: string): void;
}

export interface OpenOptions {
  models: ModelFile[];
  helpers?: HelperSource[];
  /** Folders or files below the root; all of it by default. */
  only?: string[];
  configPath?: string;
  /** Beats every configuration. */
  overrides?: Partial<Config>;
  /** Holds where no configuration says otherwise. */
  defaults?: Partial<Config>;
  /** Texts that stand in the place of those on disk, or beside them. */
  overlay?: ReadonlyMap<string, string>;
  /** Trees of texts in the overlay that somebody has parsed already. */
  trees?: ReadonlyMap<string, SourceTree>;
  cache?: FactsCache;
  memory?: ScanMemory;
  keepTexts?: boolean;
  progress?: (done: number, all: number) => void;
}

/** So many files are read. */
export interface Read {
  done: number;
  all: number;
}

export function openWorkspace(root: string, options: OpenOptions): Workspace {
  const opening = openInSteps(root, options);
  for (;;) {
    const step = opening.next();
    if (step.done) return step.value;
    options.progress?.(step.value.done, step.value.all);
  }
}

/** The same, file by file, for a server that has other things to hear meanwhile. */
export function* openInSteps(root: string, options: Omit<OpenOptions, 'progress'>): Generator<Read, Workspace> {
  const watched = watchedBy();
  const host = resolutionHost(root);
  const analyzer = createAnalyzer({ host, models: options.models, rules: RULES, helpers: options.helpers, cache: options.cache, at: (p) => watched.at(p && path.join(root, p)) });
  const textOf = (p: string): ReturnType<typeof readText> => {
    const over = options.overlay?.get(p);
    return over === undefined ? readText(path.join(root, p)) : { text: over };
  };
  const skipped: Record<string, number> = {};
  const problems: Problem[] = [];
  const targets = options.only ?? [''];
  const found = new Set<string>();
  for (const t of targets) {
    if (/\.\w+$/.test(t)) found.add(t);
    else {
      const d = discover(root, t);
      d.files.forEach((f) => found.add(f));
      for (const [why, n] of Object.entries(d.skipped)) skipped[why] = (skipped[why] ?? 0) + n;
    }
  }
  for (const p of options.overlay?.keys() ?? []) if (SOURCE.test(p)) found.add(p);
  const consulted = new Set<string>();
  const defaults = { ...DEFAULT_CONFIG, ...options.defaults };
  const configPaths = options.configPath ? [options.configPath] : findConfigs(root, [...found], (p) => options.overlay?.has(p) ?? false);
  const read = readConfigs(
    root,
    configPaths,
    (p) => {
      consulted.add(p);
      const over = options.overlay?.get(p);
      if (over !== undefined) return { text: over };
      // What the user names may be anywhere.
      return p === options.configPath ? readText(path.join(root, p)) : readInside(root, p);
    },
    defaults,
  );
  problems.push(...read.problems);
  const configs =
    read.configs.length > 0
      ? read.configs.map((c) => ({ ...c, base: options.configPath ? '' : c.base, ...options.overrides, rules: { ...c.rules, ...options.overrides?.rules } }))
      : [{ ...defaults, ...options.overrides }];
  problems.push(...analyzer.setConfigs(configs));
  const files: string[] = [];
  const texts = new Map<string, string>();
  const excluded = exclusions(configs);
  let n = 0;
  for (const f of [...found].sort()) {
    yield { done: ++n, all: found.size };
    if (excluded(f)) {
      skipped['excluded'] = (skipped['excluded'] ?? 0) + 1;
      continue;
    }
    const died = watched.setAside.get(path.join(root, f));
    if (died !== undefined) {
      problems.push({ path: f, kind: 'crash', message: `set aside: ${died}` });
      continue;
    }
    watched.at(path.join(root, f));
    const r = textOf(f);
    if ('text' in r) {
      analyzer.setFile({ path: f, text: r.text, tree: options.trees?.get(f) });
      if (options.keepTexts || options.memory) texts.set(f, r.text);
      files.push(f);
    } else problems.push({ path: f, kind: 'unreadable', message: `left out: ${r.problem}` });
  }
  watched.at('');
  options.cache?.prune();
  return {
    analyzer,
    scan() {
      const scanned = { configs, texts };
      const known = options.memory?.recall(scanned, host);
      const result = known ?? analyzer.scan();
      if (!known) options.memory?.keep(scanned, host, result);
      return result;
    },
    phase: (configs.find((c) => c.base === '') ?? configs[0]!).phase,
    files,
    texts,
    skipped,
    problems,
    configs,
    consulted,
    admits: (p) => !excluded(p) && wouldFind(root, p),
    forget: host.forget,
  };
}

function exclusions(configs: readonly Config[]): (path: string) => boolean {
  const list = configs.filter((c) => c.exclude.length > 0).map((c) => ({ base: c.base ? `${c.base}/` : '', match: picomatch(c.exclude) }));
  return (p) => list.some((l) => p.startsWith(l.base) && l.match(p.slice(l.base.length)));
}
