/** The `locksmith.*` settings that the client itself obeys; the server asks for the others. */
import * as vscode from 'vscode';
import type { Settings } from '../server/lsp/protocol';

export const SETTINGS: readonly (keyof Settings)[] = ['enable', 'run', 'phase', 'minConfidence', 'rules', 'showUpcoming', 'maxMemory'];

export function setting<K extends keyof Settings>(name: K, scope?: vscode.ConfigurationScope): Settings[K] {
  // The manifest gives every setting a default.
  return vscode.workspace.getConfiguration('locksmith', scope).get<Settings[K]>(name)!;
}
