import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { lowerFile } from '../../server/analysis/facts/lower';
import { parse } from '../../server/analysis/syntax/parse';
import { factsCache } from '../../server/host/factsCache';
import { resolutionHost } from '../../server/host/resolution';
import { scanMemory } from '../../server/host/scanMemory';
import { CLI, FLAW, type Place, place } from './run';

describe('the cache of facts', () => {
  let p: Place;
  const scan = (...args: string[]): { facts: number; out: string } => {
    const r = p.run('scan', '--stats', '--format', 'json', '--cache-dir', 'kept', ...args);
    return { facts: (JSON.parse(r.err) as { computed: { facts: number } }).computed.facts, out: r.out };
  };
  const entries = (): string[] =>
    (fs.readdirSync(path.join(p.root, 'kept'), { recursive: true }) as string[])
      .map((f) => path.join(p.root, 'kept', f))
      .filter((f) => fs.statSync(f).isFile() && !f.endsWith('pruned'));
  beforeEach(() => {
    p = place();
    p.write('a.ts', FLAW);
    p.write('b.ts', "import 'openai';\n" + 'export class B { constructor(readonly toString: string) {} }\n');
  });
  afterEach(() => p.done());

  it('spares what did not change, and answers the same', () => {
    const cold = scan();
    assert.deepEqual(scan(), { ...cold, facts: 0 });
    p.write('b.ts', "import 'openai';\nexport const b = 1;\n");
    assert.equal(scan().facts, 1);
    assert.equal(scan('--no-cache').facts, 2);
  });

  it('is not believed when it is cut short, foreign or changed', () => {
    const cold = scan();
    for (const spoil of [(b: Buffer) => b.subarray(0, b.length >> 1), () => Buffer.from('{}'), () => Buffer.alloc(0), (b: Buffer) => (b.writeUInt8(b[40]! ^ 1, 40), b)]) {
      for (const f of entries()) fs.writeFileSync(f, spoil(fs.readFileSync(f)));
      assert.deepEqual(scan(), cold);
    }
    assert.equal(scan().facts, 0);
  });

  it('is not read where another version, another build or another file has written it', () => {
    const cache = (build: string): ReturnType<typeof factsCache> => factsCache(p.root, build, path.join(p.root, 'kept'));
    const facts = lowerFile(parse('a.ts', FLAW));
    cache('one').set(FLAW, facts);
    assert.equal(cache('one').get(FLAW, 'a.ts')?.path, 'a.ts');
    assert.equal(cache('two').get(FLAW, 'a.ts'), undefined);
    const [entry] = entries();
    cache('one').set(FLAW, { ...facts, path: 'b.ts' });
    const other = entries().find((f) => f !== entry)!;
    fs.copyFileSync(other, entry!);
    assert.equal(cache('one').get(FLAW, 'a.ts'), undefined);
    cache('one').set(FLAW, { ...facts, version: facts.version + 1 });
    assert.equal(cache('one').get(FLAW, 'a.ts'), undefined);
  });

  it('is not needed: a folder that cannot be written is left alone', () => {
    p.write('kept', 'a file');
    assert.equal(scan().facts, 2);
  });

  it('may be shared by processes that run at the same time', async () => {
    const run = (): Promise<string> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [CLI, 'scan', '--format', 'json', '--cache-dir', 'kept'], { cwd: p.root });
        let out = '';
        child.stdout.on('data', (d: Buffer) => (out += d.toString()));
        child.on('close', () => resolve(out));
      });
    const outs = await Promise.all([run(), run(), run()]);
    assert.equal(new Set(outs).size, 1);
    assert.deepEqual(scan(), { out: outs[0]!, facts: 0 });
    assert.ok(entries().every((f) => !f.endsWith('.tmp')));
  });
});

