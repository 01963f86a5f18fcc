/** The `locksmith.*` settings that the client itself obeys; the server asks for the others. */
import * as vscode from 'vscode';
import type { Settings } from '../server/lsp/protocol';

export function setting<K extends keyof Settings>(name: K, scope?: vscode.ConfigurationScope): Settings[K] {
  // The manifest gives every setting a default.
  return vscode.workspace.getConfiguration('locksmith', scope).get<Settings[K]>(name)!;
}
