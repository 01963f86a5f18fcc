/** What happens to a workspace in a bad hour: it is huge, it goes away, two windows are open on it, somebody loses patience. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { CancellationToken, CancellationTokenSource, type DocumentDiagnosticReport, type WorkspaceDiagnosticReport } from 'vscode-languageserver-protocol';
import { FILES, PULL, type Started, start } from './client';

interface Summary {
  files: number;
  findings: { error: number };
  setAside: string[];
}

const TRIES = 40;

/** A file that takes a moment: each function of it asks a model. */
const slow = (n: number): string =>
  `import { openai } from './llm';\n${Array.from({ length: 20 }, (_, i) => `export const ask${n}_${i} = (text: string) => openai.responses.create({ model: 'm', input: text.slice(${i}) });\n`).join('')}`;

const found = async (server: Started, file: string): Promise<unknown[]> => {
  const r = await server.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri: server.uri(file) } });
  return r.kind === 'full' ? r.items.map((d) => d.code) : [];
};
const scan = (server: Started, token = CancellationToken.None): Promise<Summary> =>
  server.connection.sendRequest<Summary>('workspace/executeCommand', { command: 'locksmith.scanWorkspace', arguments: [{}], workDoneToken: 't' }, token);
/** Resolves with the first message that counts files. */
const counting = (server: Started): Promise<string> =>
  new Promise((resolve) =>
    server.connection.onNotification(
      '$/progress',
      (p: { value: { message?: string } }) => void (/^[\d,]+ of [\d,]+ files$/.test(p.value.message ?? '') && resolve(p.value.message!)),
    ),
  );

describe('a workspace in a bad hour', function () {
  this.timeout(600_000);
  const temporary = (): string => fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-rough-')));

  it('goes away while it is scanned, and comes back', async () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`many${i}.ts`, slow(i)]));
    const server = await start(PULL, {}, { files: { ...FILES, ...many } });
    const counted = counting(server);
    const scanned = scan(server);
    await counted;
    for (const f of fs.readdirSync(server.root)) fs.rmSync(path.join(server.root, f), { recursive: true, force: true });
    await scanned;
    const gone = [...Object.keys(FILES), ...Object.keys(many)].map((f) => ({ uri: server.uri(f), type: 3 }));
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: gone });
    assert.equal((await scan(server)).findings.error, 0);
    for (const [f, text] of Object.entries(FILES)) fs.writeFileSync(path.join(server.root, f), text);
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: Object.keys(FILES).map((f) => ({ uri: server.uri(f), type: 1 })) });
    assert.deepEqual(await found(server, 'ask.ts'), ['prompt/untrusted-instructions']);
    await server.stop();
  });

  it('is open in two windows, which share a cache and find the same', async () => {
    const root = temporary();
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`many${i}.ts`, slow(i)]));
    for (const [f, text] of Object.entries({ ...FILES, ...many })) fs.writeFileSync(path.join(root, f), text);
    const env = { XDG_CACHE_HOME: path.join(root, 'node_modules/.cache') };
    const everything = async (s: Started): Promise<string> => {
      const r = await s.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
      return JSON.stringify(r.items.flatMap((i) => (i.kind === 'full' ? i.items.map((d) => [path.basename(i.uri), d.range, d.code]) : [])));
    };
    const both = await Promise.all([start(PULL, {}, { root, env }), start(PULL, {}, { root, env })]);
    const [one, two] = await Promise.all(both.map(everything));
    assert.equal(one, two);
    assert.match(one!, /prompt\/untrusted-instructions/);
    // One of them saves a file; the other is told by its own editor.
    fs.writeFileSync(path.join(root, 'app.ts'), FILES['app.ts']!.replace('req.body.text', "'fixed'"));
    const changes = [{ uri: both[0].uri('app.ts'), type: 2 }];
    for (const s of both) await s.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    const [after, too] = await Promise.all(both.map(everything));
    assert.equal(after, too);
    assert.doesNotMatch(after!, /prompt\/untrusted-instructions/);
    for (const s of both) await s.stop();
    // A third window reads what the two have left.
    const third = await start(PULL, {}, { root, env });
    assert.equal(await everything(third), after);
    await third.stop();
    fs.rmSync(root, { recursive: true });
  });

  it('has 50,000 files: they are counted, the scan can be cancelled within 10 ms, and the flaw is found', async () => {
    const root = temporary();
    for (const [f, text] of Object.entries(FILES)) fs.writeFileSync(path.join(root, f), text);
    for (let folder = 0; folder < 500; folder++) {
      fs.mkdirSync(path.join(root, `lib${folder}`));
      for (let i = 0; i < 100; i++) fs.writeFileSync(path.join(root, `lib${folder}/${i}.ts`), `export const x${i} = ${folder};\n`);
    }
    const server = await start(PULL, {}, { root });
    const waits: number[] = [];
    // The quickest of many: the machine may have more to do than this.
    for (let attempt = 0; attempt < TRIES && !(Math.min(...waits) < 10); attempt++) {
      const counted = counting(server);
      const cancel = new CancellationTokenSource();
      const scanned = scan(server, cancel.token).then(
        () => assert.fail('it ended before it was cancelled'),
        (error: { code: number }) => error.code,
      );
      assert.match(await counted, /^[\d,]+ of 50,003 files$/);
      const asked = performance.now();
      cancel.cancel();
      assert.equal(await scanned, -32800);
      waits.push(performance.now() - asked);
    }
    assert.ok(Math.min(...waits) < 10, `${waits.map(Math.round).join(', ')} ms`);
    const summary = await scan(server);
    assert.deepEqual([summary.files, summary.findings.error, summary.setAside], [50_003, 1, []]);
    assert.deepEqual(await found(server, 'ask.ts'), ['prompt/untrusted-instructions']);
    await server.stop();
    fs.rmSync(root, { recursive: true });
  });
});
