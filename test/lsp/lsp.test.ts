import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import type { CodeAction, Diagnostic, DocumentDiagnosticReport, WorkspaceDiagnosticReport } from 'vscode-languageserver-protocol';

import { ASK, FILES, PULL, start } from './client';

describe('the language server over stdio', () => {
  let server: Awaited<ReturnType<typeof start>>;
  const open = (file: string, text: string): Promise<void> =>
    server.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: server.uri(file), languageId: 'typescript', version: 1, text } });
  const change = (file: string, version: number, text: string): Promise<void> =>
    server.connection.sendNotification('textDocument/didChange', { textDocument: { uri: server.uri(file), version }, contentChanges: [{ text }] });
  const pull = async (file: string): Promise<Diagnostic[]> => {
    const r = await server.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri: server.uri(file) } });
    return r.kind === 'full' ? r.items : [];
  };
  beforeEach(async () => (server = await start(PULL)));
  afterEach(() => server.stop());

  it('underlines a flaw whose source is in another file, with its path, source first', async () => {
    await open('ask.ts', ASK);
    const [d, ...others] = await pull('ask.ts');
    assert.equal(others.length, 0);
    assert.deepEqual(d!.range, { start: { line: 1, character: 89 }, end: { line: 1, character: 103 } });
    assert.equal(d!.code, 'prompt/untrusted-instructions');
    assert.equal(d!.source, 'locksmith');
    assert.match(d!.codeDescription!.href, /untrusted-instructions/);
    assert.match(String(d!.message), /^`text` of the request body becomes part of the instructions of `OpenAI\.responses\.create`\.\n/);
    const [source] = d!.relatedInformation!;
    assert.equal(source!.location.uri, server.uri('app.ts'));
    assert.equal(source!.message, 'read from the request body');
  });

  it('follows the editor: half-typed text, and an edit in one file that closes a finding in another', async () => {
    await open('ask.ts', ASK);
    await open('app.ts', FILES['app.ts']!);
    assert.equal((await pull('ask.ts')).length, 1);
    await change('app.ts', 2, FILES['app.ts']!.replace('req.body.text', "'fixed'"));
    assert.equal((await pull('ask.ts')).length, 0);
    await change('app.ts', 3, FILES['app.ts']!.replace('req.body.text))', 'req.body.te'));
    assert.equal((await pull('ask.ts')).length, 1);
  });

  it('offers a suppression whose edit is computed when it is chosen, and which works', async () => {
    await open('ask.ts', ASK);
    const [d] = await pull('ask.ts');
    const actions = await server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: server.uri('ask.ts') },
      range: d!.range,
      context: { diagnostics: [d] },
    });
    const suppress = actions.find((a) => a.title.startsWith('Suppress'))!;
    assert.equal(suppress.edit, undefined);
    const resolved = await server.connection.sendRequest<CodeAction>('codeAction/resolve', suppress);
    const change0 = resolved.edit!.documentChanges![0] as { edits: { newText: string }[] };
    assert.equal(change0.edits[0]!.newText, '// locksmith-ignore-next-line prompt/untrusted-instructions -- reason\n');
    await change('ask.ts', 2, ASK.replace('export const', `${change0.edits[0]!.newText}export const`));
    assert.deepEqual(await pull('ask.ts'), []);
  });

  it('keeps the mark on the flaw when lines above it come and go inside the function', async () => {
    const lines = ASK.replace('({ model', '({\n  model').replace(', instructions', ',\n  instructions');
    await open('ask.ts', lines);
    assert.deepEqual(
      (await pull('ask.ts')).map((d) => d.range),
      [{ start: { line: 3, character: 16 }, end: { line: 3, character: 30 } }],
    );
    await change('ask.ts', 2, lines.replace('  instructions', '  // a note\n  instructions'));
    const [d] = await pull('ask.ts');
    assert.deepEqual(d!.range, { start: { line: 4, character: 16 }, end: { line: 4, character: 30 } });
    assert.equal(d!.relatedInformation![d!.relatedInformation!.length - 1]!.location.range.start.line, 4);
  });

  it('shows the path, hovers what to do, explains the rule', async () => {
    await open('ask.ts', ASK);
    const [d] = await pull('ask.ts');
    const query = { uri: server.uri('ask.ts'), range: d!.range, rule: d!.code };
    const shown = await server.connection.sendRequest<{ steps: { label: string; location: { uri: string } }[] }>('workspace/executeCommand', {
      command: 'locksmith.showPath',
      arguments: [query],
    });
    assert.equal(shown.steps[0]!.location.uri, server.uri('app.ts'));
    const hover = await server.connection.sendRequest<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri: server.uri('ask.ts') },
      position: d!.range.start,
    });
    assert.match(hover.contents.value, /Keep the instructions constant/);
    const page = await server.connection.sendRequest<{ markdown: string }>('locksmith/explain', { rule: d!.code });
    assert.match(page.markdown, /^# /);
  });

  it('scans with progress, says what it did, and stops when it is told to', async () => {
    const kinds: string[] = [];
    server.connection.onNotification('$/progress', (p: { token: string; value: { kind: string } }) => void (p.token === 't' && kinds.push(p.value.kind)));
    const scan = { command: 'locksmith.scanWorkspace', arguments: [{}], workDoneToken: 't' };
    const summary = await server.connection.sendRequest<{ files: number; findings: object; setAside: string[] }>('workspace/executeCommand', scan);
    assert.equal(summary.files, 3);
    assert.deepEqual(summary.findings, { error: 1, warning: 0, information: 0 });
    assert.deepEqual([kinds[0], kinds[kinds.length - 1]], ['begin', 'end']);
    const cancel = new CancellationTokenSource();
    const stopped = server.connection.sendRequest('workspace/executeCommand', scan, cancel.token);
    cancel.cancel();
    await stopped.then(
      () => undefined,
      (error: { code: number }) => assert.equal(error.code, -32800),
    );
    assert.equal((await pull('ask.ts')).length, 1);
  });

  it('says so when nothing changed, and when a file has no findings any more', async () => {
    await open('ask.ts', ASK);
    const ask = (previousResultId?: string): Promise<DocumentDiagnosticReport> =>
      server.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: server.uri('ask.ts') }, previousResultId });
    const first = await ask();
    assert.equal((await ask(first.resultId)).kind, 'unchanged');
    await change('ask.ts', 2, 'export const ask = (text: string) => text;');
    const previousResultIds = [{ uri: server.uri('ask.ts'), value: first.resultId }];
    const r = await server.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds });
    assert.deepEqual(
      r.items.map((i) => [i.uri, i.kind === 'full' && i.items.length]),
      [[server.uri('ask.ts'), 0]],
    );
  });

  it('sees a file that changes or goes away on disk', async () => {
    await open('ask.ts', ASK);
    assert.equal((await pull('ask.ts')).length, 1);
    fs.rmSync(path.join(server.root, 'app.ts'));
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: server.uri('app.ts'), type: 3 }] });
    assert.equal((await pull('ask.ts')).length, 0);
    fs.writeFileSync(path.join(server.root, 'app.ts'), FILES['app.ts']!);
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: server.uri('app.ts'), type: 1 }] });
    assert.equal((await pull('ask.ts')).length, 1);
  });

  it('lives through text that is no program', async () => {
    await open('ask.ts', ASK);
    for (const [i, text] of ['\u0000\u{1F511}`${', '('.repeat(20_000), '<<<<<<< HEAD\n', ''].entries()) {
      await change('ask.ts', i + 2, text);
      await pull('ask.ts');
    }
    await change('ask.ts', 9, ASK);
    assert.equal((await pull('ask.ts')).length, 1);
  });

  it('answers for the whole workspace', async () => {
    const r = await server.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
    assert.deepEqual(
      r.items.map((i) => [i.uri, i.kind === 'full' ? i.items.length : -1]),
      [[server.uri('ask.ts'), 1]],
    );
  });

  it('answers for the workspace in parts where the client takes them, and says what is gone', async () => {
    const parts: WorkspaceDiagnosticReport[] = [];
    server.connection.onNotification('$/progress', (p: { token: string; value: WorkspaceDiagnosticReport }) => void (p.token === 'p' && parts.push(p.value)));
    const ask = (previousResultIds: { uri: string; value: string }[]): Promise<WorkspaceDiagnosticReport> =>
      server.connection.sendRequest('workspace/diagnostic', { previousResultIds, partialResultToken: 'p' });
    const last = await ask([{ uri: server.uri('gone.ts'), value: 'x' }]);
    assert.deepEqual(
      parts.map((r) => r.items.map((i) => [i.uri, i.kind])),
      [[[server.uri('ask.ts'), 'full']]],
    );
    assert.deepEqual(
      last.items.map((i) => [i.uri, i.kind === 'full' && i.items]),
      [[server.uri('gone.ts'), []]],
    );
    await ask([{ uri: server.uri('ask.ts'), value: (parts[0]!.items[0] as { resultId: string }).resultId }]);
    assert.equal(parts[1]!.items[0]!.kind, 'unchanged');
  });

  it('shows a mistake in the configuration where it stands, and goes on', async () => {
    fs.writeFileSync(path.join(server.root, 'locksmith.config.json'), '{ "phase": "soon" }');
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: server.uri('locksmith.config.json'), type: 1 }] });
    const [d] = await pull('locksmith.config.json');
    assert.equal(d!.message, '`phase` must be one of foundational, enhanced, advanced');
    assert.deepEqual(d!.range, { start: { line: 0, character: 11 }, end: { line: 0, character: 17 } });
    assert.equal((await pull('ask.ts')).length, 1);
  });
});

