/** Suppress With Reason: asks for the reason, which the server writes into the comment. */
import * as vscode from 'vscode';
import type { Handlers, Tools } from './commands';
import type { Suppress } from '../server/lsp/protocol';

export const suppressCommands = ({ server }: Tools): Handlers => ({
  'locksmith.suppress': async (what: Suppress) => {
    const reason =
      what.reason ??
      (await vscode.window.showInputBox({
        title: `Suppress ${what.rule}`,
        prompt: 'Why is this no problem here? The reason goes into the comment.',
        validateInput: (text) => (text.trim() ? undefined : 'A suppression needs a reason.'),
        ignoreFocusOut: true,
      }));
    return reason === undefined ? undefined : server.execute('locksmith.suppress', [{ ...what, reason }]);
  },
});
