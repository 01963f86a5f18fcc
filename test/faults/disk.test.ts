/** A disk that is full, or a place that cannot be written: what was there stays, nothing is half there, and a sentence says so. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CLEARTEXT, CLI, FLAW } from '../cli/run';
import { type FaultyPlace, faultyPlace } from './faulty';

const FULL = '/dev/full';

describe('a full disk', () => {
  let p: FaultyPlace;
  beforeEach(() => {
    p = faultyPlace();
    p.write('a.ts', FLAW);
    p.write('b.ts', CLEARTEXT);
  });
  afterEach(() => p.done());

  for (const [what, args] of Object.entries({ 'a report': ['--format', 'sarif', '--output', 'kept'], 'a baseline': ['--baseline', 'kept', '--update-baseline'] })) {
    it(`leaves ${what} as it was`, () => {
      p.write('kept', 'old');
      const { code, err } = p.with({ full: 'kept' }, 'scan', ...args);
      assert.match(err, /^locksmith: `kept` could not be written: ENOSPC/);
      assert.deepEqual([code, p.read('kept'), p.files()], [2, 'old', ['a.ts', 'b.ts', 'kept']]);
    });
  }

  it('leaves a file that was to be fixed as it was', () => {
    const { code, err } = p.with({ full: 'b.ts' }, 'scan', '--fix');
    assert.match(err, /^locksmith: `b.ts` could not be written: ENOSPC/);
    assert.deepEqual([code, p.read('b.ts'), p.files()], [2, CLEARTEXT, ['a.ts', 'b.ts']]);
  });

  it('costs the cache alone, and the answer nothing', () => {
    const whole = p.run('scan', '--no-cache', '--format', 'json');
    const full = p.with({ full: '' }, 'scan', '--format', 'json', '--cache-dir', 'kept');
    assert.deepEqual([full.out, full.code], [whole.out, whole.code]);
    assert.deepEqual(
      p.files().filter((f) => !f.endsWith('pruned')),
      ['a.ts', 'b.ts'],
    );
  });

  it('is said where the output itself cannot be written', function () {
    if (!fs.existsSync(FULL)) this.skip();
    const [out, nowhere] = [fs.openSync(FULL, 'w'), 'ignore' as const];
    const r = spawnSync(process.execPath, [CLI, 'scan', '--no-cache'], { cwd: p.root, stdio: [nowhere, out, 'pipe'], encoding: 'utf8' });
    fs.closeSync(out);
    assert.match(r.stderr, /^locksmith: the output could not be written: .*ENOSPC/);
    assert.equal(r.status, 2);
    const named = p.run('scan', '--no-cache', '--output', FULL);
    assert.match(named.err, /^locksmith: `\/dev\/full` could not be written: ENOSPC/);
    assert.equal(named.code, 2);
    assert.ok(fs.statSync(FULL).isCharacterDevice());
  });

  it('is told from a folder that is no folder', () => {
    p.write('file', '');
    const { code, err } = p.run('scan', '--output', path.join('file', 'report.txt'));
    assert.match(err, /^locksmith: `file\/report.txt` could not be written: /);
    assert.equal(code, 2);
  });
});
