/**
 * Which files differ from the last commit, by VS Code's own Git extension: Locksmith starts no `git`, because a workspace's
 * Git configuration can name programs to run.
 */
import * as vscode from 'vscode';

interface Change {
  uri: vscode.Uri;
}
interface GitApi {
  repositories: { state: { indexChanges: Change[]; workingTreeChanges: Change[]; untrackedChanges?: Change[] } }[];
}
interface GitExtension {
  enabled: boolean;
  getAPI(version: 1): GitApi;
}

export async function changedFiles(): Promise<vscode.Uri[]> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const git = extension && (extension.isActive ? extension.exports : await extension.activate());
  if (!git?.enabled) throw new Error('Locksmith asks VS Code which files changed, and its Git extension is switched off.');
  const changes = git.getAPI(1).repositories.flatMap(({ state }) => [...state.indexChanges, ...state.workingTreeChanges, ...(state.untrackedChanges ?? [])]);
  return [...new Map(changes.map(({ uri }) => [uri.toString(), uri])).values()];
}
