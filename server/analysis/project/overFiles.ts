/** Indexes over all files of a project. */
import { once } from '../facts/once';
import type { FileNode } from '../flow/values';
import type { Project } from './project';

/** Made once, and anew when files have come in: they change what an index is made of, and leave, only with their project. */
export function overFiles<C extends { project: Pick<Project, 'files'> }, T>(make: (of: C) => T): (of: C) => T {
  const known = new WeakMap<C, { files: number; index: T }>();
  return (of) => {
    const { size } = of.project.files;
    let found = known.get(of);
    if (found?.files !== size) known.set(of, (found = { files: size, index: make(of) }));
    return found.index;
  };
}

interface Answers<T> {
  /** So much of the news is known. */
  read: number;
  byFile: Map<FileNode, readonly T[]>;
  all: readonly (readonly [FileNode, readonly T[]])[] | undefined;
}

/**
 * What each file has to answer by its own facts and the summaries of its functions: of those that have anything, in the order of their
 * paths. Rules ask at every edit, and most files have nothing: after an edit only those are asked again of which something is new.
 */
export function eachFile<C extends { project: Pick<Project, 'news'> }, T>(ask: (of: C, file: FileNode) => readonly T[]): (of: C) => NonNullable<Answers<T>['all']> {
  const known = new WeakMap<C, Answers<T>>();
  return (of) => {
    const { news } = of.project;
    let answers = known.get(of);
    if (!answers) known.set(of, (answers = { read: 0, byFile: new Map(), all: undefined }));
    for (const file of new Set(news.slice(answers.read))) {
      const found = ask(of, file);
      if (found.length > 0) answers.byFile.set(file, found);
      else if (!answers.byFile.delete(file)) continue;
      answers.all = undefined;
    }
    answers.read = news.length;
    return (answers.all ??= [...answers.byFile].sort(([a], [b]) => (a.path < b.path ? -1 : 1)));
  };
}

/** The same, one after the other. */
export function inEachFile<C extends { project: Pick<Project, 'news'> }, T>(ask: (of: C, file: FileNode) => readonly T[]): (of: C) => readonly T[] {
  const each = eachFile(ask);
  const flat = once((answers: ReturnType<typeof each>): readonly T[] => answers.flatMap(([, list]) => list));
  return (of) => flat(each(of));
}
