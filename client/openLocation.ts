/** Where links of the posture page, of hovers and of the tree lead: a place in a file. */
import * as vscode from 'vscode';
import type { Handlers } from './commands';

export const locationCommands = (): Handlers => ({
  'locksmith.openLocation': async (uri: string, line: number, character: number) => {
    const at = new vscode.Position(line, character);
    // From a page, the code opens beside it: whoever reads a report wants both.
    const viewColumn = vscode.window.activeTextEditor || vscode.window.tabGroups.activeTabGroup.tabs.length === 0 ? undefined : vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: new vscode.Range(at, at), viewColumn });
  },
});
