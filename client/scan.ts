/** Scan Workspace and Scan Changed Files: progress with counts, a cancel that holds, and a summary that always comes. */
import * as vscode from 'vscode';
import type { ScanOptions, ScanSummary } from '../server/lsp/protocol';
import { type Handlers, type Tools } from './commands';
import { changedFiles } from './git';
import { count, duration } from './words';

export const scanCommands = (tools: Tools): Handlers => ({
  'locksmith.scanWorkspace': () => scan(tools, 'the workspace', {}),
  'locksmith.scanChangedFiles': async () => {
    const files = await changedFiles();
    if (files.length === 0) return tell(tools, 'No changed files to scan.');
    return scan(tools, count(files.length, 'changed file'), { files: files.map(String) });
  },
});

async function scan(tools: Tools, what: string, options: ScanOptions): Promise<ScanSummary | undefined> {
  const progress = { location: vscode.ProgressLocation.Notification, title: `Locksmith scans ${what}`, cancellable: true };
  return vscode.window.withProgress(progress, async (view, token) => {
    let done = 0;
    const cancelled = new Promise<undefined>((resolve) => token.onCancellationRequested(() => resolve(undefined)));
    const scanned = tools.server.execute('locksmith.scanWorkspace', [options], {
      token,
      onProgress({ message, percentage = done }) {
        view.report({ message, increment: percentage - done });
        done = percentage;
      },
    });
    try {
      // Whoever cancels has their window back at once; the server winds up behind it.
      const summary = await Promise.race([scanned, cancelled]);
      if (summary) report(tools, summary);
      else tell(tools, 'Scan cancelled.');
      return summary;
    } catch (error) {
      if (!token.isCancellationRequested) throw error;
      return undefined;
    } finally {
      scanned.catch(() => undefined);
    }
  });
}

function report(tools: Tools, summary: ScanSummary): void {
  const { error, warning, information } = summary.findings;
  const total = error + warning + information;
  const skipped = Object.entries(summary.skipped).filter(([, n]) => n > 0);
  const left = skipped.reduce((n, [, more]) => n + more, 0);
  const parts = [
    `${count(total, 'finding')} in ${count(summary.files, 'file')}`,
    ...(left > 0
      ? [`${left.toLocaleString('en')} skipped (${skipped.map(([why, n]) => (/(file|folder)$/.test(why) ? count(n, why) : `${n.toLocaleString('en')} ${why}`)).join(', ')})`]
      : []),
    ...(summary.cut > 0 ? [`${count(summary.cut, 'function')} not followed in full`] : []),
    count(summary.workloads, 'AI workload'),
    duration(summary.milliseconds),
  ];
  tell(tools, parts.join(' · '));
  tools.log.info(`  errors ${error}, warnings ${warning}, information ${information}`);
  for (const file of summary.setAside) tools.log.warn(`  could not be analysed: ${file}`);
  if (total > 0) void vscode.commands.executeCommand('workbench.panel.markers.view.focus');
}

/** In the status bar for a while, and in the log for good. */
function tell(tools: Tools, text: string): void {
  tools.log.info(text);
  vscode.window.setStatusBarMessage(`$(shield) ${text}`, 20_000);
}
