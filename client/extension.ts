/** Activation: registers the commands, starts the server, shows its status. No analysis happens here, and nothing waits. */
import * as vscode from 'vscode';
import { type Tools, register } from './commands';
import { configCommands } from './config';
import { diagnosticsCommands } from './diagnosticsReport';
import { explainCommands } from './explain';
import { exportCommands } from './exportReport';
import { locationCommands } from './openLocation';
import { pathCommands } from './path';
import { phaseCommands } from './phase';
import { postureCommands } from './posture';
import { scanCommands } from './scan';
import { createServer } from './server';
import { setting } from './settings';
import { showStatus } from './status';
import { suppressCommands } from './suppress';
import { treeCommands } from './tree';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Locksmith', { log: true });
  const server = createServer(context, log);
  const tools: Tools = { context, log, server };
  context.subscriptions.push(
    log,
    showStatus(server),
    register({
      ...scanCommands(tools),
      ...pathCommands(tools),
      ...phaseCommands(tools),
      ...configCommands(tools),
      ...explainCommands(tools),
      ...treeCommands(tools),
      ...postureCommands(tools),
      ...exportCommands(tools),
      ...diagnosticsCommands(tools),
      ...locationCommands(),
      ...suppressCommands(tools),
      'locksmith.restartServer': () => server.restart(),
    }),
  );
  const startIfWanted = (): void => {
    if (setting('enable')) void server.start().catch((error: unknown) => log.error(String(error)));
  };
  context.subscriptions.push(vscode.workspace.onDidChangeConfiguration((e) => e.affectsConfiguration('locksmith.enable') && startIfWanted()));
  startIfWanted();
}
