/** Create Config: a `locksmith.config.json` with comments, opened for editing; an existing one is only opened. */
import * as vscode from 'vscode';
import type { Handlers } from './commands';

const TEMPLATE = `{
  // foundational (prototype), enhanced (production) or advanced (scale)
  "phase": "foundational"
}
`;

export const configCommands = (): Handlers => ({
  'locksmith.createConfig': async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error('Open a folder first.');
    const uri = vscode.Uri.joinPath(folder.uri, 'locksmith.config.json');
    const exists = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!exists) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(TEMPLATE));
    await vscode.window.showTextDocument(uri);
    return uri;
  },
});
