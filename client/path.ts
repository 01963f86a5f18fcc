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
    const labelled = label(path, locations);
    await vscode.commands.executeCommand('editor.action.peekLocations', last.uri, last.range.start, locations, 'peek');
    labelled.untilMoved();
    return path;
  },
});

function queryAtCaret(server: Server): PathQuery | undefined {
  const found = findingAtCaret();
  return found && { uri: found.editor.document.uri.toString(), range: server.range(found.diagnostic.range), rule: ruleOf(found.diagnostic) };
}

const labels = vscode.window.createTextEditorDecorationType({ rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed });

let earlier: vscode.Disposable | undefined;

/**
 * The peek view orders places by file; numbers keep the order of the path, and what happens stands at the end of the line. They stay
 * until the caret is moved by hand: the peek view moves it as well, and the click that came before may be heard late.
 */
function label(path: ShownPath, locations: vscode.Location[]): { untilMoved(): void } {
  earlier?.dispose();
  const draw = (): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      const here = path.steps.flatMap((step, i) => (locations[i]!.uri.toString() === editor.document.uri.toString() ? decorations(editor, i, step.label, locations[i]!) : []));
      editor.setDecorations(labels, here);
    }
  };
  const listeners = [vscode.window.onDidChangeVisibleTextEditors(draw)];
  const clear = (): void => {
    vscode.Disposable.from(...listeners).dispose();
    for (const editor of vscode.window.visibleTextEditors) editor.setDecorations(labels, []);
  };
  earlier = { dispose: clear };
  draw();
  return {
    untilMoved: () =>
      void listeners.push(
        vscode.window.onDidChangeTextEditorSelection(({ kind }) => (kind === Mouse || kind === Keyboard) && clear()),
        vscode.workspace.onDidChangeTextDocument(clear),
      ),
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
