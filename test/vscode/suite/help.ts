/** What the tests in the extension host share. */
import * as vscode from 'vscode';

export const ID = 'locksmith.locksmith';

export const fileUri = (name: string): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);

export async function show(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileUri(name)));
}

export const findings = (name: string): vscode.Diagnostic[] => vscode.languages.getDiagnostics(fileUri(name)).filter((d) => d.source === 'locksmith');

export const ruleOf = (d: vscode.Diagnostic): unknown => (typeof d.code === 'object' ? d.code.value : d.code);

/** Findings come when they come: asks until `good`, and names what stood there last if it never was. */
export async function until<T>(what: string, look: () => T | PromiseLike<T>, good: (value: T) => boolean, milliseconds = 60_000): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await look();
    if (good(value)) return value;
    if (Date.now() > end) throw new Error(`${what}: still ${JSON.stringify(value)} after ${milliseconds / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const untilFindings = (name: string, count: number): Promise<vscode.Diagnostic[]> =>
  until(
    `${count} findings in ${name}`,
    () => findings(name),
    (all) => all.length === count,
  );

export async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const start = editor.document.getText().indexOf(from);
  const range = new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(start + from.length));
  if (start < 0 || !(await editor.edit((edit) => edit.replace(range, to)))) throw new Error(`\`${from}\` could not be replaced`);
}

const originals = new Map<string, string>();

/** Every test starts from the files as they were; one that failed leaves nothing to the next. */
export async function asBefore(): Promise<void> {
  // Not `findFiles`: it needs a native search program that the harness does not install.
  for (const [name] of await vscode.workspace.fs.readDirectory(fileUri(''))) {
    if (!name.endsWith('.ts')) continue;
    const file = fileUri(name);
    const document = await vscode.workspace.openTextDocument(file);
    const original = originals.get(file.path) ?? document.getText();
    originals.set(file.path, original);
    if (document.getText() === original && !document.isDirty) continue;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(file, new vscode.Range(0, 0, document.lineCount, 0), original);
    await vscode.workspace.applyEdit(edit);
    await document.save();
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
