/** The language server: wires the protocol to folders. It answers from what is solved, and never lets a fault out. */
import { fileURLToPath } from 'node:url';
import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  DidChangeConfigurationNotification,
  type InitializeParams,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { version } from '../../package.json';
import { CONFIG_TEMPLATE, nearestConfig } from '../host/configEdit';
import { rulePage } from '../main/builtin';
import type { Read } from '../host/workspace';
import { type ActionData, FIX_ALL, actionsFor, resolve } from './actions';
import { COMMANDS, executor } from './commands';
import { openDocuments } from './documents';
import { aboutServer, reportPage } from './export';
import { type Folder, openFolder } from './folder';
import { hover } from './hover';
import { allDiagnostics, diagnosticsOf, inParts, report, workspaceReport } from './reports';
import { levels, scan } from './scan';
import { asDefaults, readableSettings } from './settings';
import type { ClientCommand, InitializationOptions, Settings, Status, WorkloadsParams } from './protocol';
import { canonical } from './uris';
import { lenses, title, workloadItems } from './workloads';

/** Typing pauses this long before findings are pushed, or a client is told to pull again. */
const PUSH_DELAY = 150;
const SETTINGS_PATIENCE = 2000;
const CELLS = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({ language }));

/** `pushedBefore`: addresses whose diagnostics the client has from a server that died. */
export function serve(connection: Connection, pushedBefore: readonly string[] = []): void {
  const folders: Folder[] = [];
  let client: InitializeParams['capabilities'] = {};
  let clientCommands: readonly ClientCommand[] = [];
  let settings: Partial<Settings> = {};
  /** The first answers wait for the settings, but not for a client that never sends them. */
  let settled: () => void = () => undefined;
  const ready = Promise.race([new Promise<void>((resolve) => (settled = resolve)), new Promise<void>((resolve) => setTimeout(resolve, SETTINGS_PATIENCE).unref())]);
  let pushTimer: NodeJS.Timeout | undefined;
  /** What this client was told, and must be told to forget. */
  let pushed = new Set<string>(pushedBefore);
  let lensTitles = '';
  let lastAnalysis: Status['lastAnalysis'];
  let status: Status = { state: 'starting', phase: 'foundational', files: 0, workloads: 0, findings: { error: 0, warning: 0, information: 0 }, setAside: [] };

  const guarded = <T>(what: string, otherwise: T, f: () => T): T => {
    try {
      return f();
    } catch (error) {
      connection.console.error(`${what} failed: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  };
  const documents = openDocuments(
    folders,
    (loose) => loose.configure(asDefaults(settings), settings.showUpcoming === true),
    (what, f) => guarded(what, undefined, f),
    () => push(),
  );
  /** Where a file belongs, while Locksmith is switched on. */
  const placeOf: typeof documents.placeOf = (uri) => (settings.enable === false ? undefined : documents.placeOf(uri));
  const everywhere = (): Folder[] => [...folders, ...documents.loose()];
  const itemsOf = (uri: string): Diagnostic[] => {
    const place = placeOf(uri);
    return place ? guarded('analysis', [], () => diagnosticsOf(place.folder, place.file, canonical(uri))) : [];
  };
  const everything = (): Map<string, Diagnostic[]> => (settings.enable === false ? new Map() : guarded('analysis', new Map(), () => allDiagnostics(everywhere())));
  /**
   * Throws what the protocol wants to hear when it was cancelled. A fault in the analysis ends this worker: the next one leaves the
   * file aside at which it came, and answers.
   */
  const solved = async (among: readonly Folder[], token?: CancellationToken, pause?: (read: Read) => void): Promise<void> => {
    await ready;
    if (settings.enable === false) return;
    const started = Date.now();
    let slow = false;
    for (const folder of among) {
      const done = await folder
        .solve(token, (read) => {
          if (!slow) tellStatus('analysing');
          slow = true;
          pause?.(read);
        })
        .catch((error: unknown) => {
          setImmediate(() => {
            throw error;
          });
          return new Promise<never>(() => undefined);
        });
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
    await solved(everywhere());
    if (!pulls()) pushAll();
    else if (client.workspace?.diagnostics?.refreshSupport) connection.languages.diagnostics.refresh();
    // An edit in one file may change what is missing at an entry point in another.
    const titles = guarded('lenses', '', () => JSON.stringify(everywhere().flatMap((f) => f.workloads().map((w) => [w.id, title(w)]))));
    if (titles !== lensTitles && client.workspace?.codeLens?.refreshSupport) void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    lensTitles = titles;
    tellStatus('ready');
  };
  const pushAll = (): void => {
    const all = everything();
    for (const uri of new Set([...pushed, ...all.keys()])) void connection.sendDiagnostics({ uri, version: documents.version(uri) ?? undefined, diagnostics: all.get(uri) ?? [] });
    pushed = new Set(all.keys());
  };
  const tellStatus = (state: Status['state'], milliseconds?: number): void => {
    if (milliseconds !== undefined) lastAnalysis = { milliseconds, at: Date.now() };
    // While it analyses, the counts of the last time stand.
    if (state === 'ready') {
      guarded('status', undefined, () => {
        status = {
          state,
          phase: folders[0]?.phase() ?? settings.phase ?? 'foundational',
          files: everywhere().reduce((n, f) => n + f.summary().files.length, 0),
          workloads: everywhere().reduce((n, f) => n + f.workloads().length, 0),
          findings: levels(everywhere().flatMap((f) => f.all())),
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
        // Every client has to know it; offsets in memory are in the same units.
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        notebookDocumentSync: { notebookSelector: [{ notebook: '*', cells: CELLS }] },
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
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte,astro,json,yml,yaml}' }],
      });
    }
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) await connection.client.register(DidChangeConfigurationNotification.type, { section: 'locksmith' });
    if (client.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders((e) => {
        for (const r of e.removed) folders.splice(0, folders.length, ...folders.filter((f) => f.uri('') !== canonical(r.uri)));
        for (const a of e.added) if (a.uri.startsWith('file:')) folders.push(openFolder(fileURLToPath(a.uri), asDefaults(settings)));
        push();
      });
    }
    await readSettings().finally(settled);
  });

  /** A client that cannot be asked says by itself what its settings are. */
  const readSettings = async (said?: unknown): Promise<void> => {
    if (client.workspace?.configuration) settings = readableSettings(await connection.workspace.getConfiguration('locksmith'));
    else if (said !== undefined) settings = readableSettings((said as { locksmith?: unknown } | null)?.locksmith);
    for (const f of everywhere()) f.configure(asDefaults(settings), settings.showUpcoming === true);
    push();
  };
  connection.onDidChangeConfiguration((change) => void readSettings(change.settings));

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const c of changes) {
      const place = documents.placeOf(c.uri);
      if (place) guarded('a change on disk', undefined, () => place.folder.touched(place.file));
    }
    push();
  });

  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    const place = placeOf(textDocument.uri);
    if (place) await solved([place.folder], token);
    return report(itemsOf(textDocument.uri), previousResultId);
  });
  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }, token, _progress, partial) => {
    if (partial && settings.enable !== false)
      return inParts(
        everywhere(),
        previousResultIds,
        (folder) => solved([folder], token),
        (items) => partial.report({ items }),
        documents.version,
      );
    await solved(everywhere(), token);
    return { items: workspaceReport(everything(), previousResultIds, documents.version) };
  });

  connection.onCodeAction((params) => {
    const place = placeOf(params.textDocument.uri);
    return place ? guarded('quick fixes', [], () => actionsFor(place.folder, place.file, params.range, params.context, clientCommands, canonical(params.textDocument.uri))) : [];
  });
  connection.onCodeActionResolve((action) => {
    const folder = everywhere().find((f) => f.root === (action.data as ActionData | undefined)?.root);
    return folder ? guarded('a quick fix', action, () => resolve(folder, action, documents.version)) : action;
  });
  connection.onHover(({ textDocument: { uri }, position }) => {
    const place = placeOf(uri);
    return place ? guarded('hover', null, () => hover(place.folder, place.file, canonical(uri), position, clientCommands)) : null;
  });

  connection.onCodeLens(async ({ textDocument }, token) => {
    const place = placeOf(textDocument.uri);
    if (!place) return [];
    await solved([place.folder], token);
    return guarded('lenses', [], () => lenses(place.folder, place.file, canonical(textDocument.uri), clientCommands));
  });

  const execute = executor({
    connection,
    folders,
    placeOf,
    everywhere,
    version: documents.version,
    solved,
    async scan(options, token, progress) {
      const summary = await scan(everywhere(), options, solved, token, progress);
      push();
      return summary;
    },
  });
  connection.onExecuteCommand(({ command, arguments: args = [] }, token, progress) => execute(command, args, token, progress));

  connection.onRequest('locksmith/explain', ({ rule }: { rule: string }) => ({ markdown: rulePage(rule) ?? `There is no rule \`${rule}\`.` }));
  connection.onRequest('locksmith/workloads', async (params: WorkloadsParams | undefined, token: CancellationToken) => {
    await solved(everywhere(), token);
    return guarded('workloads', [], () => workloadItems(everywhere(), params ?? {}));
  });
  connection.onRequest('locksmith/report', async (_params: unknown, token: CancellationToken) => {
    await solved(everywhere(), token);
    return reportPage(everywhere());
  });
  connection.onRequest('locksmith/configTemplate', () => ({ text: CONFIG_TEMPLATE }));
  connection.onRequest('locksmith/diagnosticsReport', () => aboutServer(everywhere()));
  connection.onRequest('locksmith/nearestConfig', ({ uri }: { uri?: string }) => {
    const place = uri === undefined ? folders[0] && { folder: folders[0], file: '' } : placeOf(uri);
    const found = place && nearestConfig(place.file, place.folder.textOf);
    return { uri: place && found && found.text !== '' ? place.folder.uri(found.at) : null };
  });

  documents.listen(connection);
  connection.listen();
}
