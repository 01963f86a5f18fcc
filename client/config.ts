/** Create Config: a `locksmith.config.json` with comments, opened for editing; an existing one is only opened. */
import * as vscode from 'vscode';
import type { Handlers, Tools } from './commands';

export const configCommands = ({ server }: Tools): Handlers => ({
  'locksmith.createConfig': async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error('Open a folder first.');
    const uri = vscode.Uri.joinPath(folder.uri, 'locksmith.config.json');
    const exists = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!exists) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode((await server.request('locksmith/configTemplate', {})).text));
    await vscode.window.showTextDocument(uri);
    return uri;
  },
});
