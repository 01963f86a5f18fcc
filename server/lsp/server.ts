/** The language server: wires the protocol to folders. It answers from what is solved, and never lets a fault out. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  DidChangeConfigurationNotification,
  type InitializeParams,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../../package.json';
import type { Finding } from '../analysis/findings/finding';
import type { Config } from '../engine/api';
import { CONFIG_TEMPLATE } from '../host/configEdit';
import { rulePage } from '../main/builtin';
import { type ActionData, FIX_ALL, actionsFor, resolve } from './actions';
import { type At, COMMANDS, executor } from './commands';
import { aboutServer, reportPage } from './export';
import { type Folder, openFolder } from './folder';
import { allDiagnostics, diagnosticsOf, report, workspaceReport } from './reports';
import type { ClientCommand, InitializationOptions, ScanSummary, Settings, Status, WorkloadsParams } from './protocol';
import { lenses, uriOf, workloadItems } from './workloads';

/** Typing pauses this long before findings are pushed, or a client is told to pull again. */
const PUSH_DELAY = 150;
const SETTINGS_PATIENCE = 2000;

export function serve(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const folders: Folder[] = [];
  let client: InitializeParams['capabilities'] = {};
  let clientCommands: readonly ClientCommand[] = [];
  let settings: Partial<Settings> = {};
  /** The first answers wait for the settings, but not for a client that never sends them. */
  let settled: () => void = () => undefined;
  const ready = Promise.race([new Promise<void>((resolve) => (settled = resolve)), new Promise<void>((resolve) => setTimeout(resolve, SETTINGS_PATIENCE).unref())]);
  let pushTimer: NodeJS.Timeout | undefined;
  /** What this client was told, and must be told to forget. */
  let pushed = new Set<string>();
  let lastAnalysis: Status['lastAnalysis'];
  let status: Status = { state: 'starting', phase: 'foundational', files: 0, workloads: 0, findings: { error: 0, warning: 0, information: 0 }, setAside: [] };

  const overrides = (): Partial<Config> => ({
    ...(settings.phase ? { phase: settings.phase } : {}),
    ...(settings.minConfidence ? { minConfidence: settings.minConfidence } : {}),
    ...(settings.rules && Object.keys(settings.rules).length > 0 ? { rules: settings.rules } : {}),
  });
  const placeOf = (uri: string): At | undefined => {
    if (!uri.startsWith('file:')) return undefined;
    const file = fileURLToPath(uri);
    const folder = folders.filter((f) => f.contains(file)).sort((a, b) => b.root.length - a.root.length)[0];
    return folder && { folder, file: folder.relative(file) };
  };
  const guarded = <T>(what: string, otherwise: T, f: () => T): T => {
    try {
      return f();
    } catch (error) {
      connection.console.error(`${what} failed: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  };
  const itemsOf = (uri: string): Diagnostic[] => {
    const place = placeOf(uri);
    return place && settings.enable !== false ? guarded('analysis', [], () => diagnosticsOf(place.folder, place.file)) : [];
  };
  const everything = (): Map<string, Diagnostic[]> => (settings.enable === false ? new Map() : guarded('analysis', new Map(), () => allDiagnostics(folders)));
  /** Throws what the protocol wants to hear when it was cancelled. A fault in the analysis is logged, and the answer is what there is. */
  const solved = async (among: readonly Folder[], token?: CancellationToken, pause?: () => void): Promise<void> => {
    await ready;
    if (settings.enable === false) return;
    const started = Date.now();
    let slow = false;
    for (const folder of among) {
      const done = await folder
        .solve(token, () => {
          if (!slow) tellStatus('analysing');
          slow = true;
          pause?.();
        })
        .catch((error: unknown) => (connection.console.error(`analysis failed: ${String(error)}`), true));
      if (!done) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    }
    if (slow) tellStatus('ready', Date.now() - started);
  };
  const pulls = (): boolean => client.textDocument?.diagnostic !== undefined;
  const push = (): void => {
    clearTimeout(pushTimer);
    pushTimer = setTimeout(() => void tell().catch((error: unknown) => connection.console.error(String(error))), PUSH_DELAY);
  };
  const tell = async (): Promise<void> => {
    await solved(folders);
    if (!pulls()) pushAll();
    else if (client.workspace?.diagnostics?.refreshSupport) connection.languages.diagnostics.refresh();
    tellStatus('ready');
  };
  const pushAll = (): void => {
    const all = everything();
    for (const uri of new Set([...pushed, ...all.keys()])) void connection.sendDiagnostics({ uri, version: documents.get(uri)?.version, diagnostics: all.get(uri) ?? [] });
    pushed = new Set(all.keys());
  };
  const count = (findings: readonly Finding[]): Status['findings'] => ({
    error: findings.filter((f) => f.level === 'error').length,
    warning: findings.filter((f) => f.level === 'warning').length,
    information: findings.filter((f) => f.level === 'information').length,
  });
  const tellStatus = (state: Status['state'], milliseconds?: number): void => {
    if (milliseconds !== undefined) lastAnalysis = { milliseconds, at: Date.now() };
    // While it analyses, the counts of the last time stand.
    if (state === 'ready') {
      guarded('status', undefined, () => {
        status = {
          state,
          phase: folders[0]?.phase() ?? 'foundational',
          files: folders.reduce((n, f) => n + f.summary().files, 0),
          workloads: folders.reduce((n, f) => n + f.workloads().length, 0),
          findings: count(folders.flatMap((f) => f.all())),
          setAside: folders.flatMap((f) => f.setAside()),
        };
      });
    }
    void connection.sendNotification('locksmith/status', { ...status, state, lastAnalysis } satisfies Status);
  };

  connection.onInitialize((params) => {
    client = params.capabilities;
    clientCommands = (params.initializationOptions as InitializationOptions | undefined)?.clientCommands ?? [];
    const roots = params.workspaceFolders?.map((f) => f.uri) ?? (params.rootUri ? [params.rootUri] : []);
    for (const r of roots) if (r.startsWith('file:')) folders.push(openFolder(fileURLToPath(r).replace(/[\\/]$/, ''), {}));
    return {
      serverInfo: { name: 'locksmith', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        diagnosticProvider: { identifier: 'locksmith', interFileDependencies: true, workspaceDiagnostics: true },
        codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL], resolveProvider: true },
        hoverProvider: true,
        codeLensProvider: {},
        executeCommandProvider: { commands: COMMANDS, workDoneProgress: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(async () => {
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte,astro,json,yml}' }] });
    }
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) await connection.client.register(DidChangeConfigurationNotification.type, { section: 'locksmith' });
    if (client.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders((e) => {
        for (const r of e.removed) folders.splice(0, folders.length, ...folders.filter((f) => pathToFileURL(f.root).href !== r.uri));
        for (const a of e.added) if (a.uri.startsWith('file:')) folders.push(openFolder(fileURLToPath(a.uri), overrides()));
        push();
      });
    }
    await readSettings().finally(settled);
  });

  const readSettings = async (): Promise<void> => {
    if (client.workspace?.configuration) settings = ((await connection.workspace.getConfiguration('locksmith')) as Partial<Settings> | null) ?? {};
    for (const f of folders) f.configure(overrides(), settings.showUpcoming === true);
    push();
  };
  connection.onDidChangeConfiguration(() => void readSettings());

  documents.onDidChangeContent(({ document }) => {
    const place = placeOf(document.uri);
    if (place) guarded('an edit', undefined, () => place.folder.edit(place.file, document.getText()));
    push();
  });
  documents.onDidClose(({ document }) => {
    const place = placeOf(document.uri);
    if (place) guarded('closing', undefined, () => place.folder.edit(place.file, undefined));
    push();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const c of changes) {
      const place = placeOf(c.uri);
      if (place) guarded('a change on disk', undefined, () => place.folder.touched(place.file));
    }
    push();
  });

  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    const place = placeOf(textDocument.uri);
    if (place) await solved([place.folder], token);
    return report(itemsOf(textDocument.uri), previousResultId);
  });
  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }, token) => {
    await solved(folders, token);
    return { items: workspaceReport(everything(), previousResultIds, (uri) => documents.get(uri)?.version ?? null) };
  });

  connection.onCodeAction((params) => {
    const place = placeOf(params.textDocument.uri);
    return place ? guarded('quick fixes', [], () => actionsFor(place.folder, place.file, params.range, params.context)) : [];
  });
  connection.onCodeActionResolve((action) => {
    const folder = folders.find((f) => f.root === (action.data as ActionData | undefined)?.root);
    return folder ? guarded('a quick fix', action, () => resolve(folder, action, (p) => versionIn(folder, p))) : action;
  });
  connection.onHover(({ textDocument, position }) => {
    const place = placeOf(textDocument.uri);
    const document = documents.get(textDocument.uri);
    if (!place || !document) return null;
    const at = document.offsetAt(position);
    const hits = guarded('hover', [], () => place.folder.findings(place.file)).filter((f) => f.place.start <= at && at <= f.place.end);
    if (hits.length === 0) return null;
    return { contents: { kind: 'markdown', value: hits.map((f) => `**${f.rule}**\n\n${f.message.what}\n\n${f.message.why}\n\n${f.message.todo}`).join('\n\n---\n\n') } };
  });

  connection.onCodeLens(async ({ textDocument }, token) => {
    const place = placeOf(textDocument.uri);
    if (!place || settings.enable === false) return [];
    await solved([place.folder], token);
    return guarded('lenses', [], () => lenses(place.folder, place.file, clientCommands));
  });

  const versionIn = (folder: Folder, p: string): number | null => documents.get(uriOf(folder, p))?.version ?? null;
  const execute = executor({ connection, folders, placeOf, versionIn, solved, scan: (token, progress) => scan(token, progress) });
  connection.onExecuteCommand(({ command, arguments: args = [] }, token, progress) => execute(command, args, token, progress));

  const scan = async (token: CancellationToken, progress: WorkDoneProgressReporter): Promise<ScanSummary> => {
    const started = Date.now();
    progress.begin('Locksmith', undefined, 'reading files', true);
    try {
      const files = folders.reduce((n, f) => n + f.summary().files, 0);
      progress.report(`${files} files`);
      await solved(folders, token, () => progress.report(`${files} files, ${((Date.now() - started) / 1000).toFixed(0)} s`));
      const skipped: Record<string, number> = {};
      for (const f of folders) for (const [why, n] of Object.entries(f.summary().skipped)) skipped[why] = (skipped[why] ?? 0) + n;
      const findings = guarded('the scan', [], () => folders.flatMap((f) => f.all()));
      push();
      return {
        files,
        skipped,
        findings: count(findings),
        workloads: folders.reduce((n, f) => n + f.workloads().length, 0),
        milliseconds: Date.now() - started,
        setAside: folders.flatMap((f) => f.setAside()),
      };
    } finally {
      progress.done();
    }
  };

  connection.onRequest('locksmith/explain', ({ rule }: { rule: string }) => ({ markdown: rulePage(rule) ?? `There is no rule \`${rule}\`.` }));
  connection.onRequest('locksmith/workloads', async (params: WorkloadsParams | undefined, token: CancellationToken) => {
    await solved(folders, token);
    return guarded('workloads', [], () => workloadItems(folders, params ?? {}));
  });
  connection.onRequest('locksmith/report', async (_params: unknown, token: CancellationToken) => {
    await solved(folders, token);
    return reportPage(folders);
  });
  connection.onRequest('locksmith/configTemplate', () => ({ text: CONFIG_TEMPLATE }));
  connection.onRequest('locksmith/diagnosticsReport', () => aboutServer(folders));

  documents.listen(connection);
  connection.listen();
}
