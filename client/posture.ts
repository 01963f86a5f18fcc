/** Open Posture Report: the report in a panel of its own, in the colours of the editor, brought up to date while it is seen. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Handlers, Tools } from './commands';
import type { ReportResult } from '../server/lsp/protocol';

/** Links of the page may do this much. It has no scripts. */
const MAY = ['locksmith.openLocation', 'locksmith.explainFinding'];
const QUIET_FOR = 500;

export function postureCommands({ context, log, server }: Tools): Handlers {
  let panel: vscode.WebviewPanel | undefined;
  let timer: NodeJS.Timeout | undefined;
  const refresh = async (): Promise<void> => {
    const report = await server.request('locksmith/report', { links: 'command' });
    if (panel) panel.webview.html = page(report, panel.webview.html);
  };
  const later = (): void => {
    clearTimeout(timer);
    if (panel?.visible) timer = setTimeout(() => void refresh().catch((error: unknown) => log.error(String(error))), QUIET_FOR);
  };
  context.subscriptions.push(
    server.onStatus(({ state }) => state === 'ready' && later()),
    { dispose: () => clearTimeout(timer) },
  );
  return {
    'locksmith.openPostureReport': async () => {
      if (!panel) {
        panel = vscode.window.createWebviewPanel('locksmith.posture', 'AI Security Posture', vscode.ViewColumn.Active, {
          enableScripts: false,
          enableCommandUris: MAY,
          enableFindWidget: true,
          localResourceRoots: [],
        });
        panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'client/media/icon.png');
        panel.onDidDispose(() => (panel = undefined));
        panel.onDidChangeViewState(later);
      }
      panel.reveal();
      await refresh();
    },
  };
}

/** The page around the report. Where nothing changed it is the page as it was, nonce and all: a reader keeps their place. */
function page({ title, style, body }: ReportResult, before: string): string {
  const written = (nonce: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>${body}</body>
</html>`;
  const last = /'nonce-([\w-]+)'/.exec(before)?.[1];
  return last && written(last) === before ? before : written(randomBytes(16).toString('base64url'));
}
