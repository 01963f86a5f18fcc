/**
 * `npm run package`, after a build: what is shipped, and nothing else, is put into a folder of its own and packed there. `vsce` would walk
 * through every file of the working tree, installed SDKs and editors of the tests included, to leave nearly all of them out.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import picomatch from 'picomatch';
import { ROOT } from './packages';

const stage = path.join(ROOT, 'dist/package');
const packagePath = path.join(ROOT, 'dist/locksmith.vsix');

/** `.vscodeignore` leaves out everything, and names what is taken all the same. */
const taken = fs
  .readFileSync(path.join(ROOT, '.vscodeignore'), 'utf8')
  .split('\n')
  .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));

fs.rmSync(stage, { recursive: true, force: true });
const isTaken = picomatch(taken);
for (const top of new Set(taken.map((t) => t.split('/')[0]!))) {
  const names = fs.statSync(path.join(ROOT, top)).isDirectory() ? fs.readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' }).map((f) => `${top}/${f}`) : [top];
  for (const name of names.map((f) => f.split(path.sep).join('/')))
    if (isTaken(name) && fs.statSync(path.join(ROOT, name)).isFile()) fs.cpSync(path.join(ROOT, name), path.join(stage, name));
}
void createVSIX({ cwd: stage, packagePath, dependencies: false, allowMissingRepository: true }).finally(() => fs.rmSync(stage, { recursive: true }));
