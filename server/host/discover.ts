/** Which files of a folder are analysed, and why the others are not. Follows `.gitignore`; never follows a link. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { LIMITS } from '../analysis/limits';

export interface Discovered {
  /** Workspace-relative with forward slashes, sorted. */
  files: string[];
  /** Counts by reason. */
  skipped: Record<string, number>;
}

export const SOURCE = /\.([cm]?[jt]sx?|vue|svelte|astro)$/;
const NEVER = new Set(['node_modules', '.git', '.hg', '.svn', '.next', '.nuxt', '.svelte-kit', '.turbo', '.cache', '.output', '.vercel', 'bower_components']);
const BUILD = new Set(['dist', 'build', 'out', 'coverage']);

export function discover(root: string, start = '', exclude: readonly string[] = []): Discovered {
  const result: Discovered = { files: [], skipped: {} };
  const skip = (why: string): void => void (result.skipped[why] = (result.skipped[why] ?? 0) + 1);
  const excluded = exclude.length > 0 ? ignore().add([...exclude]) : undefined;
  const folders: { dir: string; rules: { base: string; ig: Ignore }[] }[] = [{ dir: start, rules: parents(root, start) }];
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
        if (NEVER.has(e.name) || ignored(rules, `${rel}/`) || (BUILD.has(e.name) && !isSourceFolder(root, rel))) continue;
        folders.push({ dir: rel, rules });
      } else if (e.isFile() && SOURCE.test(e.name)) {
        if (/\.d\.[cm]?ts$/.test(e.name)) skip('declaration file');
        else if (/\.min\.[cm]?js$/.test(e.name)) skip('minified');
        else if (ignored(rules, rel)) skip('ignored by git');
        else if (excluded?.ignores(rel)) skip('excluded');
        else if (tooLarge(path.join(root, rel))) skip('over 1 MB');
        else result.files.push(rel);
      }
    }
  }
  result.files.sort();
  return result;
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

function parents(root: string, start: string): { base: string; ig: Ignore }[] {
  const parts = start.split('/').filter(Boolean);
  return parts.flatMap((_, i) => ignoreFile(root, parts.slice(0, i).join('/')));
}

function ignoreFile(root: string, dir: string): { base: string; ig: Ignore }[] {
  try {
    return [{ base: dir ? `${dir}/` : '', ig: ignore().add(fs.readFileSync(path.join(root, dir, '.gitignore'), 'utf8')) }];
  } catch {
    return [];
  }
}

const ignored = (rules: readonly { base: string; ig: Ignore }[], rel: string): boolean => {
  let verdict = false;
  for (const { base, ig } of rules) {
    if (!rel.startsWith(base) || rel.length === base.length) continue;
    const t = ig.test(rel.slice(base.length));
    if (t.ignored) verdict = true;
    else if (t.unignored) verdict = false;
  }
  return verdict;
};
