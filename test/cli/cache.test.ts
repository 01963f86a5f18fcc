import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { lowerFile } from '../../server/analysis/facts/lower';
import { parse } from '../../server/analysis/syntax/parse';
import { factsCache } from '../../server/host/factsCache';
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
