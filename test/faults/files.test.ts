/** Files that cannot be read, that lead in circles, that are alike, or that change under our hands. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CLEARTEXT, FLAW } from '../cli/run';
import { type FaultyPlace, faultyPlace, names, parsed } from './faulty';

describe('files of all kinds', () => {
  let p: FaultyPlace;
  beforeEach(() => {
    p = faultyPlace();
    p.write('src/a.ts', FLAW);
    p.write('src/b.ts', CLEARTEXT);
  });
  afterEach(() => p.done());
  const scan = (): string[] => names(parsed(p.run('scan', '--no-cache', '--format', 'json').out));

  it('that may not be read are named, folders are counted, and the rest is reported', () => {
    p.write('shut/c.ts', FLAW);
    const { out, code } = p.with({ refuse: { shut: 'EACCES', 'src/a.ts': 'EACCES' } }, 'scan', '--no-cache');
    assert.match(out, /network\/cleartext-endpoint {2}src\/b\.ts:2/);
    assert.match(out, /left out: 1 unreadable folder/);
    assert.match(out, /src\/a\.ts: left out: it could not be read/);
    assert.doesNotMatch(out, /error \S+ {2}src\/a\.ts/);
    assert.equal(code, 1);
  });

  it('that may not even be looked at cost nothing else', () => {
    const { out, err } = p.with(
      { refuse: { 'src/b.ts': 'EIO', 'package.json': 'EIO', 'tsconfig.json': 'EIO', '.gitignore': 'EIO', 'locksmith.config.json': 'EIO' } },
      'scan',
      '--no-cache',
    );
    assert.match(out, /src\/b\.ts: left out: it could not be read/, err);
    assert.match(out, /error prompt\/untrusted-instructions {2}src\/a\.ts/);
  });

  it('that are links in circles are not followed, nor those that lead out', () => {
    const before = scan();
    const outside = fs.mkdtempSync(path.join(p.root, '..', 'locksmith-outside-'));
    try {
      fs.writeFileSync(path.join(outside, 'out.ts'), FLAW);
      fs.symlinkSync('.', path.join(p.root, 'src/loop'));
      fs.symlinkSync('..', path.join(p.root, 'src/up'));
      fs.symlinkSync('itself', path.join(p.root, 'itself'));
      fs.symlinkSync('two.ts', path.join(p.root, 'one.ts'));
      fs.symlinkSync('one.ts', path.join(p.root, 'two.ts'));
      fs.symlinkSync('gone.ts', path.join(p.root, 'dangling.ts'));
      fs.symlinkSync(outside, path.join(p.root, 'outside'));
      fs.symlinkSync(path.join(outside, 'out.ts'), path.join(p.root, 'out.ts'));
      p.write('src/d.ts', "import './loop/loop/loop/a';\nimport './up/src/up/src/b';\nimport '../itself';\nimport '../one';\nimport '../outside/out';\n");
      assert.deepEqual(scan(), before);
    } finally {
      fs.rmSync(outside, { recursive: true });
    }
  });

  it('whose names differ in case alone are two files', function () {
    p.write('src/A.ts', CLEARTEXT);
    if (fs.readdirSync(path.join(p.root, 'src')).length < 3) this.skip();
    p.write('src/use.ts', "import './a';\nimport './A';\n");
    const one = scan();
    assert.ok(one.some((f) => f.includes('src/A.ts')) && one.some((f) => f.includes('src/a.ts')));
    assert.deepEqual(scan(), one);
  });

  it('that change while they are analysed are reported as they were read', () => {
    const before = p.run('scan', '--no-cache').out.replace(/\d+\.\d s/, '');
    const after = p.with({ after: { 'src/a.ts': { write: `\n\n${FLAW}` }, 'src/b.ts': { remove: 'src/b.ts' } } }, 'scan', '--no-cache');
    assert.equal(after.out.replace(/\d+\.\d s/, ''), before);
  });

  it('that go away before they are read are named', () => {
    const { out, code } = p.with({ after: { 'src/a.ts': { remove: 'src/b.ts' } } }, 'scan', '--no-cache', '--format', 'json');
    const { findings, problems } = parsed(out);
    assert.deepEqual(
      problems.map((x) => [x.path, x.message]),
      [['src/b.ts', 'left out: it is gone']],
    );
    assert.ok(findings.length > 0 && findings.every((f) => f.place.path === 'src/a.ts'));
    assert.equal(code, 1);
  });

  it('that somebody else writes are not overwritten by a fix', () => {
    p.write('src/c.ts', CLEARTEXT);
    const theirs = `// mine\n${CLEARTEXT}`;
    const { err } = p.with({ after: { 'src/b.ts': { write: theirs } } }, 'scan', '--no-cache', '--fix', '--rule', 'network/cleartext-endpoint');
    assert.match(err, /left as they are, changed meanwhile: src\/b\.ts/);
    assert.equal(p.read('src/b.ts'), theirs);
    assert.match(p.read('src/c.ts'), /https:/);
  });
});