describe('a client that cannot pull', () => {
  it('gets its findings pushed', async () => {
    const server = await start({});
    const pushed = new Promise<Diagnostic[]>((resolve) =>
      server.connection.onNotification('textDocument/publishDiagnostics', (p: { diagnostics: Diagnostic[] }) => resolve(p.diagnostics)),
    );
    await server.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: server.uri('ask.ts'), languageId: 'typescript', version: 1, text: ASK } });
    assert.deepEqual(
      (await pushed).map((d) => d.code),
      ['prompt/untrusted-instructions'],
    );
    const gone = new Promise<Diagnostic[]>((resolve) =>
      server.connection.onNotification('textDocument/publishDiagnostics', (p: { diagnostics: Diagnostic[] }) => void (p.diagnostics.length === 0 && resolve(p.diagnostics))),
    );
    await server.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: server.uri('ask.ts'), version: 2 },
      contentChanges: [{ text: 'export const ask = (t: string) => t;' }],
    });
    assert.deepEqual(await gone, []);
    await server.stop();
  });
});

describe('a client that cannot be asked for its settings', () => {
  it('says them, and may change them', async () => {
    const server = await start({ textDocument: { diagnostic: {} } });
    const textDocument = { uri: server.uri('ask.ts') };
    const found = async (): Promise<number> => {
      const r = await server.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument });
      return r.kind === 'full' ? r.items.length : -1;
    };
    const say = (settings: unknown): Promise<void> => server.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    assert.equal(await found(), 1);
    await say({ locksmith: { rules: { 'prompt/*': 'off' } } });
    assert.equal(await found(), 0);
    for (const settings of [null, 7, { locksmith: [] }]) await say(settings);
    assert.equal(await found(), 1);
    await server.stop();
  });
});

