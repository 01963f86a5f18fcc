/** The models, helpers and pages that Locksmith ships. From source they are read here; the build replaces this file by their contents. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { HelperSource } from '../analysis/fixes/helpers';
import type { ModelFile } from '../analysis/models/catalog';

const RULES = path.join(__dirname, '../../rules');

export const builtInModels = (): ModelFile[] =>
  fs
    .readdirSync(path.join(RULES, 'models'))
    .filter((f) => f.endsWith('.yml'))
    .sort()
    .map((f) => ({ path: f, text: fs.readFileSync(path.join(RULES, 'models', f), 'utf8') }));

export const builtInHelpers = (): HelperSource[] =>
  fs
    .readdirSync(path.join(RULES, 'helpers'))
    .filter((f) => f.endsWith('.ts'))
    .sort()
    .map((f) => ({ name: path.basename(f, '.ts'), text: fs.readFileSync(path.join(RULES, 'helpers', f), 'utf8') }));

export function rulePage(id: string): string | undefined {
  const page = path.join(RULES, id, 'README.md');
  return fs.existsSync(page) ? fs.readFileSync(page, 'utf8') : undefined;
}

const ROOT = path.join(RULES, '..');

/** Names the code that turns files into facts: facts that other code has made are not read from the cache. */
export const factsBuild = (): string => sumOf([...FACTS_CODE.flatMap(filesBelow), TYPESCRIPT]);
const FACTS_CODE = ['server/analysis/facts', 'server/analysis/syntax', 'server/analysis/limits.ts'];
const TYPESCRIPT = 'node_modules/typescript/package.json';

/** Names all that an answer depends on besides the workspace: the engine, the rules and the models. */
export const scanBuild = (): string => sumOf([...['server', 'rules'].flatMap(filesBelow), TYPESCRIPT]);

/** A file, or all in a folder. */
function filesBelow(name: string): string[] {
  const at = path.join(ROOT, name);
  if (!fs.statSync(at).isDirectory()) return [name];
  return (fs.readdirSync(at, { recursive: true }) as string[])
    .map((f) => `${name}/${f.replaceAll('\\', '/')}`)
    .filter((f) => /\.(ts|yml)$/.test(f))
    .sort();
}

const sumOf = (files: readonly string[]): string =>
  files
    .reduce((made, f) => made.update(fs.readFileSync(path.join(ROOT, f))), createHash('sha256'))
    .digest('hex')
    .slice(0, 16);
