/** Create Config: a `locksmith.config.json` with comments, opened for editing; an existing one is only opened. */
import * as vscode from 'vscode';
import type { Handlers, Tools } from './commands';
import { isThere } from './files';

export const configCommands = ({ server }: Tools): Handlers => ({
  'locksmith.createConfig': async () => {
    const open = vscode.window.activeTextEditor?.document.uri;
    const folder = (open && vscode.workspace.getWorkspaceFolder(open)) ?? vscode.workspace.workspaceFolders?.[0];
    if (!folder) throw new Error('Open a folder first.');
    const uri = vscode.Uri.joinPath(folder.uri, 'locksmith.config.json');
    if (!(await isThere(uri))) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode((await server.request('locksmith/configTemplate', {})).text));
    await vscode.window.showTextDocument(uri);
    return uri;
  },
});
