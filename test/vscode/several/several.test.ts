/** Several folders in one window, each with a configuration of its own. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ScanSummary, WorkloadItem } from '../../../server/lsp/protocol';
import { until } from '../suite/help';

const RULE = 'prompt/untrusted-instructions';
const folders = (): readonly vscode.WorkspaceFolder[] => vscode.workspace.workspaceFolders!;
const inFolder = (n: number, name: string): vscode.Uri => vscode.Uri.joinPath(folders()[n]!.uri, name);
const rules = (uri: vscode.Uri): unknown[] =>
  vscode.languages
    .getDiagnostics(uri)
    .filter((d) => d.source === 'locksmith')
    .map((d) => (typeof d.code === 'object' ? d.code.value : d.code));
const open = async (uri: vscode.Uri): Promise<vscode.TextEditor> => vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
const holds = (uri: vscode.Uri, wanted: unknown[]): Promise<unknown> =>
  until(
    `${JSON.stringify(wanted)} in ${uri.path}`,
    () => rules(uri),
    (found) => JSON.stringify(found) === JSON.stringify(wanted),
  );

describe('several folders in one VS Code', () => {
  it('are judged each by its own configuration', async () => {
    assert.deepEqual(
      folders().map((f) => f.name),
      ['one', 'two'],
    );
    await open(inFolder(0, 'ask.ts'));
    await holds(inFolder(0, 'ask.ts'), [RULE]);
    await open(inFolder(1, 'ask.ts'));
    await holds(inFolder(1, 'ask.ts'), []);
    const config = await open(inFolder(1, 'locksmith.config.json'));
    await config.edit((edit) => edit.replace(new vscode.Range(0, 0, config.document.lineCount, 0), '{}\n'));
    await config.document.save();
    await open(inFolder(1, 'ask.ts'));
    await holds(inFolder(1, 'ask.ts'), [RULE]);
  });

  it('are scanned together', async () => {
    const summary = (await vscode.commands.executeCommand<ScanSummary>('locksmith.scanWorkspace'))!;
    assert.deepEqual([summary.files, summary.findings.error, summary.workloads], [6, 2, 2]);
  });

  it('have their phase written where the file that is open belongs', async () => {
    await open(inFolder(1, 'ask.ts'));
    await vscode.commands.executeCommand('locksmith.setPhase', 'enhanced');
    const text = async (): Promise<string> => Buffer.from(await vscode.workspace.fs.readFile(inFolder(1, 'locksmith.config.json'))).toString();
    await until('the phase', text, (t) => t.includes('"enhanced"'));
    assert.equal(vscode.workspace.getConfiguration('locksmith').get('phase'), 'foundational');
  });

  it('come and go', async () => {
    const lenses = (uri: vscode.Uri): Thenable<vscode.CodeLens[]> => vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri, 5);
    const app = inFolder(1, 'app.ts');
    await open(app);
    await until(
      'a lens',
      () => lenses(app),
      (all) => all.some((l) => typeof (l.command?.arguments?.[0] as WorkloadItem['id'] | undefined) === 'string'),
    );
    const gone = folders()[1]!.uri;
    assert.ok(vscode.workspace.updateWorkspaceFolders(1, 1));
    await until(
      'one folder',
      () => vscode.commands.executeCommand<ScanSummary>('locksmith.scanWorkspace'),
      (s) => s.files === 3,
    );
    assert.ok(vscode.workspace.updateWorkspaceFolders(1, 0, { uri: gone, name: 'two' }));
    await until(
      'two folders',
      () => vscode.commands.executeCommand<ScanSummary>('locksmith.scanWorkspace'),
      (s) => s.files === 6,
    );
  });
});
