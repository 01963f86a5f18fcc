import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Log } from 'sarif';
import { FLAW, type Place, place } from './run';

const ASK = `import OpenAI from 'openai';
const openai = new OpenAI();
export const ask = (text: string) => openai.responses.create({ model: 'm', instructions: text, input: 'x' });
`;
const APP = `import express from 'express';
import { ask } from './ask';
const app = express();
app.post('/x', async (req, res) => { if (!req.user) return res.sendStatus(401); res.json(await ask(req.body.text)); });
`;

describe('what a scan reports', () => {
  let p: Place;
  const files = (...args: string[]): string[] =>
    (JSON.parse(p.run('scan', '--format', 'json', ...args).out) as { findings: { place: { path: string } }[] }).findings.map((f) => f.place.path);
  const git = (...args: string[]): void => void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: p.root, stdio: 'pipe' });
  beforeEach(() => (p = place()));
  afterEach(() => p.done());

  it('judges a file with the package around it', () => {
    p.write('package.json', '{}');
    p.write('src/ask.ts', ASK);
    p.write('src/app.ts', APP);
    assert.deepEqual(files('src/ask.ts'), ['src/ask.ts']);
    assert.deepEqual(files('src/app.ts'), []);
  });

  it('reads the configuration above the folder that is asked for', () => {
    p.write('locksmith.config.json', '{ "rules": { "prompt/*": "off" } }');
    p.write('src/a.ts', FLAW);
    assert.deepEqual(files('src'), []);
  });

  it('takes a folder from anywhere', () => {
    const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-elsewhere-'));
    fs.writeFileSync(path.join(elsewhere, 'a.ts'), FLAW);
    assert.deepEqual(files(elsewhere), ['a.ts']);
    assert.deepEqual(files(path.join(elsewhere, 'a.ts')), ['a.ts']);
    fs.rmSync(elsewhere, { recursive: true });
  });

  it('keeps to what changed: a mark, or a step on the way to it', () => {
    git('init', '-q');
    p.write('ask.ts', ASK);
    p.write('app.ts', APP.replace('req.body.text', "'fixed'"));
    p.write('old.ts', FLAW);
    git('add', '.');
    git('commit', '-qm', 'one');
    assert.deepEqual(files('--changed'), []);
    p.write('app.ts', APP);
    assert.deepEqual(files('--changed'), ['ask.ts']);
    p.write('new.ts', FLAW);
    assert.deepEqual(files('--changed', 'HEAD'), ['ask.ts', 'new.ts']);
    assert.match(p.run('scan', '--changed', 'nowhere').err, /^locksmith: `--changed` could not ask git: /);
  });

  it('falls into shards that join again', () => {
    for (const f of ['a', 'b', 'c', 'd']) p.write(`${f}.ts`, FLAW);
    const parts = [1, 2, 3].map((i) => files('--shard', `${i}/3`));
    assert.deepEqual(parts.flat().sort(), ['a.ts', 'b.ts', 'c.ts', 'd.ts']);
    for (const i of [1, 2, 3]) p.run('scan', '--shard', `${i}/3`, '--format', `sarif=${i}.sarif`);
    const merged = JSON.parse(p.run('merge-sarif', '1.sarif', '2.sarif', '3.sarif').out) as Log;
    const whole = JSON.parse(p.run('scan', '--format', 'sarif').out) as Log;
    assert.deepEqual(merged.runs[0]!.results, whole.runs[0]!.results);
    assert.deepEqual([p.run('scan', '--shard', '4/3').code, p.run('merge-sarif', 'a.ts').code], [2, 2]);
  });

  it('counts warnings', () => {
    p.write('a.ts', FLAW);
    const level = ['--severity', 'prompt/untrusted-instructions=warning', '--fail-on', 'error'];
    assert.equal(p.run('scan', ...level, '--max-warnings', '1').code, 0);
    assert.equal(p.run('scan', ...level, '--max-warnings', '0').code, 1);
    assert.equal(p.run('scan', '--max-warnings', 'many').code, 2);
  });

  it('forgives as many findings as the baseline holds', () => {
    p.write('a.ts', FLAW);
    p.run('scan', '--baseline', 'b.json', '--update-baseline');
    p.write('c.ts', FLAW);
    assert.deepEqual(files('--baseline', 'b.json'), ['c.ts']);
    assert.equal(p.run('scan', '--update-baseline').code, 2);
  });
});

describe('the small commands', () => {
  let p: Place;
  beforeEach(() => (p = place()));
  afterEach(() => p.done());

  it('write a configuration that is valid, once', () => {
    assert.equal(p.run('init').code, 0);
    assert.equal(p.run('scan').code, 0);
    assert.equal(p.run('init').code, 2);
  });
  it('list the rules and explain one', () => {
    assert.match(p.run('rules').out, /^prompt\/untrusted-instructions +error/m);
    assert.match(p.run('explain', 'prompt/untrusted-instructions').out, /^# /);
    assert.equal(p.run('explain', 'no/such').code, 2);
    assert.equal(p.run('frobnicate').code, 2);
  });
});
