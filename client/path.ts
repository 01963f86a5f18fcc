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

/** The peek view orders places by file; numbers keep the order of the path, and what happens stands at the end of the line. */
function label(path: ShownPath, locations: vscode.Location[]): void {
  const draw = (): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      const here = path.steps.flatMap((step, i) => (locations[i]!.uri.toString() === editor.document.uri.toString() ? decorations(editor, i, step.label, locations[i]!) : []));
      editor.setDecorations(labels, here);
    }
  };
  draw();
  const stop = vscode.Disposable.from(
    vscode.window.onDidChangeVisibleTextEditors(draw),
    // The peek view moves the caret as well; who moves it by hand is done with the path.
    vscode.window.onDidChangeTextEditorSelection(({ kind }) => (kind === Mouse || kind === Keyboard) && clear()),
    vscode.workspace.onDidChangeTextDocument(() => clear()),
  );
  const clear = (): void => {
    stop.dispose();
    for (const editor of vscode.window.visibleTextEditors) editor.setDecorations(labels, []);
  };
}

const { Mouse, Keyboard } = vscode.TextEditorSelectionChangeKind;
const CIRCLED_ONE = 0x2460;
const CIRCLED = 20;
const number = (i: number): string => (i < CIRCLED ? String.fromCodePoint(CIRCLED_ONE + i) : `(${i + 1})`);

function decorations(editor: vscode.TextEditor, i: number, text: string, { range }: vscode.Location): vscode.DecorationOptions[] {
  const end = editor.document.lineAt(range.start.line).range.end;
  const color = new vscode.ThemeColor('editorCodeLens.foreground');
  const before = { contentText: number(i), margin: '0 0.3em 0 0', color, fontWeight: 'bold' };
  const after = { contentText: `${number(i)} ${text.replaceAll('`', '')}`, margin: '0 0 0 2em', color };
  return [
    { range: new vscode.Range(range.start, range.start), renderOptions: { before } },
    { range: new vscode.Range(end, end), renderOptions: { after } },
  ];
}
