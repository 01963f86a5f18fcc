/** Show Path: a finding's proof, step by step, in the peek view. */
import * as vscode from 'vscode';
import { findingAtCaret, ruleOf, type Handlers, type Tools } from './commands';
import type { PathQuery, ShownPath } from '../server/lsp/protocol';
import type { Server } from './server';

export const pathCommands = ({ server }: Tools): Handlers => ({
  'locksmith.showPath': async (query?: PathQuery) => {
    const asked = query ?? queryAtCaret(server);
    const path = asked && (await server.execute('locksmith.showPath', [asked]));
    if (!path || path.steps.length === 0) throw new Error('No Locksmith finding with a path stands here.');
    const locations = path.steps.map((step) => server.location(step.location));
    const last = locations[locations.length - 1]!;
    await vscode.window.showTextDocument(last.uri, { selection: last.range });
    label(path, locations);
    await vscode.commands.executeCommand('editor.action.peekLocations', last.uri, last.range.start, locations, 'peek');
    return path;
  },
});

function queryAtCaret(server: Server): PathQuery | undefined {
  const found = findingAtCaret();
  return found && { uri: found.editor.document.uri.toString(), range: server.range(found.diagnostic.range), rule: ruleOf(found.diagnostic) };
}

const labels = vscode.window.createTextEditorDecorationType({ rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed });

/** The peek view orders places by file; numbers at the end of each line keep the order of the path. */
function label(path: ShownPath, locations: vscode.Location[]): void {
  const draw = (): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      const here = path.steps.flatMap((step, i) =>
        locations[i]!.uri.toString() === editor.document.uri.toString() ? [decoration(editor, `${i + 1} ${step.label}`, locations[i]!)] : [],
      );
      editor.setDecorations(labels, here);
    }
  };
  draw();
  const stop = vscode.Disposable.from(
    vscode.window.onDidChangeVisibleTextEditors(draw),
    vscode.window.onDidChangeTextEditorSelection(({ kind }) => kind !== undefined && clear()),
    vscode.workspace.onDidChangeTextDocument(() => clear()),
  );
  const clear = (): void => {
    stop.dispose();
    for (const editor of vscode.window.visibleTextEditors) editor.setDecorations(labels, []);
  };
}

function decoration(editor: vscode.TextEditor, contentText: string, location: vscode.Location): vscode.DecorationOptions {
  const end = editor.document.lineAt(location.range.end.line).range.end;
  const after = { contentText, margin: '0 0 0 2em', color: new vscode.ThemeColor('editorCodeLens.foreground') };
  return { range: new vscode.Range(end, end), renderOptions: { after } };
}
