/** Set Phase: where the project stands decides which locks are due. */
import * as vscode from 'vscode';
import type { Handlers, Tools } from './commands';
import type { Settings } from '../server/lsp/protocol';

const PHASES: (vscode.QuickPickItem & { label: Settings['phase'] })[] = [
  { label: 'foundational', description: 'zero to prototype' },
  { label: 'enhanced', description: 'prototype to production' },
  { label: 'advanced', description: 'scale' },
];

export const phaseCommands = ({ server }: Tools): Handlers => ({
  'locksmith.setPhase': async (given?: Settings['phase']) => {
    const phase = given ?? (await vscode.window.showQuickPick(PHASES, { title: 'Where are you in the process?' }))?.label;
    if (!phase) return undefined;
    // A configuration has the last word, so that is where the phase is written if there is one.
    const config = await vscode.workspace.findFiles('locksmith.config.json', null, 1);
    if (config.length > 0) await server.execute('locksmith.setPhase', [phase, { uri: config[0]!.toString() }]);
    else
      await vscode.workspace
        .getConfiguration('locksmith')
        .update('phase', phase, vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
    return phase;
  },
});
