/** Activation: registers the commands, starts the server, shows its status. No analysis happens here, and nothing waits. */
import * as vscode from 'vscode';
import { type Tools, register } from './commands';
import { configCommands } from './config';
import { explainCommands } from './explain';
import { pathCommands } from './path';
import { phaseCommands } from './phase';
import { scanCommands } from './scan';
import { createServer } from './server';
import { setting } from './settings';
import { showStatus } from './status';

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
      'locksmith.restartServer': () => server.restart(),
    }),
  );
  if (setting('enable')) void server.start().catch((error: unknown) => log.error(String(error)));
}
