/** Copy Diagnostics Report: what a bug report needs, without any source text. */
import * as vscode from 'vscode';
import type { Handlers, Tools } from './commands';
import { SETTINGS, setting } from './settings';

export const diagnosticsCommands = ({ context, server }: Tools): Handlers => ({
  'locksmith.copyDiagnosticsReport': async () => {
    const { version } = context.extension.packageJSON as { version: string };
    const uiKind = vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop';
    const own = [
      '# Locksmith in VS Code',
      '',
      `- Locksmith ${version}, VS Code ${vscode.version} (${[uiKind, vscode.env.remoteName].filter(Boolean).join(', ')}), ${vscode.workspace.isTrusted ? 'trusted' : 'restricted'}`,
      `- ${vscode.workspace.workspaceFolders?.length ?? 0} workspace folders`,
      ...SETTINGS.map((name) => `- \`locksmith.${name}\`: ${JSON.stringify(setting(name))}`),
    ];
    // A server that does not answer is a finding of its own.
    const theirs = await server.request('locksmith/diagnosticsReport', {}).then(
      ({ markdown }) => markdown,
      (error: unknown) => `# Locksmith server\n\n- does not answer: ${String(error)}`,
    );
    const text = `${own.join('\n')}\n\n${theirs}\n`;
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage('$(clippy) The diagnostics report is in the clipboard', 5000);
    return text;
  },
});