describe('the memory of scans', () => {
  const app: Record<string, string> = {
    'package.json': '{ "dependencies": { "ai": "^6.0.0" } }',
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
    'lib/filter.ts':
      "import OpenAI from 'openai';\nexport const check = async (text: string): Promise<void> => {\n  const { results } = await new OpenAI().moderations.create({ input: text });\n  if (results[0]!.flagged) throw new Error('no');\n};\n",
    'app.ts':
      "import express from 'express';\nimport OpenAI from 'openai';\nimport { check } from '@/filter';\nimport { twice } from './missing';\nexpress().post('/ask', async (req, res) => {\n  await check(req.body.text);\n  const a = await new OpenAI().chat.completions.create({ model: 'm', messages: [{ role: 'user', content: req.body.text }] });\n  res.json(twice(a));\n});\n",
  };
  let p: Place;
  beforeEach(() => {
    p = place();
    for (const [name, text] of Object.entries(app)) p.write(name, text);
  });
  afterEach(() => p.done());
  const scan = (...args: string[]): { rules: number; out: string } => {
    const r = p.run('scan', '--stats', '--cache-dir', 'kept', '--phase', 'advanced', ...args);
    return { rules: (JSON.parse(r.err) as { computed: { rules: number } }).computed.rules, out: r.out };
  };
  const untimed = (s: string): string => s.replace(/\d+(\.\d+)? (ms|s)\b|time="[\d.]+"/g, '');
  const known = (...args: string[]): boolean => scan(...args).rules === 0;

  for (const format of ['json', 'html', 'markdown', 'junit', 'gitlab', 'github'])
    it(`answers the same as ${format}`, () => {
      const first = scan('--format', format);
      const again = scan('--format', format);
      assert.ok(first.rules > 0 && again.rules === 0);
      assert.equal(untimed(again.out), untimed(first.out));
    });

  it('serves what does not ask the rules at all', () => {
    const workloads = (): string => p.run('workloads', '--cache-dir', 'kept', '--format', 'json').out;
    assert.equal(workloads(), workloads());
    assert.ok(workloads().includes('POST /ask'));
  });

  for (const [what, edit] of Object.entries<() => void>({
    'a text': () => p.write('lib/filter.ts', app['lib/filter.ts']!.replace('throw new', 'void new')),
    'a version that was asked for': () => p.write('package.json', '{ "dependencies": { "ai": "^7.0.0" } }'),
    'where an alias leads': () => p.write('tsconfig.json', '{ "compilerOptions": { "paths": { "@/*": ["./other/*"] } } }'),
    'a configuration': () => p.write('locksmith.config.json', '{ "rules": { "operations/*": "off" } }'),
    'a module that was not there': () => p.write('missing.ts', 'export const twice = (x: unknown) => [x, x];\n'),
    'a package that was not installed': () => p.write('node_modules/missing/package.json', '{ "name": "missing" }'),
  }))
    it(`ends with ${what}`, () => {
      assert.ok(!known());
      assert.ok(known());
      edit();
      if (what !== 'a package that was not installed') assert.ok(!known());
      const fresh = scan('--no-cache').out;
      assert.equal(untimed(scan().out), untimed(fresh));
    });

  it('is one for each way to ask', () => {
    assert.ok(!known());
    assert.ok(!known('--min-confidence', 'low'));
    assert.ok(!known('--severity', 'prompt/unfiltered-input=error'));
    assert.ok(known());
    assert.ok(known('--rule', 'prompt/unfiltered-input'), 'what is shown is chosen afterwards');
  });

  it('is not read where other code has answered', () => {
    const kept = path.join(p.root, 'kept');
    const memory = (build: string): ReturnType<typeof scanMemory> => scanMemory(p.root, build, kept);
    const what = { configs: [], texts: new Map([['a.ts', 'a']]) };
    const result = { findings: [], workloads: [], problems: [], stats: { files: 1, skipped: {}, workloads: 0, cut: 0, time: {}, computed: { facts: 1, summaries: 1, rules: 1 } } };
    const host = resolutionHost(p.root);
    host.fileExists('b.ts');
    memory('one').keep(what, host, result);
    assert.equal(memory('one').recall(what, resolutionHost(p.root))?.stats.files, 1);
    assert.equal(memory('two').recall(what, resolutionHost(p.root)), undefined);
    p.write('b.ts', '');
    assert.equal(memory('one').recall(what, resolutionHost(p.root)), undefined);
  });
});
