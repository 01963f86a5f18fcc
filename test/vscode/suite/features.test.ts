import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import type { ScanSummary, WorkloadItem } from '../../../server/lsp/protocol';
import { asBefore, fileUri, findings, replace, ruleOf, show, until, untilFindings } from './help';

const RULE = 'prompt/untrusted-instructions';
const ROUTE = `import express from 'express';
import OpenAI from 'openai';
const app = express();
app.post('/x', async (req, res) => {
  if (!req.user) return res.sendStatus(401);
  await new OpenAI().responses.create({ model: 'm', instructions: req.body.text, input: 'x' });
});
`;

const ours = (uri: vscode.Uri): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri).filter((d) => d.source === 'locksmith');
const diagnosticsReport = (): Thenable<string> => vscode.commands.executeCommand<string>('locksmith.copyDiagnosticsReport');

describe('what else there is in VS Code', () => {
  beforeEach(asBefore);

  it('puts a lens above the entry point, with its job and what is missing', async () => {
    await show('app.ts');
    const lenses = await until(
      'a lens',
      () => vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', fileUri('app.ts'), 5),
      (all) => all.some((l) => l.command?.command === 'locksmith.revealWorkload'),
    );
    assert.match(lenses[0]!.command!.title, /^answers · 1 lock missing$/);
    await vscode.commands.executeCommand('locksmith.revealWorkload', ...(lenses[0]!.command!.arguments as WorkloadItem['id'][]));
  });

  it('analyses an unsaved file', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: ROUTE });
    await vscode.window.showTextDocument(document);
    const [d] = await until(
      'a finding',
      () => ours(document.uri),
      (all) => all.length > 0,
    );
    assert.equal(ruleOf(d!), RULE);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('closes all findings of a rule in a file with one action, and writes their helper once', async () => {
    const editor = await show('ask.ts');
    await replace(editor, 'return answer.output_text;', "await openai.responses.create({ model: 'gpt-5', instructions: question, input: 'x' });\n  return answer.output_text;");
    const [d] = await untilFindings('ask.ts', 2);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', editor.document.uri, d!.range, 'quickfix', 20);
    const all = actions.find((a) => a.title === `Fix 2 findings of \`${RULE}\` in this file`);
    assert.ok(all?.edit, actions.map((a) => a.title).join());
    assert.ok(await vscode.workspace.applyEdit(all.edit));
    await untilFindings('ask.ts', 0);
    const text = editor.document.getText();
    assert.deepEqual([text.match(/await checkedPrompt\(/g)?.length, text.match(/^import .*checkedPrompt/gm)?.length], [2, 1], text);
    assert.match((await vscode.workspace.openTextDocument(fileUri('ai/openai-filter.ts'))).getText(), /export async function checkedPrompt/);
    await vscode.workspace.saveAll(false);
    await vscode.workspace.fs.delete(fileUri('ai'), { recursive: true });
  });

  it('analyses the cells of a notebook as one program', async () => {
    const cell = (text: string): vscode.NotebookCellData => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'typescript');
    const split = ROUTE.indexOf('app.post');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell(ROUTE.slice(0, split)), cell(ROUTE.slice(split))]));
    await vscode.window.showNotebookDocument(notebook);
    await until(
      'a finding',
      () => notebook.getCells().map((c) => ours(c.document.uri).length),
      ([first, second]) => first === 0 && second === 1,
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('analyses the scripts of components, without an extension that knows them', async () => {
    const script = `import { generateText } from 'ai';\nconst { text } = await generateText({ model: 'm', prompt: 'x' });\n`;
    for (const [name, content] of [
      ['a.vue', `<script setup>\n${script}</script>\n<template><p v-html="text" /></template>\n`],
      ['a.svelte', `<script>\n${script}</script>\n<p>{@html text}</p>\n`],
      ['a.astro', `---\n${script}---\n<p set:html={text} />\n`],
    ] as const) {
      const uri = fileUri(name);
      await vscode.workspace.fs.writeFile(uri, Buffer.from(content));
      await show(name);
      const [d] = await untilFindings(name, 1);
      assert.equal(ruleOf(d!), 'output/html-injection', name);
      assert.equal(
        d!.range.start.line,
        content.split('\n').findIndex((l) => /v-html|@html|set:html/.test(l)),
        name,
      );
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await vscode.workspace.fs.delete(uri);
    }
  });

  it('analyses a file of a virtual workspace by itself', async () => {
    const stat: vscode.FileStat = { type: vscode.FileType.File, ctime: 0, mtime: 0, size: ROUTE.length };
    const refused = (): never => {
      throw vscode.FileSystemError.NoPermissions();
    };
    const provider = vscode.workspace.registerFileSystemProvider(
      'vscode-vfs',
      {
        onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
        watch: () => new vscode.Disposable(() => undefined),
        stat: (uri) => (uri.path.endsWith('.ts') ? stat : { ...stat, type: vscode.FileType.Directory }),
        readDirectory: () => [],
        readFile: () => Buffer.from(ROUTE),
        createDirectory: refused,
        writeFile: refused,
        delete: refused,
        rename: refused,
      },
      { isReadonly: true },
    );
    const uri = vscode.Uri.parse('vscode-vfs://github/somebody/something/app.ts');
    await vscode.window.showTextDocument(uri);
    await until(
      'a finding',
      () => ours(uri).map(ruleOf),
      ([rule]) => rule === RULE,
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    provider.dispose();
  });

  it('scans the files that changed since the last commit', async () => {
    const editor = await show('llm.ts');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// changed\n'));
    await editor.document.save();
    const summary = await until(
      'the changed file',
      () => vscode.commands.executeCommand<ScanSummary | undefined>('locksmith.scanChangedFiles').then(undefined, () => undefined),
      (s) => s?.files === 1,
      60_000,
    );
    assert.deepEqual(summary!.findings, { error: 0, warning: 0, information: 0 });
  });

  it('opens the posture report, once', async () => {
    const panels = (): number => vscode.window.tabGroups.all.flatMap((g) => g.tabs).filter((t) => t.label === 'AI Security Posture').length;
    const one = (n: number): boolean => n === 1;
    await vscode.commands.executeCommand('locksmith.openPostureReport');
    await until('a panel', panels, one);
    await show('ask.ts');
    await vscode.commands.executeCommand('locksmith.openPostureReport');
    await until('the same panel', () => (vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'AI Security Posture' ? panels() : 0), one);
  });

  it('opens the place that a link names', async () => {
    await vscode.commands.executeCommand('locksmith.openLocation', fileUri('ask.ts').toString(), 4, 2);
    assert.equal(vscode.window.activeTextEditor!.document.uri.toString(), fileUri('ask.ts').toString());
    assert.deepEqual([vscode.window.activeTextEditor!.selection.active.line, vscode.window.activeTextEditor!.selection.active.character], [4, 2]);
  });

  it('exports reports', async () => {
    for (const [format, has] of [
      ['posture', '<table class="matrix"'],
      ['sarif', RULE],
      ['markdown', RULE],
    ] as const) {
      const to = fileUri(`report.${format}`);
      await vscode.commands.executeCommand('locksmith.exportReport', { format, to: to.toString() });
      assert.ok(
        Buffer.from(await vscode.workspace.fs.readFile(to))
          .toString('utf8')
          .includes(has),
        format,
      );
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(to);
    }
  });

  it('copies a report about itself, without source text', async () => {
    const text = await diagnosticsReport();
    assert.equal(await vscode.env.clipboard.readText(), text);
    for (const part of ['VS Code', '`locksmith.phase`', 'process ', '3 files']) assert.ok(text.includes(part), `${part} in\n${text}`);
    assert.ok(!text.includes('responses.create'));
  });

  it('completes the configuration from its schema', async () => {
    const uri = await vscode.commands.executeCommand<vscode.Uri>('locksmith.createConfig');
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'jsonc');
    // An editor may still hold the text of the file that was deleted before.
    await until(
      'the template',
      () => document.getText(),
      (text) => text.includes('"phase"'),
    );
    const at = document.positionAt(document.getText().indexOf('"phase"') + 1);
    const { items } = await until(
      'completion',
      () => vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, at),
      (list) => list.items.some((i) => JSON.stringify(i.label).includes('publicCollections')),
    );
    assert.ok(items.some((i) => JSON.stringify(i.label).includes('locks')));
    await until(
      'an explanation',
      async () =>
        (await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at))
          .flatMap((h) => h.contents.map((c) => (typeof c === 'string' ? c : c.value)))
          .join(),
      (text) => text.includes('Where you are in the process: it decides which locks are due'),
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
  });

  it('writes the phase into the configuration where there is one', async () => {
    const uri = await vscode.commands.executeCommand<vscode.Uri>('locksmith.createConfig');
    await vscode.commands.executeCommand('locksmith.setPhase', 'advanced');
    await until(
      'the file',
      () => fs.readFileSync(uri.fsPath, 'utf8'),
      (text) => text.includes('"phase": "advanced"') && text.includes('// foundational (prototype)'),
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
  });

  it('lives through settings of the wrong type', async () => {
    const settings = vscode.workspace.getConfiguration('locksmith');
    await settings.update('rules', 7, vscode.ConfigurationTarget.Workspace);
    await settings.update('phase', ['x'], vscode.ConfigurationTarget.Workspace);
    await show('ask.ts');
    await untilFindings('ask.ts', 1);
    await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    await settings.update('phase', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('starts its server again, unseen, when it is killed', async () => {
    await show('ask.ts');
    await untilFindings('ask.ts', 1);
    const pid = async (): Promise<number> => Number(/process (\d+)/.exec(await diagnosticsReport())?.[1]);
    const before = await pid();
    process.kill(before, 'SIGKILL');
    await until('another server', pid, (now) => now > 0 && now !== before);
    const editor = await show('ask.ts');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n'));
    await until(
      'its finding, a line further down',
      () => findings('ask.ts').map((d) => d.range.start.line),
      ([line]) => line === 6 || line === 7,
    );
  });
});
