import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { beaconWriter, newBeacon, readBeacon } from '../../server/host/beacon';
import { type Death, guard } from '../../server/host/guard';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-worker-'));
const script = path.join(folder, 'busy.js');
before(() => void buildSync({ entryPoints: [path.join(__dirname, 'busy.ts')], outfile: script, bundle: true, platform: 'node', format: 'cjs' }));
after(() => fs.rmSync(folder, { recursive: true }));

const run = (what: string, maxMemory?: number, deadline = 500): Promise<{ death?: Death; messages: unknown[] }> =>
  new Promise((resolve) => {
    const messages: unknown[] = [];
    guard({
      script,
      data: { face: 'cli', setAside: [], argv: [what] },
      maxMemory,
      deadline,
      onMessage: (m) => messages.push(m),
      onDeath: (death) => resolve({ death, messages }),
      onEnd: () => resolve({ messages }),
    });
  });

describe('a worker under guard', () => {
  it('says what it has to say, and ends', async () => assert.deepEqual(await run('ends'), { messages: ['began'] }));

  it('fails at a file, which is named', async () => {
    const { death, messages } = await run('fails');
    assert.deepEqual(messages, ['began']);
    assert.deepEqual(death, { file: '/w/bad.ts', why: 'analysis failed: no', outOfMemory: false });
  });

  it('is ended where a file keeps it for too long', async () => {
    const { death } = await run('runs');
    assert.deepEqual([death!.file, death!.outOfMemory], ['/w/bad.ts', false]);
    assert.match(death!.why, /^it took more than \d+ s$/);
  });

  it('is left alone where it pauses, however much it does in all', async () => assert.equal((await run('pauses')).death, undefined));

  it('has more time for what is no file in particular', async () => assert.deepEqual(await run('concludes'), { messages: ['began', 'concluded'] }));

  it('keeps to its memory', async () => {
    const { death } = await run('fills', 64, 60_000);
    assert.deepEqual(death, { file: '/w/bad.ts', why: 'memory ran out at 64 MB', outOfMemory: true });
  });
});

describe('the beacon', () => {
  it('shows the last name, whatever its length', () => {
    const shared = newBeacon();
    assert.equal(readBeacon(shared), '');
    const at = beaconWriter(shared);
    for (const name of ['/w/a.ts', '/w/ä/🔑.ts', '', `/w/${'x'.repeat(9000)}`, '/w/b.ts']) {
      at(name);
      assert.equal(readBeacon(shared), name.slice(0, 4096 - 8));
    }
  });
});
