/**
 * Scans checkouts of the advisories in `advisories.yml` before and after their fix and compares with what is written there.
 *
 *     npm run ruling:advisories -- FOLDER     FOLDER/owner+name is a clone with history
 */
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parse } from 'yaml';

interface Advisory {
  id: string;
  repo: string;
  /** Default: the commit before the fix. */
  vulnerable?: string;
  /** Nothing where none is published; `vulnerable` is then the commit that was scanned. */
  fixed?: string;
  rule: string;
  /** Folders to scan, where the repository holds much that has nothing to do with it. */
  under?: string[];
  /** Lines by file; nothing where the miss is known, with its reason. */
  found: Record<string, number[]>;
  why?: string;
}

const cli = path.join(__dirname, '../../dist/cli.js');
const quiet = { maxBuffer: 1 << 30 };

function findings(clone: string, revision: string, { rule, under = ['.'] }: Advisory): Map<string, number[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'advisory-'));
  try {
    const index = { ...quiet, env: { ...process.env, GIT_INDEX_FILE: `${folder}.index` } };
    execFileSync('git', ['-C', clone, 'read-tree', revision], index);
    // A clone may lack its largest files, which nobody reads; the others come all the same.
    spawnSync('git', ['-C', clone, '--work-tree', folder, 'checkout-index', '--all', '--force'], index);
    const scan = ['scan', ...under, '--phase', 'advanced', '--no-cache', '--fail-on', 'never', '--quiet', '--format', 'json', '--rule', rule];
    const out = JSON.parse(execFileSync(process.execPath, [cli, ...scan], { ...quiet, cwd: folder, encoding: 'utf8' })) as {
      findings: { rule: string; place: { path: string; line: number } }[];
    };
    const lines = new Map<string, number[]>();
    for (const f of out.findings) if (f.rule === rule) lines.set(f.place.path, [...(lines.get(f.place.path) ?? []), f.place.line]);
    return lines;
  } finally {
    fs.rmSync(`${folder}.index`, { force: true });
    fs.rmSync(folder, { recursive: true });
  }
}

function differences(a: Advisory, clone: string): string[] {
  const before = findings(clone, a.vulnerable ?? `${a.fixed}^1`, a);
  const after = a.fixed === undefined ? new Map<string, number[]>() : findings(clone, a.fixed, a);
  const lost = Object.entries(a.found).flatMap(([file, lines]) => lines.filter((l) => !before.get(file)?.includes(l)).map((l) => `missing ${file}:${l}`));
  const stays = Object.keys(a.found).flatMap((file) => (after.get(file) ?? []).map((l) => `still reported after the fix: ${file}:${l}`));
  return [...lost, ...stays];
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('Name the folder that holds the clones.');
const advisories = parse(fs.readFileSync(path.join(__dirname, 'advisories.yml'), 'utf8')) as Advisory[];
let failed = 0;
for (const a of advisories) {
  const clone = path.join(folder, a.repo.replace('/', '+'));
  const found = fs.existsSync(clone) ? differences(a, clone) : ['no clone'];
  if (found.length > 0) failed++;
  console.log(`${found.length === 0 ? 'as written' : 'differs'}  ${a.id}  ${a.rule}${found.map((f) => `\n    ${f}`).join('')}`);
}
process.exitCode = failed > 0 ? 1 : 0;
