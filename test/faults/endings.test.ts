/** However a run ends, no file is half written, and the next run answers as if nothing had been. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLEARTEXT, FLAW } from '../cli/run';
import { type FaultyPlace, faultyPlace } from './faulty';

const SERVER = path.join(__dirname, '../../dist/server.js');
const ended = (c: ChildProcess): Promise<number | string | null> => new Promise((resolve) => c.once('exit', (code, signal) => resolve(code ?? signal)));

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let n = 0; !holds(); n++) {
    assert.ok(n < 3000, what);
    await sleep(10);
  }
}

describe('a run that is ended', () => {
  let p: FaultyPlace;
  beforeEach(() => {
    p = faultyPlace();
    for (let n = 0; n < 12; n++) p.write(`f${n}.ts`, n % 2 === 0 ? FLAW : CLEARTEXT);
  });
  afterEach(() => p.done());

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`by ${signal} in the middle of a write finishes that file, and leaves nothing beside it`, async () => {
      const child = p.start({ slow: 'report' }, 'scan', '--no-cache', '--format', 'sarif=report.sarif', '--format', 'html=report.html', '--quiet');
      const end = ended(child);
      await until('nothing is written', () => fs.existsSync(path.join(p.root, 'report.writing')));
      assert.deepEqual(p.files().filter((f) => f.startsWith('report.sarif')).length, 1);
      child.kill(signal);
      // The signal is heard before the write goes on; a run that minds it waits for that at most two seconds.
      await sleep(200);
      p.write('report.on', '');
      assert.equal(await end, code);
      const written = p.files().filter((f) => f.startsWith('report.') && !/\.(writing|on)$/.test(f));
      assert.ok(
        written.every((f) => f === 'report.sarif' || f === 'report.html'),
        written.join(),
      );
      assert.doesNotThrow(() => JSON.parse(p.read('report.sarif')) as unknown);
      if (written.includes('report.html')) assert.match(p.read('report.html'), /<\/html>\n$/);
    });
  }

  it('at any time, by force, leaves reports whole and a cache that answers the same', async function () {
    this.timeout(300_000);
    const started = performance.now();
    const undisturbed = p.run('scan', '--no-cache', '--format', 'json');
    const whole = performance.now() - started;
    for (const share of [0.3, 0.5, 0.7, 0.9]) {
      const child = p.start({}, 'scan', '--cache-dir', 'kept', '--format', 'json=report.json', '--baseline', 'baseline.json', '--update-baseline');
      const end = ended(child);
      await sleep(share * whole);
      child.kill('SIGKILL');
      await end;
      for (const f of ['report.json', 'baseline.json']) if (fs.existsSync(path.join(p.root, f))) assert.doesNotThrow(() => JSON.parse(p.read(f)) as unknown, f);
      const next = p.run('scan', '--cache-dir', 'kept', '--format', 'json');
      assert.deepEqual([next.out, next.code], [undisturbed.out, undisturbed.code]);
    }
  });
});

describe('a language server', () => {
  /** A client that says hello, in a process of its own, and then only lives. */
  const message = (m: object): string => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...m });
    return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  const hello = (processId: number): string => message({ id: 1, method: 'initialize', params: { processId, rootUri: null, capabilities: {} } });
  const greeted = (server: ChildProcess): Promise<void> => new Promise((resolve) => server.stdout!.once('data', () => resolve()));

  it('ends where its client closes the stream', async () => {
    const server = spawn(process.execPath, [SERVER, '--stdio']);
    const end = ended(server);
    server.stdin.write(hello(process.pid));
    await greeted(server);
    server.stdin.end();
    assert.equal(await end, 1);
  });

  it('ends where the process of its client is no more, although somebody holds the stream open', async function () {
    this.timeout(60_000);
    const client = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const server = spawn(process.execPath, [SERVER, '--stdio']);
    const end = ended(server);
    server.stdin.write(hello(client.pid!));
    await greeted(server);
    client.kill('SIGKILL');
    assert.equal(await end, 1);
  });

  it('ends by a signal', async () => {
    const server = spawn(process.execPath, [SERVER, '--stdio']);
    const end = ended(server);
    server.stdin.write(hello(process.pid));
    await greeted(server);
    server.kill('SIGTERM');
    assert.equal(await end, 1);
  });
});
