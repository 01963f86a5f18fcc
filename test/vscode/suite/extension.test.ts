import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ScanSummary, ShownPath } from '../../../server/lsp/protocol';
import { ID, asBefore, fileUri, findings, replace, ruleOf, show, until, untilFindings } from './help';

const RULE = 'prompt/untrusted-instructions';

/** With their edits: VS Code resolves as many as asked. */
const fixesAt = (name: string, range: vscode.Range): Thenable<vscode.CodeAction[]> =>
  vscode.commands.executeCommand('vscode.executeCodeActionProvider', fileUri(name), range, vscode.CodeActionKind.QuickFix.value, 20);

describe('the packaged extension in VS Code', () => {
  let wasActive: boolean | undefined;
  before(async () => {
    // Neither a window with a folder nor another language is a reason to wake up.
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content: '{}' }));
    wasActive = vscode.extensions.getExtension(ID)!.isActive;
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
  beforeEach(asBefore);

  it('is the installed package, and activates when TypeScript is opened', async () => {
    const extension = vscode.extensions.getExtension(ID)!;
    assert.equal(wasActive, false);
    await show('ask.ts');
    assert.ok(path.basename(extension.extensionPath).startsWith('locksmith.locksmith-'), extension.extensionPath);
    await until('activation', () => extension.isActive, Boolean);
  });

  it('underlines the flaw, with the rule, its page and the path from the other file, source first', async () => {
    await show('ask.ts');
    const [d] = await untilFindings('ask.ts', 1);
    assert.equal(ruleOf(d!), RULE);
    assert.match(String((d!.code as { target: vscode.Uri }).target), /untrusted-instructions/);
    assert.equal(d!.severity, vscode.DiagnosticSeverity.Error);
    const document = await vscode.workspace.openTextDocument(fileUri('ask.ts'));
    assert.equal(document.getText(d!.range), '`You help customers. The customer says: ${question}`');
    assert.equal(d!.message.split('\n').length, 3);
    const steps = d!.relatedInformation!;
    assert.equal(path.basename(steps[0]!.location.uri.path), 'app.ts');
    assert.equal(steps[0]!.message, 'read from the request body');
    assert.equal(path.basename(steps[steps.length - 1]!.location.uri.path), 'ask.ts');
  });

  it('offers a quick fix that closes the finding', async () => {
    await show('ask.ts');
    const [d] = await untilFindings('ask.ts', 1);
    const suppress = (await fixesAt('ask.ts', d!.range)).find((a) => a.title.includes('Suppress'));
    assert.equal(suppress?.command?.command, 'locksmith.suppress', 'the suppression asks for its reason');
    await vscode.commands.executeCommand('locksmith.suppress', { ...(suppress.command.arguments![0] as object), reason: 'checked by hand' });
    await untilFindings('ask.ts', 0);
  });

  it('follows typing in another file', async () => {
    await show('ask.ts');
    await untilFindings('ask.ts', 1);
    const app = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileUri('app.ts')), vscode.ViewColumn.Two);
    await replace(app, 'req.body.question', "'Where is my order?'");
    await untilFindings('ask.ts', 0);
    await replace(app, "'Where is my order?'", 'req.body.question');
    await untilFindings('ask.ts', 1);
  });

  it('hovers, below what the diagnostic says, what it is and where to go on', async () => {
    await show('ask.ts');
    const [d] = await untilFindings('ask.ts', 1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', fileUri('ask.ts'), d!.range.start);
    const text = hovers.flatMap((h) => h.contents.map((c) => (typeof c === 'string' ? c : c.value))).join('\n');
    assert.ok(text.includes('**User data in the instructions of a model**') && text.includes('[Show path](command:locksmith.showPath?'), text);
  });

  it('scans the workspace and says what it did', async () => {
    const summary = (await vscode.commands.executeCommand<ScanSummary>('locksmith.scanWorkspace'))!;
    assert.equal(summary.files, 3);
    assert.deepEqual(summary.findings, { error: 1, warning: 0, information: 0 });
  });

  it('shows the path of the finding under the caret', async () => {
    const editor = await show('ask.ts');
    const [d] = await untilFindings('ask.ts', 1);
    editor.selection = new vscode.Selection(d!.range.start, d!.range.start);
    const shown = await vscode.commands.executeCommand<ShownPath>('locksmith.showPath');
    assert.equal(shown.rule, RULE);
    assert.deepEqual(
      shown.steps.map((s) => path.basename(vscode.Uri.parse(s.location.uri).path)),
      ['app.ts', 'app.ts', 'ask.ts'],
    );
  });

  it('opens the page of the rule', async () => {
    const editor = await show('ask.ts');
    const [d] = await untilFindings('ask.ts', 1);
    editor.selection = new vscode.Selection(d!.range.start, d!.range.start);
    assert.equal(await vscode.commands.executeCommand('locksmith.explainFinding'), RULE);
    const page = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'locksmith-rule', path: `${RULE}.md` }));
    assert.match(page.getText(), /^# /m);
  });

  it('creates a configuration, obeys it, and marks a mistake in it', async () => {
    const uri = await vscode.commands.executeCommand<vscode.Uri>('locksmith.createConfig');
    const config = vscode.window.activeTextEditor!;
    assert.equal(config.document.uri.toString(), uri.toString());
    await replace(config, '"phase": "foundational"', `"rules": { "${RULE}": "off" }`);
    await config.document.save();
    await show('ask.ts');
    await untilFindings('ask.ts', 0);
    await replace(await show('locksmith.config.json'), `"${RULE}": "off"`, '"no/such-rule": "off"');
    await vscode.window.activeTextEditor!.document.save();
    const [mistake] = await untilFindings('locksmith.config.json', 1);
    assert.match(mistake!.message, /no rule `no\/such-rule`/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
    await show('ask.ts');
    await untilFindings('ask.ts', 1);
  });

  it('takes settings without a restart', async () => {
    await show('ask.ts');
    const settings = vscode.workspace.getConfiguration('locksmith');
    await settings.update('rules', { [RULE]: 'information' }, vscode.ConfigurationTarget.Workspace);
    await until(
      'the level',
      () => findings('ask.ts').map((d) => d.severity),
      (all) => all[0] === vscode.DiagnosticSeverity.Information,
    );
    await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    await until(
      'the level',
      () => findings('ask.ts').map((d) => d.severity),
      (all) => all[0] === vscode.DiagnosticSeverity.Error,
    );
    assert.equal(await vscode.commands.executeCommand('locksmith.setPhase', 'enhanced'), 'enhanced');
    assert.equal(vscode.workspace.getConfiguration('locksmith').get('phase'), 'enhanced');
    await settings.update('phase', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('comes back after a restart of its server', async () => {
    await vscode.commands.executeCommand('locksmith.restartServer');
    await show('ask.ts');
    await untilFindings('ask.ts', 1);
  });

  it('registers every command of its manifest', async () => {
    const manifest = vscode.extensions.getExtension(ID)!.packageJSON as { contributes: { commands: { command: string }[] } };
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      manifest.contributes.commands.map((c) => c.command).filter((c) => !known.has(c)),
      [],
    );
  });
});
