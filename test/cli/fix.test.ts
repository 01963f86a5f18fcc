import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CLEARTEXT, FLAW, type Place, place } from './run';

const FIXED = CLEARTEXT.replace('http:', 'https:');

describe('fixing from the command line', () => {
  let p: Place;
  beforeEach(() => (p = place()));
  afterEach(() => p.done());

  it('closes every finding that has a safe fix, and then has nothing to do', () => {
    p.write('a.ts', CLEARTEXT + CLEARTEXT.split('\n')[1]!.replace('ai', 'more') + '\n');
    const r = p.run('scan', '--fix');
    assert.deepEqual([r.code, r.err], [0, '2 fixes in 1 file\n']);
    assert.equal(p.read('a.ts').match(/https:/g)!.length, 2);
    assert.equal(p.run('scan', '--fix').err, 'no fix to apply\n');
  });

  it('shows a diff that git applies, and writes nothing', () => {
    p.write('src/a.ts', CLEARTEXT);
    const { out } = p.run('scan', '--fix', '--dry-run');
    assert.equal(p.read('src/a.ts'), CLEARTEXT);
    execFileSync('git', ['apply', '-'], { cwd: p.root, input: out });
    assert.equal(p.read('src/a.ts'), FIXED);
    assert.equal(p.run('scan', '--dry-run').code, 2);
  });

  it('leaves suggested fixes alone until their rule is named, and reports what remains', () => {
    const flaw = FLAW.replace('req.body.text', "`Help ${req.body.text}`, input: 'x'");
    p.write('a.ts', flaw);
    assert.equal(p.run('scan', '--fix').code, 1);
    assert.equal(p.read('a.ts'), flaw);
    p.run('scan', '--fix-suggested', 'prompt/untrusted-instructions');
    assert.notEqual(p.read('a.ts'), flaw);
    assert.equal(p.run('scan', '--rule', 'prompt/untrusted-instructions').code, 0);
  });

  it('imports a helper as the configuration of the project wants it, from any folder below', () => {
    p.write('package.json', '{}');
    p.write('tsconfig.json', '{ "compilerOptions": { "module": "NodeNext" } }');
    p.write('src/api/a.ts', FLAW.replace('req.body.text', "'x', input: req.body.text"));
    p.run('scan', '--fix-suggested', 'prompt/unfiltered-input');
    assert.match(p.read('src/api/a.ts'), /import \{ checkedPrompt \} from '\.\.\/ai\/openai-filter\.js';/);
  });

  it('keeps line ends, the byte order mark and the mode of a file', () => {
    p.write('a.ts', `\ufeff${CLEARTEXT.replaceAll('\n', '\r\n')}`);
    fs.chmodSync(path.join(p.root, 'a.ts'), 0o755);
    p.run('scan', '--fix');
    assert.equal(p.read('a.ts'), `\ufeff${FIXED.replaceAll('\n', '\r\n')}`);
    assert.equal(fs.statSync(path.join(p.root, 'a.ts')).mode & 0o777, 0o755);
  });

  it('leaves a file alone that may not be written, and says so', () => {
    p.write('a.ts', CLEARTEXT);
    fs.chmodSync(path.join(p.root, 'a.ts'), 0o444);
    const r = p.run('scan', '--fix');
    assert.deepEqual([r.code, r.err, p.read('a.ts')], [1, 'no fix to apply; left as they are, read-only: a.ts\n', CLEARTEXT]);
  });

  it('keeps to the files and rules that were asked for', () => {
    p.write('a/a.ts', CLEARTEXT);
    p.write('b/b.ts', CLEARTEXT);
    p.run('scan', 'a', '--fix');
    p.run('scan', 'b', '--fix', '--rule', 'access/hardcoded-key');
    assert.deepEqual([p.read('a/a.ts'), p.read('b/b.ts')], [FIXED, CLEARTEXT]);
  });
});
