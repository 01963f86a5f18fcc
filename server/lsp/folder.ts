/** One workspace folder under analysis: its files on disk, with what is typed in the editor on top. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CancellationToken } from 'vscode-languageserver';
import type { Finding, Fix, Phase, Problem, Workload } from '../analysis/findings/finding';
import type { Config } from '../engine/api';
import { SOURCE } from '../host/discover';
import { factsCache } from '../host/factsCache';
import { readInside } from '../host/inside';
import { watchedBy } from '../host/watched';
import { type Read, type Workspace, openInSteps } from '../host/workspace';
import { builtInHelpers, builtInModels, factsBuild } from '../main/builtin';
import { type Converter, converter } from './convert';
import { inSlices } from './slices';
import { fileUri } from './uris';

export interface Folder {
  /** Its path on disk; of what is in no folder, its address. Names it. */
  root: string;
  /** As editors show it. */
  name: string;
  /** The address of a file. */
  uri(path: string): string;
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
  solve(token?: CancellationToken, pause?: (read: Read) => void): Promise<boolean>;
  exists(path: string): boolean;
  /** Files that could not be analysed. */
  setAside(): string[];
  problems(): Problem[];
  /** `cut`: functions of which a limit left some calls unfollowed. */
  summary(): { files: readonly string[]; skipped: Record<string, number>; cut: number };
  configure(defaults: Partial<Config>, showUpcoming: boolean): void;
  fixes(finding: Finding): Fix[];
  phase(): Phase;
}

/** Configurations, and what modules are resolved by. */
const DECIDES = /(^|\/)(package|[jt]sconfig[^/]*|locksmith\.config)\.json$/;

/** These are mistakes in a file that is read all the same. */
const AT_A_PLACE = new Set<Problem['kind']>(['config', 'model', 'syntax']);

export function openFolder(root: string, initial: Partial<Config>): Folder {
  const open = new Map<string, string>();
  let defaults = initial;
  let showUpcoming = false;
  let workspace: Workspace | undefined;
  let opening: Generator<Read, Workspace> | undefined;
  let read: Read = { done: 0, all: 0 };
  /** What changed on disk while the folder was being read. */
  const missed = new Set<string>();
  const forget = (): void => {
    workspace = undefined;
    opening = undefined;
  };
  /** Reads one file more; answers with the folder once all are read. */
  const step = (): Workspace | undefined => {
    opening ??= openInSteps(root, { models: builtInModels(), helpers: builtInHelpers(), defaults, cache: factsCache(root, factsBuild()) });
    const next = opening.next();
    if (!next.done) {
      read = next.value;
      return undefined;
    }
    opening = undefined;
    workspace = next.value;
    for (const p of missed) if (!open.has(p)) onEdit(p, undefined);
    missed.clear();
    for (const [p, text] of open) onEdit(p, text);
    return workspace;
  };
  const load = (): Workspace => {
    while (!workspace) step();
    return workspace;
  };
  const onDisk = (p: string): string => {
    const r = readInside(root, p);
    return 'text' in r ? r.text : '';
  };
  const textOf = (p: string): string => open.get(p) ?? onDisk(p);
  const onEdit = (p: string, text: string | undefined): void => {
    if (!workspace || !SOURCE.test(p)) return;
    const now = text ?? (fs.existsSync(path.join(root, p)) ? onDisk(p) : undefined);
    if (now === undefined) workspace.analyzer.removeFile(p);
    // What the command line leaves out is left out here, open or not; and so is a file at which a worker died.
    else if (workspace.admits(p) && !watchedBy().setAside.has(path.join(root, p))) workspace.analyzer.setFile({ path: p, text: now, typed: text !== undefined });
  };
  /** Whether what it says can change what is found; most JSON of a workspace is data. */
  const decides = (p: string): boolean => !workspace || DECIDES.test(p) || workspace.consulted.has(p) || (/\.ya?ml$/.test(p) && workspace.consulted.size > 0);
  const uri = (p: string): string => fileUri(path.join(root, p));
  return {
    root,
    name: path.basename(root),
    uri,
    convert: converter(uri, textOf),
    textOf,
    contains: (file) => file === root || file.startsWith(root + path.sep),
    relative: (file) => path.relative(root, file).split(path.sep).join('/'),
    edit(p, text) {
      if (text === undefined) open.delete(p);
      else open.set(p, text);
      onEdit(p, text);
    },
    touched(p) {
      if (!SOURCE.test(p)) {
        if (decides(p)) forget();
      } else if (/\.d\.[cm]?ts$/.test(p)) forget();
      else if (opening) missed.add(p);
      else {
        workspace?.forget(p);
        if (!open.has(p)) onEdit(p, undefined);
      }
    },
    findings: (p) => load().analyzer.findings(p),
    all: () => load().analyzer.scan().findings,
    upcoming: (p) => (showUpcoming ? load().analyzer.upcoming(p) : []),
    workloads: () => load().analyzer.workloads(),
    async solve(token, pause) {
      const work = (cut: () => boolean): true => {
        while (!workspace) if (!step() && cut()) return true;
        workspace.analyzer.findings('', cut);
        return true;
      };
      return (await inSlices(work, token, () => pause?.(read))) ?? false;
    },
    exists: (p) => open.has(p) || fs.existsSync(path.join(root, p)),
    setAside: () => [...new Set([...load().problems, ...load().analyzer.scan().problems].filter((p) => !AT_A_PLACE.has(p.kind)).map((p) => p.path))],
    problems: () => load().problems.filter((p) => p.kind === 'config' || p.kind === 'model'),
    summary: () => ({ files: load().files, skipped: load().skipped, cut: load().analyzer.scan().stats.cut }),
    configure(next, upcoming) {
      showUpcoming = upcoming;
      if (JSON.stringify(next) === JSON.stringify(defaults)) return;
      defaults = next;
      forget();
    },
    fixes: (f) => load().analyzer.fixes(f, textOf),
    phase: () => load().configs.find((c) => c.base === '')?.phase ?? defaults.phase ?? 'foundational',
  };
}
