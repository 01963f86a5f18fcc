/** One workspace folder under analysis: its files on disk, with what is typed in the editor on top. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CancellationToken } from 'vscode-languageserver';
import type { Finding, Fix, Phase, Problem, Workload } from '../analysis/findings/finding';
import type { Config } from '../engine/api';
import { SOURCE } from '../host/discover';
import { factsCache } from '../host/factsCache';
import { readText } from '../host/readText';
import { type Workspace, openWorkspace } from '../host/workspace';
import { builtInHelpers, builtInModels, factsBuild } from '../main/builtin';
import { type Converter, converter } from './convert';
import { inSlices } from './slices';

export interface Folder {
  root: string;
  convert: Converter;
  contains(file: string): boolean;
  relative(file: string): string;
  textOf(path: string): string;
  /** The editor's text of a file; undefined gives the disk back its say. */
  edit(path: string, text: string | undefined): void;
  /** A file changed on disk, appeared or went away. */
  touched(path: string): void;
  findings(path: string): Finding[];
  all(): Finding[];
  /** What a later phase will ask for; nothing unless the settings want it. */
  upcoming(path: string): Finding[];
  workloads(): Workload[];
  /** Brings the findings up to date in slices; false when it was cancelled. After it, `findings` and `all` cost nothing. */
  solve(token?: CancellationToken, pause?: () => void): Promise<boolean>;
  exists(path: string): boolean;
  /** Files that could not be analysed. */
  setAside(): string[];
  problems(): Problem[];
  summary(): { files: number; skipped: Record<string, number> };
  configure(defaults: Partial<Config>, showUpcoming: boolean): void;
  fixes(finding: Finding): Fix[];
  phase(): Phase;
}

/** These are mistakes in a file that is read all the same. */
const AT_A_PLACE = new Set<Problem['kind']>(['config', 'model', 'syntax']);

export function openFolder(root: string, initial: Partial<Config>): Folder {
  const open = new Map<string, string>();
  let defaults = initial;
  let showUpcoming = false;
  let workspace: Workspace | undefined;
  const load = (): Workspace => {
    if (!workspace) {
      workspace = openWorkspace(root, { models: builtInModels(), helpers: builtInHelpers(), defaults, cache: factsCache(root, factsBuild()) });
      for (const [p, text] of open) workspace.analyzer.setFile({ path: p, text });
    }
    return workspace;
  };
  const onDisk = (p: string): string => {
    const r = readText(path.join(root, p));
    return 'text' in r ? r.text : '';
  };
  const textOf = (p: string): string => open.get(p) ?? onDisk(p);
  return {
    root,
    convert: converter(root, textOf),
    textOf,
    contains: (file) => file === root || file.startsWith(root + path.sep),
    relative: (file) => path.relative(root, file).split(path.sep).join('/'),
    edit(p, text) {
      if (text === undefined) open.delete(p);
      else open.set(p, text);
      if (!workspace || !SOURCE.test(p)) return;
      const now = text ?? (fs.existsSync(path.join(root, p)) ? onDisk(p) : undefined);
      if (now === undefined) workspace.analyzer.removeFile(p);
      else workspace.analyzer.setFile({ path: p, text: now });
    },
    touched(p) {
      if (!SOURCE.test(p) || /\.d\.[cm]?ts$/.test(p)) workspace = undefined;
      else if (!open.has(p)) this.edit(p, undefined);
    },
    findings: (p) => load().analyzer.findings(p),
    all: () => load().analyzer.scan().findings,
    upcoming: (p) => (showUpcoming ? load().analyzer.upcoming(p) : []),
    workloads: () => load().analyzer.workloads(),
    async solve(token, pause) {
      return (await inSlices((cut) => (load().analyzer.findings('', cut), true), token, pause)) ?? false;
    },
    exists: (p) => open.has(p) || fs.existsSync(path.join(root, p)),
    setAside: () => [...new Set([...load().problems, ...load().analyzer.scan().problems].filter((p) => !AT_A_PLACE.has(p.kind)).map((p) => p.path))],
    problems: () => load().problems.filter((p) => p.kind === 'config' || p.kind === 'model'),
    summary: () => ({ files: load().files.length, skipped: load().skipped }),
    configure(next, upcoming) {
      showUpcoming = upcoming;
      if (JSON.stringify(next) === JSON.stringify(defaults)) return;
      defaults = next;
      workspace = undefined;
    },
    fixes: (f) => load().analyzer.fixes(f, textOf),
    phase: () => load().configs.find((c) => c.base === '')?.phase ?? defaults.phase ?? 'foundational',
  };
}