describe('what the server writes and tells', () => {
  let server: Awaited<ReturnType<typeof start>>;
  const execute = <T>(command: string, ...args: unknown[]): Promise<T> => server.connection.sendRequest<T>('workspace/executeCommand', { command, arguments: args });
  const pull = async (file: string): Promise<Diagnostic[]> => {
    const r = await server.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri: server.uri(file) } });
    return r.kind === 'full' ? r.items : [];
  };
  afterEach(() => server.stop());

  it('sets the phase and declares a lock in the configuration, through the editor', async () => {
    server = await start(PULL);
    const edits: { documentChanges: { edits?: { newText: string }[]; kind?: string }[] }[] = [];
    server.connection.onRequest('workspace/applyEdit', ({ edit }: { edit: (typeof edits)[0] }) => (edits.push(edit), { applied: true }));
    const uri = server.uri('locksmith.config.json');
    assert.deepEqual(await execute('locksmith.setPhase', 'enhanced'), { uri });
    assert.deepEqual(JSON.parse(edits[0]!.documentChanges[1]!.edits![0]!.newText), { phase: 'enhanced' });
    fs.writeFileSync(path.join(server.root, 'locksmith.config.json'), '{\n  "phase": "foundational"\n}\n');
    assert.deepEqual(await execute('locksmith.setPhase', 'advanced', { uri: server.uri('ask.ts') }), { uri });
    assert.deepEqual(
      edits[1]!.documentChanges[0]!.edits!.map((e) => e.newText),
      ['"advanced"'],
    );
    await execute('locksmith.declareLock', { uri: server.uri('ask.ts'), kind: 'filter', reference: 'guard.ts#check' });
    assert.match(edits[2]!.documentChanges[0]!.edits![0]!.newText, /"locks": \{\s+"filter": \[\s+"guard\.ts#check"/);
    await assert.rejects(execute('locksmith.setPhase', 'soon'), /there is no phase soon/);
    await assert.rejects(execute('locksmith.declareLock', { uri, kind: 'padlock', reference: 'a#b' }), /a lock is one of/);
  });

  it('exports what it found, and answers for workloads, lenses, the template and itself', async () => {
    server = await start(PULL);
    const { text } = await execute<{ text: string }>('locksmith.exportReport', { format: 'sarif' });
    assert.equal((JSON.parse(text) as { runs: { results: { ruleId: string }[] }[] }).runs[0]!.results[0]!.ruleId, 'prompt/untrusted-instructions');
    assert.match((await execute<{ text: string }>('locksmith.exportReport', { format: 'html' })).text, /Content-Security-Policy/);
    await assert.rejects(execute('locksmith.exportReport', { format: 'pdf' }), /there is no report format pdf/);
    assert.ok(Array.isArray(await server.connection.sendRequest('locksmith/workloads', {})));
    assert.ok(Array.isArray(await server.connection.sendRequest('textDocument/codeLens', { textDocument: { uri: server.uri('app.ts') } })));
    const { body } = await server.connection.sendRequest<{ body: string }>('locksmith/report', { links: 'command' });
    assert.match(body, /href="command:locksmith\.openLocation\?[^"]*ask\.ts%22%2C1%2C89%5D" title="ask\.ts:2">untrusted instructions</);
    assert.doesNotMatch(body, /<script|<style|style="/);
    assert.match((await execute<{ text: string }>('locksmith.exportReport', { format: 'posture' })).text, /<table class="matrix"/);
    assert.match((await server.connection.sendRequest<{ text: string }>('locksmith/configTemplate', {})).text, /"phase": "foundational"/);
    assert.match((await server.connection.sendRequest<{ markdown: string }>('locksmith/diagnosticsReport', {})).markdown, /3 files, 1 findings/);
  });

  it('shows what is due later as hints where the settings ask for it', async () => {
    server = await start(PULL, { showUpcoming: true });
    const all = await pull('ask.ts');
    const now = all.filter((d) => d.severity !== 4);
    assert.deepEqual(
      now.map((d) => d.code),
      ['prompt/untrusted-instructions'],
    );
    assert.ok(all.length > now.length);
  });

  it('lets the configuration beat the settings', async () => {
    server = await start(PULL, { rules: { 'prompt/*': 'off' }, phase: 'foundational' });
    assert.deepEqual(await pull('ask.ts'), []);
    fs.writeFileSync(path.join(server.root, 'locksmith.config.json'), '{ "rules": { "prompt/*": "warning" } }');
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: server.uri('locksmith.config.json'), type: 1 }] });
    assert.deepEqual(
      (await pull('ask.ts')).map((d) => [d.code, d.severity]),
      [['prompt/untrusted-instructions', 2]],
    );
  });
});
