/** Which workspace a linted file belongs to, and what it is called there: as on the command line. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { rootOf } from '../cli/targets';
import { type Given, type LintWorkspace, lintWorkspace, loneText } from './workspace';

const workspaces = new Map<string, LintWorkspace>();

/** ESLint's names for a text that comes from stdin, or from a test. */
const NAMELESS = /^<(?:text|input)>/;
const JSX = 1;

/** `tree` is what the parser made, where that is TypeScript's. */
export function placeOf(filename: string, cwd: string, tree: unknown): { workspace: LintWorkspace; path: Given['path'] } {
  if (NAMELESS.test(filename)) {
    const variant = (tree as { languageVariant?: number } | undefined)?.languageVariant;
    return { workspace: loneText(), path: variant === undefined ? 'text.jsx' : variant === JSX ? 'text.tsx' : 'text.ts' };
  }
  const file = path.resolve(cwd, filename);
  const root = rootOf(cwd, [existing(path.dirname(file))]);
  let workspace = workspaces.get(root);
  if (!workspace) workspaces.set(root, (workspace = lintWorkspace(root)));
  return { workspace, path: path.relative(root, file).split(path.sep).join('/') };
}

/** A processor names the blocks of a file as if it were a folder (`page.md/0.ts`). */
function existing(folder: string): string {
  while (folder !== path.dirname(folder) && !fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) folder = path.dirname(folder);
  return folder;
}
