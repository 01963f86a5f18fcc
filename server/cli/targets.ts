/** From the paths on the command line: where the workspace begins, what of it is read, and what is reported. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CONFIG_NAME } from '../host/config';
import { Usage } from './usage';

export interface Targets {
  root: string;
  /** Folders below the root that are read; undefined is all of it. */
  only: string[] | undefined;
  includes(path: string): boolean;
}

/** Names are relative to the current folder where that holds every target, and to the targets' own folder elsewhere. */
export function targetsOf(paths: readonly string[]): Targets {
  const cwd = process.cwd();
  const targets = paths.map((p) => {
    const stat = fs.statSync(p, { throwIfNoEntry: false });
    if (!stat) throw new Usage(`there is no file or folder \`${p}\``);
    return { full: path.resolve(p), isFile: stat.isFile() };
  });
  const root = rootOf(
    cwd,
    targets.map((t) => (t.isFile ? path.dirname(t.full) : t.full)),
  );
  const named = targets.map((t) => ({ rel: relative(root, t.full), isFile: t.isFile, read: relative(root, t.isFile ? packageOf(t.full, root) : t.full) }));
  if (named.length === 0 || named.some((t) => t.rel === '')) return { root, only: undefined, includes: () => true };
  return { root, only: [...new Set(named.map((t) => t.read))], includes: (p) => named.some((t) => (t.isFile ? p === t.rel : p.startsWith(`${t.rel}/`))) };
}

/** Where the workspace of some folders begins. */
export const rootOf = (cwd: string, folders: readonly string[]): string => (folders.every((f) => inside(cwd, f)) ? cwd : configured(common(folders)));

const inside = (folder: string, file: string): boolean => file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
const relative = (root: string, file: string): string => path.relative(root, file).split(path.sep).join('/');

function common(folders: readonly string[]): string {
  let dir = folders[0]!;
  while (!folders.every((f) => inside(dir, f))) dir = path.dirname(dir);
  return dir;
}

/** The folder, or the one above it whose configuration applies to it, up to the end of its repository. */
function configured(folder: string): string {
  for (let dir = folder; ; dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, CONFIG_NAME))) return dir;
    if (fs.existsSync(path.join(dir, '.git')) || path.dirname(dir) === dir) return folder;
  }
}

/** A file is judged with the package around it: its callers and its helpers are there. */
function packageOf(file: string, root: string): string {
  for (let dir = path.dirname(file); inside(root, dir); dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, 'package.json'))) return dir;
    if (dir === path.dirname(dir)) break;
  }
  return path.dirname(file);
}
