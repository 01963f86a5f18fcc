/** A file that takes more memory than there is, seen from the command line and from an editor. */
import assert from 'node:assert/strict';
import { scan } from '../../server/cli/scan';
import { CLEARTEXT, place, type Place } from '../cli/run';
import { start } from '../lsp/client';
import type { Status } from '../../server/lsp/protocol';
import type { DocumentDiagnosticReport } from 'vscode-languageserver-protocol';

const LINE = 'export const v = [1, 2, 3, 4, 5, 6, 7, 8].map((x) => ({ a: x, b: [x, x] }));\n';
const BIG = `import 'openai';\n${LINE.repeat(12_000)}`;

describe('a file that takes too much', () => {
  let p: Place;
  beforeEach(() => {
    p = place();
    p.write('big.ts', BIG);
    p.write('ok.ts', CLEARTEXT);
  });
  afterEach(() => p.done());

  it('costs the command line that file, which is named; the rest is reported', function () {
    this.timeout(180_000);
    const { code, out, err } = p.run('scan', '--max-memory', '64');
    assert.match(out, /error network\/cleartext-endpoint {2}ok\.ts:2:41/);
    assert.match(out, /big\.ts: set aside: memory ran out at 64 MB/);
    assert.equal(code, 1, err);
    p.write('ok.ts', 'export {};\n');
    assert.equal(p.run('scan', '--max-memory', '64').code, 3);
  });

  it('costs the editor that file, and its connection nothing', async function () {
    this.timeout(180_000);
    const server = await start({ textDocument: { diagnostic: {} } }, {}, { files: { 'big.ts': BIG, 'ok.ts': CLEARTEXT }, maxMemory: 64 });
    const ready = new Promise<Status>((resolve) => server.connection.onNotification('locksmith/status', (s: Status) => void (s.state === 'ready' && resolve(s))));
    const textDocument = { uri: server.uri('ok.ts') };
    await server.connection.sendNotification('textDocument/didOpen', { textDocument: { ...textDocument, languageId: 'typescript', version: 1, text: `\n${CLEARTEXT}` } });
    const r = await server.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument });
    assert.deepEqual(r.kind === 'full' && r.items.map((d) => [d.code, d.range.start.line]), [['network/cleartext-endpoint', 2]]);
    assert.deepEqual((await ready).setAside, ['big.ts']);
    await server.stop();
  });
});

describe('with a worker or without', () => {
  it('the command line writes the same bytes', () => {
    const p = place();
    const before = process.cwd();
    const { write } = process.stdout;
    let here = '';
    try {
      p.write('ok.ts', CLEARTEXT);
      process.chdir(p.root);
      process.stdout.write = (text: string | Uint8Array): boolean => ((here += String(text)), true);
      scan([], { format: ['sarif'], rule: [], severity: [], failOn: 'never', fixSuggested: [], cache: false, quiet: true });
    } finally {
      process.stdout.write = write;
      process.chdir(before);
    }
    assert.equal(p.run('scan', '--format', 'sarif').out, here);
    p.done();
  });
});
