import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Log } from 'sarif';
import { CLI, FLAW, type Place, place } from './run';

describe('the command line', () => {
  let p: Place;
  let root: string;
  const write: Place['write'] = (...args) => p.write(...args);
  const run: Place['run'] = (...args) => p.run(...args);
  beforeEach(() => {
    p = place();
    root = p.root;
  });
  afterEach(() => p.done());

  it('exits 0 where nothing is found, and says what it looked at', () => {
    write('a.ts', 'export const a = 1;\n');
    const r = run('scan');
    assert.equal(r.code, 0);
    assert.match(r.out, /^0 errors, 0 warnings, 0 information · 1 file · /);
  });

  it('exits 1 on findings; shows line, mark, message and path; is plain when piped', () => {
    write('a.ts', FLAW);
    const r = run('scan');
    assert.equal(r.code, 1);
    assert.match(r.out, /^error prompt\/untrusted-instructions {2}a\.ts:6:61\n/);
    assert.ok(r.out.includes(`6 │   await openai.responses.create({ model: 'm', instructions: req.body.text });\n  │ ${' '.repeat(60)}${'^'.repeat(13)}\n`));
    assert.match(r.out, /path 1\. a\.ts:6:61 {2}req\.body {2}read from the request body/);
    assert.ok(!r.out.includes('\u001b'));
  });

  it('shows a long line around its mark, says what it left out of a step, and speaks of functions that have no name', () => {
    const asked = `await openai.responses.create({ model: 'm', input: 'x', instructions: [req.body.text].map((t) => t + '${'b'.repeat(300)}').join() });`;
    write('a.ts', FLAW.replace(/await .*/, `const a = '${'a'.repeat(300)}'; ${asked}`));
    write('b.d.ts', 'export {};\n');
    write('c.d.ts', 'export {};\n');
    const { out } = run('scan');
    const [, shown, mark] = /\n6 │ (.*)\n {2}│ (.*)\n/.exec(out)!;
    assert.ok(shown!.length === 180 && shown!.startsWith('…') && shown!.endsWith('bbb…'), shown);
    assert.equal(shown!.indexOf('[req.body.text]'), mark!.indexOf('^'));
    assert.ok(mark!.length === 180);
    assert.match(out, /\[req\.body\.text\]\.map\(\(t\) => t \+ 'b+… {2}/);
    assert.match(out, /passed to a function as `t`/);
    assert.match(out, / · 1 file \(left out: 2 declaration files\) · /);
  });

  it('exits 2 with one sentence on wrong usage', () => {
    assert.deepEqual(run('scan', 'nowhere'), { code: 2, out: '', err: 'locksmith: there is no file or folder `nowhere`\n' });
    assert.deepEqual(run('scan', '--format', 'pdf').code, 2);
    assert.deepEqual(run('scan', '--rule', 'no/such'), { code: 2, out: '', err: 'locksmith: there is no rule `no/such`; `locksmith rules` lists them\n' });
  });

  it('exits 2 on a broken configuration, and still reports the rest', () => {
    write('a.ts', FLAW);
    write('locksmith.config.json', '{ "phase": "soon",\n "locks": { "auth": ["guard.ts"] } }');
    const r = run('scan');
    assert.equal(r.code, 2);
    assert.match(r.err, /^locksmith\.config\.json:1:12: `phase` must be one of foundational, enhanced, advanced$/m);
    assert.match(r.err, /^locksmith\.config\.json:2:22: a lock is named as module#export$/m);
    assert.match(r.out, /prompt\/untrusted-instructions/);
  });

  it('exits 3 where a file could not be analysed, names it, and still reports the rest', () => {
    write('b.ts', Buffer.from([0xff, 0xfe, 0x00, 0x01]));
    write('a.ts', 'export {};\n');
    const r = run('scan');
    assert.equal(r.code, 3);
    assert.match(r.out, /b\.ts: left out: it is binary/);
  });

  it('reads empty files and broken syntax', () => {
    write('empty.ts', '');
    write('a.ts', FLAW.slice(0, FLAW.lastIndexOf('}')));
    assert.equal(run('scan').code, 1);
  });

  it('follows .gitignore, and leaves out what is not source', () => {
    write('.gitignore', 'generated/\n');
    write('generated/a.ts', FLAW);
    write('node_modules/x/a.ts', FLAW);
    write('a.d.ts', FLAW);
    write('b.min.js', FLAW);
    write('c.ts', 'export {};\n');
    const r = run('scan');
    assert.match(r.out, /1 file \(left out: 1 declaration file, 1 minified\)/);
  });

  it('takes a suppression with a reason, and reports one without or of nothing', () => {
    const suppressed = (comment: string): string => FLAW.replace('  await', `  ${comment}\n  await`);
    write('a.ts', suppressed('// locksmith-ignore-next-line prompt/untrusted-instructions -- an internal tool'));
    assert.equal(run('scan').code, 0);
    write('a.ts', suppressed('// locksmith-ignore-next-line prompt/untrusted-instructions'));
    assert.match(run('scan').out, /suppression\/invalid.*\n[\s\S]*This suppression gives no reason\.[\s\S]*prompt\/untrusted-instructions/);
    write('a.ts', suppressed('// locksmith-ignore-next-line prompt/secret-in-prompt -- none here'));
    assert.match(run('scan').out, /Nothing here is reported by `prompt\/secret-in-prompt`\./);
  });

  it('keeps to levels, confidence and thresholds', () => {
    write('a.ts', FLAW);
    assert.equal(run('scan', '--fail-on', 'never').code, 0);
    assert.equal(run('scan', '--severity', 'prompt/untrusted-instructions=information').code, 0);
    assert.equal(run('scan', '--severity', 'prompt/untrusted-instructions=off').out.includes('prompt/'), false);
    assert.equal(run('scan', '--rule', 'prompt/unfiltered-input').code, 0);
  });

  it('knows a baseline again although lines have moved', () => {
    write('a.ts', FLAW);
    assert.equal(run('scan', '--baseline', 'base.json', '--update-baseline').code, 0);
    assert.equal(run('scan', '--baseline', 'base.json').code, 0);
    write('a.ts', `// a new first line\n\n${FLAW}`);
    assert.equal(run('scan', '--baseline', 'base.json').code, 0);
  });

  it('writes SARIF with rules, code flows and fingerprints', () => {
    write('src/a.ts', FLAW);
    run('scan', 'src', '--format', 'sarif=out.sarif');
    const log = JSON.parse(fs.readFileSync(path.join(root, 'out.sarif'), 'utf8')) as Log;
    const [result] = log.runs[0]!.results!;
    assert.equal(log.version, '2.1.0');
    assert.equal(result!.ruleId, 'prompt/untrusted-instructions');
    assert.deepEqual(result!.locations![0]!.physicalLocation, {
      artifactLocation: { uri: 'src/a.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 6, startColumn: 61, endLine: 6, endColumn: 74 },
    });
    assert.equal(result!.codeFlows![0]!.threadFlows[0]!.locations[0]!.location!.message!.text, 'read from the request body');
    assert.match(result!.partialFingerprints!['locksmith/v1']!, /^\w{11,}$/);
    const rule = log.runs[0]!.tool.driver.rules![result!.ruleIndex!]!;
    assert.deepEqual((rule.properties!['tags'] as string[]).slice(0, 4), ['security', 'owasp-llm-2026-01', 'owasp-llm-2025-01', 'external/cwe/cwe-1427']);
  });

  it('is coloured in a terminal alone, and plain there too where somebody asks for that', function () {
    if (process.platform !== 'linux' || spawnSync('script', ['--version']).status !== 0) this.skip();
    write('a.ts', FLAW);
    // `script` gives its command a terminal of its own.
    const shown = (env: NodeJS.ProcessEnv): string =>
      spawnSync('script', ['-qec', `"${process.execPath}" "${CLI}" scan --no-cache`, '/dev/null'], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: undefined, ...env },
      }).stdout;
    const coloured = shown({});
    assert.ok(coloured.includes('\u001b[31merror\u001b[0m \u001b[1mprompt/untrusted-instructions\u001b[0m  a.ts:6:61'), coloured);
    const plain = shown({ NO_COLOR: '1' });
    assert.match(plain, /error prompt\/untrusted-instructions {2}a\.ts:6:61/);
    assert.doesNotMatch(plain, /\u001b\[\d+m/);
  });

  it('keeps control characters of a file from the terminal', () => {
    write('a.ts', FLAW.replace('await', "'\u001b[2J'; await"));
    assert.ok(!run('scan').out.includes('\u001b'));
  });

  it('runs nothing of the workspace', () => {
    const marker = path.join(root, 'ran');
    const bomb = `require('fs').writeFileSync(${JSON.stringify(marker)}, '')`;
    write('locksmith.config.js', bomb);
    write('eslint.config.js', bomb);
    write('package.json', JSON.stringify({ scripts: { preinstall: `touch ${marker}` } }));
    write('tsconfig.json', '{ "extends": ["../../../../etc/passwd", "https://example.com/x.json", "./missing.json"] }');
    write('a.ts', FLAW);
    assert.equal(run('scan').code, 1);
    assert.equal(fs.existsSync(marker), false);
  });
});
