import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CodeAction, CodeLens, Diagnostic, DocumentDiagnosticReport, Hover, WorkspaceDiagnosticReport } from 'vscode-languageserver-protocol';
import type { CancellationToken } from 'vscode-languageserver';
import { SLICE, inSlices } from '../../server/lsp/slices';
import { ASK, FILES, PULL, type Started, start } from './client';

const ROUTE = `import express from 'express';
import OpenAI from 'openai';
const app = express();
app.post('/x', async (req, res) => {
  if (!req.user) return res.sendStatus(401);
  await new OpenAI().responses.create({ model: 'm', instructions: req.body.text, input: 'x' });
  res.end();
});
`;

describe('places that a server is asked about', () => {
  let server: Started;
  const pull = async (uri: string): Promise<Diagnostic[]> => {
    const r = await server.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri } });
    return r.kind === 'full' ? r.items : [];
  };
  const open = (uri: string, languageId: string, text: string): Promise<void> =>
    server.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  const execute = <T>(command: string, ...args: unknown[]): Promise<T> => server.connection.sendRequest<T>('workspace/executeCommand', { command, arguments: args });
  afterEach(() => server.stop());

  it('may be an unsaved file, with its quick fixes in it', async () => {
    server = await start(PULL, {}, { folders: [] });
    const uri = 'untitled:Untitled-1';
    await open(uri, 'typescript', ROUTE);
    const [d] = await pull(uri);
    assert.equal(d!.code, 'prompt/untrusted-instructions');
    const actions = await server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', { textDocument: { uri }, range: d!.range, context: { diagnostics: [d] } });
    const resolved = await server.connection.sendRequest<CodeAction>(
      'codeAction/resolve',
      actions.find((a) => a.title.startsWith('Suppress'))!,
    );
    assert.deepEqual(
      resolved.edit!.documentChanges!.map((c) => 'textDocument' in c && c.textDocument.uri),
      [uri],
    );
    // What would be written beside it has no place yet.
    for (const a of actions.filter((x) => x.data !== undefined && !x.title.startsWith('Suppress'))) {
      const { edit } = await server.connection.sendRequest<CodeAction>('codeAction/resolve', a);
      assert.ok(
        (edit?.documentChanges ?? []).every((c) => 'textDocument' in c && c.textDocument.uri === uri),
        a.title,
      );
    }
    await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    assert.deepEqual(await pull(uri), []);
  });

  it('may be a file of a virtual workspace, or one that is open by itself', async () => {
    server = await start(PULL, {}, { folders: [] });
    for (const uri of ['vscode-vfs://github/a/b/x.ts', server.uri('other.ts')]) {
      await open(uri, 'typescript', ROUTE);
      assert.equal((await pull(uri)).length, 1, uri);
    }
  });

  it('may be cells of a notebook, which are one program', async () => {
    server = await start(PULL);
    const cell = (n: number): string => `vscode-notebook-cell:/w/a.ipynb#${n}`;
    const split = ROUTE.indexOf('app.post');
    const texts = [ROUTE.slice(0, split), '# Prose', ROUTE.slice(split)];
    await server.connection.sendNotification('notebookDocument/didOpen', {
      notebookDocument: { uri: 'file:///w/a.ipynb', notebookType: 'jupyter-notebook', version: 1, cells: texts.map((_, i) => ({ kind: i === 1 ? 1 : 2, document: cell(i) })) },
      cellTextDocuments: texts.map((text, i) => ({ uri: cell(i), languageId: i === 1 ? 'markdown' : 'typescript', version: 1, text })),
    });
    assert.deepEqual(await pull(cell(0)), []);
    const [d] = await pull(cell(2));
    assert.deepEqual(d!.range.start, { line: 2, character: 66 });
    assert.equal(d!.relatedInformation![0]!.location.uri, cell(2));
    const actions = await server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: cell(2) },
      range: d!.range,
      context: { diagnostics: [d] },
    });
    const resolved = await server.connection.sendRequest<CodeAction>(
      'codeAction/resolve',
      actions.find((a) => a.title.startsWith('Suppress'))!,
    );
    const [edit] = resolved.edit!.documentChanges! as { textDocument: { uri: string }; edits: { range: { start: object } }[] }[];
    assert.equal(edit!.textDocument.uri, cell(2));
    assert.deepEqual(edit!.edits[0]!.range.start, { line: 2, character: 0 });
  });

  it('may be a component', async () => {
    const vue = `<script setup lang="ts">\nimport { generateText } from 'ai';\nconst { text } = await generateText({ model: m, prompt: 'x' });\n</script>\n<template><p v-html="text" /></template>\n`;
    server = await start(PULL, {}, { files: { 'a.vue': vue } });
    assert.deepEqual(
      (await pull(server.uri('a.vue'))).map((d) => [d.code, d.range.start.line]),
      [['output/html-injection', 4]],
    );
  });

  it('may be several folders, each with its configuration', async () => {
    server = await start(PULL, {}, { files: { 'a/x.ts': ROUTE, 'b/x.ts': ROUTE, 'b/locksmith.config.json': '{ "rules": { "prompt/*": "off" } }' }, folders: ['a', 'b'] });
    assert.equal((await pull(server.uri('a/x.ts'))).length, 1);
    assert.equal((await pull(server.uri('b/x.ts'))).length, 0);
    const { body } = await server.connection.sendRequest<{ body: string }>('locksmith/report', { links: 'command' });
    assert.match(body, /b%2Fx\.ts%22%2C3%2C0%5D">b~2\/<wbr>x\.ts:4</);
    assert.deepEqual(await server.connection.sendRequest('locksmith/nearestConfig', { uri: server.uri('b/x.ts') }), { uri: server.uri('b/locksmith.config.json') });
    assert.deepEqual(await server.connection.sendRequest('locksmith/nearestConfig', {}), { uri: null });
  });

  it('are the same however an editor escapes their address', async () => {
    const file = 'app/[id]/(a b)@1/x.ts';
    server = await start(PULL, {}, { files: { [file]: ROUTE } });
    const plain = server.uri(file);
    const escaped = server.uri('app/%5Bid%5D/%28a%20b%29%401/x.ts').replaceAll('%25', '%');
    assert.notEqual(plain, escaped);
    for (const uri of [plain, escaped]) {
      const [d] = await pull(uri);
      const textDocument = { uri };
      assert.equal(d!.code, 'prompt/untrusted-instructions');
      assert.equal(d!.relatedInformation![0]!.location.uri, escaped);
      assert.ok(await server.connection.sendRequest('textDocument/hover', { textDocument, position: d!.range.start }));
      assert.equal((await server.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument })).length, 1);
      const actions = await server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', { textDocument, range: d!.range, context: { diagnostics: [d] } });
      assert.ok(actions.length > 0);
      assert.ok(await execute('locksmith.showPath', { uri, range: d!.range }));
      assert.deepEqual((await execute<{ files: number }>('locksmith.scanWorkspace', { files: [uri] })).files, 1);
      const r = await server.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [{ uri, value: 'x' }] });
      assert.deepEqual(
        r.items.map((i) => [i.uri, i.kind === 'full' && i.items.length]),
        [[escaped, 1]],
      );
    }
  });

  it('are underlined on one line, however long they are, and only there is something to hover and to fix', async () => {
    server = await start(PULL, { phase: 'enhanced' }, { clientCommands: ['locksmith.explainFinding', 'locksmith.revealWorkload'] });
    const text = ROUTE.replace('  if (!req.user) return res.sendStatus(401);\n', '');
    const uri = server.uri('x.ts');
    await open(uri, 'typescript', text);
    const d = (await pull(uri)).find((x) => x.code === 'operations/no-rate-limit')!;
    assert.deepEqual(d.range, { start: { line: 3, character: 0 }, end: { line: 3, character: 36 } });
    const hoverAt = (line: number, character: number): Promise<Hover | null> =>
      server.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } });
    assert.match(((await hoverAt(3, 4))!.contents as { value: string }).value, /\*\*Nothing limits how often a model is asked\*\* · OWASP LLM06:2026/);
    const inside = ((await hoverAt(4, 67))!.contents as { value: string }).value;
    assert.match(inside, /\[Show path\]\(command:locksmith\.showPath\?/);
    assert.doesNotMatch(inside, /how often/);
    const lenses = await server.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    assert.match(lenses[0]!.command!.title, /^answers · \d+ locks missing$/);
    assert.equal(lenses[0]!.command!.command, 'locksmith.revealWorkload');
  });

  it('are counted as they are read; a scan of some files speaks of those alone', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`many/${i}.ts`, `export const x${i} = ${i};\n`]));
    server = await start(PULL, {}, { files: { ...FILES, ...many, 'types.d.ts': 'declare const y: number;\n' } });
    const said: string[] = [];
    server.connection.onNotification('$/progress', (p: { value: { message?: string } }) => void (p.value.message && said.push(p.value.message)));
    const scan = { command: 'locksmith.scanWorkspace', arguments: [], workDoneToken: 't' };
    const all = await server.connection.sendRequest<{ files: number; skipped: object; findings: object }>('workspace/executeCommand', scan);
    assert.equal(all.files, 303);
    assert.deepEqual(all.skipped, { 'declaration file': 1 });
    assert.ok(
      said.some((m) => /^\d+ of 303 files$/.test(m)),
      said.join(', '),
    );
    const some = await execute<{ files: number; findings: object; workloads: number }>('locksmith.scanWorkspace', { files: [server.uri('many/1.ts')] });
    assert.deepEqual([some.files, some.findings, some.workloads], [1, { error: 0, warning: 0, information: 0 }, 0]);
    // The path of the finding begins in this file.
    assert.deepEqual((await execute<{ findings: object }>('locksmith.scanWorkspace', { files: [server.uri('app.ts')] })).findings, { error: 1, warning: 0, information: 0 });
  });

  it('may go away while they are read', async () => {
    server = await start(PULL);
    const scanned = execute<{ files: number }>('locksmith.scanWorkspace');
    fs.rmSync(path.join(server.root, 'app.ts'));
    await scanned;
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: server.uri('app.ts'), type: 3 }] });
    assert.deepEqual(await pull(server.uri('ask.ts')), []);
    for (const f of fs.readdirSync(server.root)) fs.rmSync(path.join(server.root, f), { recursive: true });
    const r = await server.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
    assert.ok(Array.isArray(r.items));
  });

  it('live through settings and a configuration that are nonsense, and back', async () => {
    server = await start(PULL, { enable: 'yes', phase: 7, minConfidence: {}, rules: { 'prompt/*': 3, 'output/*': 'off' }, showUpcoming: null, run: [] });
    await open(server.uri('ask.ts'), 'typescript', ASK);
    assert.equal((await pull(server.uri('ask.ts'))).length, 1);
    const config = (text: string): Promise<void> => {
      fs.writeFileSync(path.join(server.root, 'locksmith.config.json'), text);
      return server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: server.uri('locksmith.config.json'), type: 2 }] });
    };
    for (const text of ['', '[', '"x"', '{"rules":[],"locks":1,"extends":5}', '\u0000\uffff', '{"extends":"locksmith.config.json"}']) {
      await config(text);
      assert.equal((await pull(server.uri('ask.ts'))).length, 1, text);
    }
    await config('{ "rules": { "prompt/*": "off" } }');
    assert.deepEqual(await pull(server.uri('ask.ts')), []);
  });
});

describe('a scan that is cancelled', () => {
  it('is heard within 10 milliseconds, and does no more work', async () => {
    const source = { isCancellationRequested: false };
    let slices = 0;
    const endless = (cut: () => boolean): void => {
      slices++;
      while (!cut());
      if (slices === 3) source.isCancellationRequested = true;
    };
    assert.equal(await inSlices(endless, source as CancellationToken), undefined);
    assert.equal(slices, 3);
    assert.ok(SLICE <= 10);
  });
});
