/** Which files of a folder are analysed, and why the others are not. Follows `.gitignore`; never follows a link. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { LIMITS } from '../analysis/limits';
import { isSwift } from './globs';
import { readInside } from './inside';

export interface Discovered {
  /** Workspace-relative with forward slashes, sorted. */
  files: string[];
  /** Counts by reason. */
  skipped: Record<string, number>;
}

/** The `.gitignore` files that hold, outermost first, each with the folder where it stands. */
type Rules = readonly { base: string; ig: Ignore }[];

export const SOURCE = /\.([cm]?[jt]sx?|vue|svelte|astro)$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;
const MINIFIED = /\.min\.[cm]?js$/;
const NEVER = new Set(['node_modules', '.git', '.hg', '.svn', '.next', '.nuxt', '.svelte-kit', '.turbo', '.cache', '.output', '.vercel', 'bower_components']);
const BUILD = new Set(['dist', 'build', 'out', 'coverage']);

export function discover(root: string, start = ''): Discovered {
  const result: Discovered = { files: [], skipped: {} };
  const skip = (why: string): void => void (result.skipped[why] = (result.skipped[why] ?? 0) + 1);
  const folders: { dir: string; rules: Rules }[] = [{ dir: start, rules: parents(root, start) }];
  for (let top = folders.pop(); top; top = folders.pop()) {
    let entries: fs.Dirent[];
    try {
      entries = fs.readdirSync(path.join(root, top.dir), { withFileTypes: true });
    } catch {
      skip('unreadable folder');
      continue;
    }
    const own = entries.find((e) => e.name === '.gitignore' && e.isFile());
    const rules = own ? [...top.rules, ...ignoreFile(root, top.dir)] : top.rules;
    for (const e of entries) {
      const rel = top.dir ? `${top.dir}/${e.name}` : e.name;
      if (e.isDirectory()) {
        if (!passesBy(root, rel, rules)) folders.push({ dir: rel, rules });
      } else if (e.isFile() && SOURCE.test(e.name)) {
        if (DECLARATIONS.test(e.name)) skip('declaration file');
        else if (MINIFIED.test(e.name)) skip('minified');
        else if (ignored(rules, rel)) skip('ignored by git');
        else if (tooLarge(path.join(root, rel))) skip('over 1 MB');
        else result.files.push(rel);
      }
    }
  }
  result.files.sort();
  return result;
}

/** Whether a file would be found, were it there: an editor holds files that nobody has saved yet. */
export function wouldFind(root: string, rel: string): boolean {
  if (rel === '' || rel.startsWith('../') || path.isAbsolute(rel) || !SOURCE.test(rel) || DECLARATIONS.test(rel) || MINIFIED.test(rel)) return false;
  let rules = ignoreFile(root, '');
  for (let at = rel.indexOf('/'); at >= 0; at = rel.indexOf('/', at + 1)) {
    const dir = rel.slice(0, at);
    if (passesBy(root, dir, rules)) return false;
    rules = [...rules, ...ignoreFile(root, dir)];
  }
  return !ignored(rules, rel);
}

function passesBy(root: string, dir: string, rules: Rules): boolean {
  const name = dir.slice(dir.lastIndexOf('/') + 1);
  return NEVER.has(name) || ignored(rules, `${dir}/`) || (BUILD.has(name) && !isSourceFolder(root, dir));
}

/** `build` and `dist` are output, unless they hold hand-written TypeScript. */
const isSourceFolder = (root: string, rel: string): boolean => {
  try {
    return fs.readdirSync(path.join(root, rel)).some((f) => /(?<!\.d)\.tsx?$/.test(f));
  } catch {
    return false;
  }
};

const tooLarge = (file: string): boolean => {
  try {
    return fs.statSync(file).size > LIMITS.fileSize;
  } catch {
    return false;
  }
};

function parents(root: string, start: string): Rules {
  const parts = start.split('/').filter(Boolean);
  return parts.flatMap((_, i) => ignoreFile(root, parts.slice(0, i).join('/')));
}

function ignoreFile(root: string, dir: string): Rules {
  try {
    const r = readInside(root, dir ? `${dir}/.gitignore` : '.gitignore');
    return 'text' in r ? [{ base: dir ? `${dir}/` : '', ig: ignore().add(r.text.split(/\r?\n/).filter(isSwift)) }] : [];
  } catch {
    return [];
  }
}

const ignored = (rules: Rules, rel: string): boolean => {
  let verdict = false;
  for (const { base, ig } of rules) {
    if (!rel.startsWith(base) || rel.length === base.length) continue;
    const t = ig.test(rel.slice(base.length));
    if (t.ignored) verdict = true;
    else if (t.unignored) verdict = false;
  }
  return verdict;
};
