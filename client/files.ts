import * as vscode from 'vscode';

/** On disk: the text of a deleted file may live on in an editor. */
export const isThere = (uri: vscode.Uri): Thenable<boolean> =>
  vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
