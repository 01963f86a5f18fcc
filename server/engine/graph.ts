/**
 * Files → what is solved: takes in the files that may have to do with AI, links them, and lets the solver work on their relevant
 * functions. Everything here can be left off between two files, and is gone on with at the next call.
 */
import { isFileMiddleware } from '../analysis/entries/fileMiddleware';
import { registerFileEntries } from '../analysis/entries/fileEntries';
import { isTestFile } from '../analysis/findings/testFiles';
import { type Solver, type SolverOptions, createSolver, type DeclaredLocks } from '../analysis/flow/solver';
import type { FileFacts } from '../analysis/facts/ir';
import type { FileNode } from '../analysis/flow/values';
import type { Catalog } from '../analysis/models/catalog';
import { createIsland } from '../analysis/project/island';
import { type Resolve, createProject, makeFile } from '../analysis/project/project';
import { type Relevant, createRelevance, relevantFunctions } from '../analysis/project/relevance';
import type { Sources } from './sources';

export interface GraphOptions {
  sources: Sources;
  catalog: Catalog;
  resolve: Resolve;
  versionOf: (pkg: string, file: string) => string | undefined;
  locks: DeclaredLocks;
  solver: SolverOptions;
  /** Files that rules ask for, whatever they import. */
  wanted: (text: string) => boolean;
  /** Solves every function of every file. */
  everything: boolean;
}

export interface Graph {
  solver: Solver;
  /** Solves what is not solved. False when it was cut off. */
  run(cut?: () => boolean): boolean;
  file(path: string): FileNode | undefined;
  files(): Iterable<FileNode>;
  /** Whether a file would be taken in with this text for its own sake. */
  isSeed(path: string): boolean;
}

export function createGraph(o: GraphOptions): Graph {
  const { sources, catalog } = o;
  const project = createProject();
  const solver = createSolver(project, catalog, o.versionOf, o.locks, o.solver);
  const always = (path: string): boolean => isFileMiddleware(catalog, path) || catalog.asksUnimported(sources.facts(path));
  const relevance = createRelevance(project, { package: catalog.concernsAi, global: catalog.concernsGlobal, registers: catalog.registers, always });

  const isSeed = (path: string): boolean =>
    o.everything ||
    isFileMiddleware(catalog, path) ||
    sources.specifiers(path).some((s) => {
      const to = o.resolve(s, path);
      return 'pkg' in to && catalog.concernsAi(to.pkg);
    }) ||
    sources.ask(path, catalog.mayAskUnimported);

  const waiting = new Set<string>();
  const takeIn = (cut?: () => boolean): boolean => {
    for (const path of waiting) {
      if (cut?.()) return false;
      project.files.set(path, makeFile(sources.facts(path)));
      waiting.delete(path);
    }
    return true;
  };
  /** Links and registers what was taken in, in the order of paths: what comes first may decide. */
  const connect = (paths: readonly string[]): void => {
    const files = paths.map((p) => project.files.get(p)!);
    project.link(o.resolve, files);
    registerFileEntries(solver, files);
  };

  let island: ReturnType<typeof createIsland> | undefined;
  const looked = new Map<string, { targets: string[]; seed: boolean; wanted: boolean }>();
  const look = (cut?: () => boolean): boolean => {
    for (const path of sources.paths()) {
      if (looked.has(path)) continue;
      if (cut?.()) return false;
      const targets = sources.specifiers(path).flatMap((s) => {
        const to = o.resolve(s, path);
        return 'file' in to ? [to.file] : [];
      });
      looked.set(path, { targets, seed: isSeed(path), wanted: sources.ask(path, o.wanted) });
    }
    return true;
  };

  let fresh: string[] | undefined;
  const grow = (cut?: () => boolean): boolean => {
    if (!island) {
      if (!look(cut)) return false;
      island = createIsland(new Map([...looked].map(([path, l]) => [path, l.targets])), o.everything ? () => false : isTestFile);
      const chosen = [...looked].filter(([path, l]) => l.seed && (o.everything || !isTestFile(path))).map(([path]) => path);
      const aside = [...looked].filter(([, l]) => l.wanted).map(([path]) => path);
      fresh = [...new Set([...island.add(chosen), ...island.add(aside, true)])].sort();
    }
    for (;;) {
      fresh ??= island.add(relevance.now().carriers.map((f) => f.path));
      if (fresh.length === 0) break;
      for (const p of fresh) if (!project.files.has(p)) waiting.add(p);
      if (!takeIn(cut)) return false;
      connect(fresh);
      fresh = undefined;
    }
    fresh = undefined;
    return true;
  };

  /** With which facts each file was solved to the end, and what was relevant then. */
  const solved: { relevant?: Relevant; facts: Map<FileNode, FileFacts>; read: number } = { facts: new Map(), read: 0 };
  return {
    solver,
    isSeed,
    file: (path) => project.files.get(path),
    files: () => project.files.values(),
    run(cut) {
      if (!grow(cut)) return false;
      const relevant = relevance.now();
      const read = project.news.length;
      const changed = solved.relevant === relevant ? [...new Set(project.news.slice(solved.read))].filter((f) => solved.facts.get(f) !== f.facts) : [...project.files.values()];
      const functions = changed.flatMap((f) => (o.everything ? f.fns : isTestFile(f.path) ? [] : relevantFunctions(relevant, f)));
      if (!solver.run(functions, cut)) return false;
      Object.assign(solved, { relevant, read });
      for (const f of changed) solved.facts.set(f, f.facts);
      return true;
    },
  };
}
