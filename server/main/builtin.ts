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

/** Names the code that turns files into facts: facts that other code has made are not read from the cache. */
export function factsBuild(): string {
  const server = path.join(RULES, '../server/analysis');
  const code = ['facts', 'syntax'].flatMap((folder) => fs.readdirSync(path.join(server, folder)).map((f) => path.join(server, folder, f))).sort();
  return [...code, path.join(server, 'limits.ts'), path.join(RULES, '../node_modules/typescript/package.json')]
    .reduce((made, f) => made.update(fs.readFileSync(f)), createHash('sha256'))
    .digest('hex')
    .slice(0, 16);
}
