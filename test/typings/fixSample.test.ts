/** The sample app, fixed from the command line: to its end, once and for all, and it is still sound to the type checker. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULES } from '../../rules';
import { newTypeErrors } from '../harness/typecheck';
import { type Place, place } from '../cli/run';

const ROOT = path.join(__dirname, '../../samples/support-desk');
const filesIn = (folder: string): { path: string; text: string }[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((f) => f.split(path.sep).join('/'))
    .filter((f) => fs.statSync(path.join(folder, f)).isFile() && !/^\.|node_modules/.test(f))
    .map((f) => ({ path: f, text: fs.readFileSync(path.join(folder, f), 'utf8') }));

describe('the sample, fixed from the command line', function () {
  this.timeout(600_000);
  let p: Place;
  beforeEach(() => {
    p = place();
    // As somebody would have written it.
    for (const f of filesIn(ROOT)) p.write(f.path, f.text.replace(/ \/\/! .*$/gm, ''));
  });
  afterEach(() => p.done());

  const findings = (...more: string[]): number => (JSON.parse(p.run('scan', '--phase', 'enhanced', '--format', 'json', ...more).out) as { findings: unknown[] }).findings.length;

  it('has the safe fixes made until none is left', () => {
    const before = findings();
    const shown = p.run('scan', '--phase', 'enhanced', '--fix', '--dry-run');
    assert.match(shown.out, /^--- a\//m);
    assert.equal(findings(), before, 'a dry run writes nothing');
    p.run('scan', '--phase', 'enhanced', '--fix');
    const after = filesIn(p.root);
    assert.ok(findings() < before);
    assert.match(p.run('scan', '--phase', 'enhanced', '--fix').err, /no fix to apply/);
    assert.deepEqual(filesIn(p.root), after);
  });

  it('has the suggested fixes of every rule made, and type-checks as it did', () => {
    const original = filesIn(p.root);
    const all = RULES.flatMap((r) => ['--fix-suggested', r.meta.id]);
    const { err } = p.run('scan', '--phase', 'enhanced', ...all);
    assert.match(err, /^\d{2} fixes in \d+ files/);
    const sources = (list: readonly { path: string; text: string }[]): { path: string; text: string }[] => list.filter((f) => /\.tsx?$|^(package|tsconfig)\.json$/.test(f.path));
    assert.deepEqual(newTypeErrors(sources(original), sources(filesIn(p.root))), []);
    assert.ok(findings() < 12, `${findings()} findings are left`);
  });
});
