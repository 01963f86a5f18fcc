/**
 * The workspace around the files that ESLint hands over, one for each root and kept for the whole run. A text that ESLint gives wins
 * over the disk until the disk changes; what changes beside it is noticed, because in an editor ESLint lives for days.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULES } from '../../rules';
import type { Finding, Fix } from '../analysis/findings/finding';
import { adopt } from '../analysis/syntax/adopt';
import type { SourceTree } from '../analysis/syntax/parse';
import { createAnalyzer } from '../engine/analyzer';
import { DEFAULT_CONFIG } from '../engine/api';
import { CONFIG_NAME } from '../host/config';
import { discover } from '../host/discover';
import { factsCache } from '../host/factsCache';
import { readText } from '../host/readText';
import { type Workspace, openWorkspace } from '../host/workspace';
import { builtInHelpers, builtInModels, factsBuild } from '../main/builtin';

/** A file as ESLint knows it. */
export interface Given {
  /** Workspace-relative. */
  path: string;
  text: string;
  /** The TypeScript tree that the parser has made, where it was TypeScript that parsed. */
  tree: unknown;
}

export interface LintWorkspace {
  /** Brings the file up to date and answers what is found in it. */
  findings(given: Given): Finding[];
  fixes(finding: Finding): Fix[];
  textOf(path: string): string;
}

/** Looking for changes may take this share of the time, and happens no more often than this. */
const SHARE = 20;
const LEAST_INTERVAL = 1000;

export function lintWorkspace(root: string): LintWorkspace {
  const given = new Map<string, string>();
  let workspace: Workspace | undefined;
  let stamps = new Map<string, string>();
  let settings = '';
  let nextLook = 0;

  const textOf = (p: string): string => {
    const r = readText(path.join(root, p));
    return given.get(p) ?? ('text' in r ? r.text : '');
  };
  const stampOf = (p: string): string => {
    const s = fs.statSync(path.join(root, p), { throwIfNoEntry: false });
    return s ? `${s.mtimeMs} ${s.size}` : '';
  };
  const open = (overlay: ReadonlyMap<string, string>, trees?: ReadonlyMap<string, SourceTree>): Workspace => {
    const opened = openWorkspace(root, { models: builtInModels(), helpers: builtInHelpers(), cache: factsCache(root, factsBuild()), overlay, trees });
    for (const p of opened.problems) if (p.kind === 'config' || p.kind === 'model') process.emitWarning(`${p.path}: ${p.message}`, 'LocksmithWarning');
    stamps = new Map(opened.files.map((f) => [f, stampOf(f)]));
    settings = settingsOf(opened);
    return opened;
  };
  /** What decides how files are read besides their own text: configurations, models, manifests, compiler options. */
  const settingsOf = (w: Workspace): string => {
    const folders = new Set(['']);
    for (const f of w.files) for (let d = path.posix.dirname(f); d !== '.' && !folders.has(d); d = path.posix.dirname(d)) folders.add(d);
    const named = [...folders].flatMap((d) => [CONFIG_NAME, 'package.json', 'tsconfig.json', 'jsconfig.json'].map((n) => (d ? `${d}/${n}` : n)));
    return [...named, ...w.configs.flatMap((c) => c.models.map((m) => m.path))].map(stampOf).join();
  };
  const look = (w: Workspace): Workspace => {
    const started = Date.now();
    if (started < nextLook) return w;
    const found = new Set(discover(root).files.filter(w.admits));
    let now = w;
    if (settings !== settingsOf(w)) now = workspace = open(given);
    else {
      for (const p of new Set([...found, ...stamps.keys()])) {
        const stamp = stampOf(p);
        if (stamps.get(p) === stamp) continue;
        given.delete(p);
        now.forget(p);
        stamps.set(p, stamp);
        const r = readText(path.join(root, p));
        if (found.has(p) && 'text' in r) now.analyzer.setFile({ path: p, text: r.text });
        else now.analyzer.removeFile(p);
      }
    }
    nextLook = Date.now() + Math.max(LEAST_INTERVAL, SHARE * (Date.now() - started));
    return now;
  };

  return {
    textOf,
    fixes: (f) => workspace?.analyzer.fixes(f, textOf) ?? [],
    findings({ path: p, text, tree }) {
      const adopted = (): SourceTree | undefined => adopt(p, text, tree, loadedTypeScript);
      if (!workspace) {
        const own = adopted();
        workspace = open(new Map([[p, text]]), own && new Map([[p, own]]));
        if (!workspace.admits(p)) return [];
        given.set(p, text);
      } else {
        const w = look(workspace);
        if (!w.admits(p)) return [];
        const known = given.get(p) ?? (stamps.get(p) === stampOf(p) ? textOf(p) : undefined);
        if (known !== text) w.analyzer.setFile({ path: p, text, tree: adopted() });
        given.set(p, text);
        stamps.set(p, stampOf(p));
      }
      return workspace.analyzer.findings(p);
    },
  };
}

/** A text without a name is judged by itself: it stands in no folder. */
export function loneText(): LintWorkspace {
  const nothing = { fileExists: () => false, directoryExists: () => false, readFile: () => undefined };
  const analyzer = createAnalyzer({ host: nothing, models: builtInModels(), rules: RULES, helpers: builtInHelpers() });
  analyzer.setConfigs([DEFAULT_CONFIG]);
  let now = '';
  return {
    textOf: () => now,
    fixes: (f) => analyzer.fixes(f, () => now),
    findings({ path: p, text, tree }) {
      now = text;
      analyzer.setFile({ path: p, text, tree: adopt(p, text, tree, loadedTypeScript) });
      return analyzer.findings(p);
    },
  };
}

/** The parser has loaded its TypeScript before it hands over a tree. Nothing is loaded here. */
const loadedTypeScript = (): unknown[] =>
  Object.entries(require.cache)
    .filter(([name]) => /[\\/]typescript\.js$/.test(name))
    .map(([, m]) => m?.exports as unknown)
    .filter((x) => typeof x === 'object' && x !== null);
