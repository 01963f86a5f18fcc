/** Set Phase: where the project stands decides which locks are due. */
import * as vscode from 'vscode';
import type { Handlers, Tools } from './commands';
import { isThere } from './files';
import type { Settings } from '../server/lsp/protocol';

const PHASES: (vscode.QuickPickItem & { label: Settings['phase'] })[] = [
  { label: 'foundational', description: 'zero to a prototype', detail: 'Access control, encryption, filters, human approval' },
  { label: 'enhanced', description: 'a prototype to production', detail: 'Also rate limits, output caps, audit records, indirect injection' },
  { label: 'advanced', description: 'production to scale', detail: 'Also governance' },
];

export const phaseCommands = ({ server }: Tools): Handlers => ({
  'locksmith.setPhase': async (given?: Settings['phase']) => {
    const phase = given ?? (await pick(server.status?.phase))?.label;
    if (!phase) return undefined;
    const open = vscode.window.activeTextEditor?.document.uri;
    const uri = open && vscode.workspace.getWorkspaceFolder(open) ? open.toString() : undefined;
    // A configuration has the last word, so that is where the phase is written if there is one.
    const nearest = await server.request('locksmith/nearestConfig', { uri });
    const config = nearest.uri ? vscode.Uri.parse(nearest.uri) : undefined;
    if (config && (await isThere(config))) {
      await server.execute('locksmith.setPhase', [phase, { uri: config.toString() }]);
      await (await vscode.workspace.openTextDocument(config)).save();
    } else {
      const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
      await vscode.workspace.getConfiguration('locksmith').update('phase', phase, target);
    }
    return phase;
  },
});

const pick = (now: Settings['phase'] | undefined): Thenable<(typeof PHASES)[0] | undefined> =>
  vscode.window.showQuickPick(
    PHASES.map((p) => (p.label === now ? { ...p, description: `${p.description} · now` } : p)),
    { title: 'Where are you in the process?', placeHolder: 'The phase decides which locks are due' },
  );
