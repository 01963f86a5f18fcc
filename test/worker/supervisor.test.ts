/** The thread that stands before the language server's worker, with workers that do as they are told. */
import assert from 'node:assert/strict';
import { type Life, type Message, supervise } from '../../server/lsp/supervisor';

interface FakeWorker {
  life: Life;
  got: Message[];
}

function session(): {
  workers: FakeWorker[];
  sent: Message[];
  codes: number[];
  say(method: string, params?: unknown, id?: number): void;
  reply(m: Message): void;
  worker(): FakeWorker;
} {
  const workers: FakeWorker[] = [];
  const sent: Message[] = [];
  const codes: number[] = [];
  const fromClient = supervise({
    toClient: (m) => void sent.push(m),
    exit: (code) => void codes.push(code),
    start(life) {
      const w: FakeWorker = { life, got: [] };
      workers.push(w);
      return { post: (m) => void w.got.push(m as Message), stop: () => undefined };
    },
  });
  return {
    workers,
    sent,
    codes,
    say: (method, params, id) => fromClient({ jsonrpc: '2.0', method, params, ...(id === undefined ? {} : { id }) }),
    reply: fromClient,
    worker: () => workers.at(-1)!,
  };
}

const uri = 'file:///w/a.ts';
const at = (line: number): object => ({ start: { line, character: 0 }, end: { line, character: 0 } });

/** A session that is greeted, with one document that was edited. */
function greeted(): ReturnType<typeof session> {
  const s = session();
  s.say('initialize', { workspaceFolders: [{ uri: 'file:///w', name: 'w' }], initializationOptions: { maxMemory: 200 } }, 1);
  s.worker().life.onMessage({ jsonrpc: '2.0', id: 1, result: { capabilities: {} } });
  s.say('initialized', {});
  s.say('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text: 'a\nb\n' } });
  s.say('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ range: at(1), text: 'c' }] });
  return s;
}
const death = { file: '/w/bad.ts', why: 'it took more than 20 s', outOfMemory: false };

describe('between the client and the worker', () => {
  it('passes messages on, and the memory that the client allows', () => {
    const s = greeted();
    assert.equal(s.worker().life.maxMemory, 200);
    assert.deepEqual(
      s.worker().got.map((m) => m.method),
      ['initialize', 'initialized', 'textDocument/didOpen', 'textDocument/didChange'],
    );
    assert.deepEqual(s.sent, [{ jsonrpc: '2.0', id: 1, result: { capabilities: {} } }]);
  });

  it('answers a cancellation itself, and lets the late answer drop', () => {
    const s = greeted();
    s.say('textDocument/hover', {}, 2);
    s.say('$/cancelRequest', { id: 2 });
    assert.deepEqual(s.sent.at(-1), { jsonrpc: '2.0', id: 2, error: { code: -32800, message: 'cancelled' } });
    assert.equal(s.worker().got.at(-1)!.method, '$/cancelRequest');
    const before = s.sent.length;
    s.worker().life.onMessage({ jsonrpc: '2.0', id: 2, result: null });
    assert.equal(s.sent.length, before);
  });

  it('starts another worker where one dies: told the same, asked again, with the file set aside, and the client sees nothing of it', () => {
    const s = greeted();
    s.worker().life.onMessage({ jsonrpc: '2.0', method: 'textDocument/publishDiagnostics', params: { uri, diagnostics: [{}] } });
    s.say('workspace/didChangeConfiguration', { settings: { locksmith: { phase: 'enhanced' } } });
    s.say('workspace/didChangeWorkspaceFolders', { event: { added: [{ uri: 'file:///v', name: 'v' }], removed: [{ uri: 'file:///w' }] } });
    s.say('textDocument/hover', { of: 2 }, 2);
    s.worker().life.onDeath(death);
    assert.equal(s.workers.length, 2);
    const { life, got } = s.worker();
    assert.deepEqual(life.setAside, [['/w/bad.ts', 'it took more than 20 s']]);
    assert.deepEqual(life.pushed, [uri]);
    assert.deepEqual((got[0]!.params as { workspaceFolders: unknown }).workspaceFolders, [{ uri: 'file:///v', name: 'v' }]);
    assert.deepEqual(
      got.map((m) => m.method),
      ['initialize', 'initialized', 'workspace/didChangeConfiguration', 'textDocument/didOpen', 'textDocument/hover'],
    );
    assert.deepEqual(got[3]!.params, { textDocument: { uri, languageId: 'typescript', version: 2, text: 'a\ncb\n' } });
    life.onMessage({ jsonrpc: '2.0', id: 'again', result: {} });
    life.onMessage({ jsonrpc: '2.0', id: 2, result: 'there' });
    assert.deepEqual(s.sent.at(-1), { jsonrpc: '2.0', id: 2, result: 'there' });
    assert.deepEqual(
      s.sent.filter((m) => m.method !== 'window/logMessage' && m.method !== 'textDocument/publishDiagnostics').map((m) => m.id),
      [1, 2],
    );
  });

  it("keeps the questions of each worker apart, and does not register the client's part twice", () => {
    const s = greeted();
    s.worker().life.onMessage({ jsonrpc: '2.0', id: 0, method: 'client/registerCapability', params: {} });
    s.worker().life.onMessage({ jsonrpc: '2.0', id: 1, method: 'workspace/configuration', params: {} });
    const [first, second] = s.sent.slice(-2).map((m) => m.id!);
    s.reply({ jsonrpc: '2.0', id: first, result: null });
    assert.deepEqual(s.worker().got.at(-1), { jsonrpc: '2.0', id: 0, result: null });
    s.worker().life.onDeath(death);
    const before = s.worker().got.length;
    s.reply({ jsonrpc: '2.0', id: second, result: [{}] });
    assert.equal(s.worker().got.length, before, 'the answer was for the worker that is gone');
    s.worker().life.onMessage({ jsonrpc: '2.0', id: 0, method: 'client/registerCapability', params: {} });
    assert.deepEqual(s.worker().got.at(-1), { jsonrpc: '2.0', id: 0, result: null });
    assert.notEqual(s.sent.at(-1)!.method, 'client/registerCapability');
  });

  it('asks nothing a third time, and gives up where no file explains it', () => {
    const s = greeted();
    s.say('textDocument/hover', {}, 2);
    s.worker().life.onDeath({ ...death, file: undefined });
    s.worker().life.onDeath({ ...death, file: undefined });
    assert.equal((s.sent.at(-1)!.error as { message: string }).message, 'the analysis stopped: it took more than 20 s');
    s.say('textDocument/hover', {}, 3);
    s.worker().life.onDeath({ ...death, file: undefined });
    assert.equal(s.workers.length, 3);
    assert.equal((s.sent.at(-1)!.params as { state: string }).state, 'failed');
    s.say('textDocument/hover', {}, 4);
    assert.match((s.sent.at(-1)!.error as { message: string }).message, /^The analysis stopped 3 times/);
    s.say('shutdown', undefined, 5);
    assert.deepEqual(s.sent.at(-1), { jsonrpc: '2.0', id: 5, result: null });
  });

  it('ends with the code that the protocol asks for', () => {
    const s = greeted();
    s.say('exit');
    const t = greeted();
    t.say('shutdown', undefined, 2);
    t.worker().life.onMessage({ jsonrpc: '2.0', id: 2, result: null });
    t.say('exit');
    assert.deepEqual([s.codes, t.codes], [[1], [0]]);
  });
});
