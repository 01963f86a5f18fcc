/** Export Report: what the server knows, in a file that the user names. */
import * as vscode from 'vscode';
import type { ReportFormat } from '../server/lsp/protocol';
import type { Handlers, Tools } from './commands';

const FORMATS: (vscode.QuickPickItem & { format: ReportFormat; extension: string })[] = [
  { label: 'Posture report', description: 'workloads, locks and gaps as one HTML page, to read and to print', format: 'posture', extension: 'html' },
  { label: 'Findings', description: 'each with its path, as one HTML page', format: 'html', extension: 'html' },
  { label: 'Markdown', description: 'for a ticket or a wiki', format: 'markdown', extension: 'md' },
  { label: 'SARIF', description: 'for code scanning', format: 'sarif', extension: 'sarif' },
  { label: 'JSON', description: 'for a program', format: 'json', extension: 'json' },
];

export const exportCommands = ({ server }: Tools): Handlers => ({
  'locksmith.exportReport': async (given?: { format: ReportFormat; to: string }) => {
    const chosen = FORMATS.find((f) => f.format === given?.format) ?? (await vscode.window.showQuickPick(FORMATS, { title: 'Export the report as', matchOnDescription: true }));
    if (!chosen) return undefined;
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const name = `locksmith.${chosen.extension}`;
    const target = given
      ? vscode.Uri.parse(given.to)
      : await vscode.window.showSaveDialog({
          title: 'Export the report to',
          defaultUri: folder && vscode.Uri.joinPath(folder.uri, name),
          filters: { [chosen.label]: [chosen.extension] },
          saveLabel: 'Export',
        });
    if (!target) return undefined;
    const { text } = await server.execute('locksmith.exportReport', [{ format: chosen.format }]);
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(target, { preview: true });
    return target;
  },
});
