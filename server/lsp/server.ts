/** The language server: wires the protocol to folders. It answers from what is solved, and never lets a fault out. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as path from 'node:path';
import {
  type Connection,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  DidChangeConfigurationNotification,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../../package.json';
import type { Finding } from '../analysis/findings/finding';
import type { Config } from '../engine/api';
import { rulePage } from '../main/builtin';
import { type ActionData, FIX_ALL, actionsFor, resolve } from './actions';
import { type Folder, openFolder } from './folder';
import type { ScanSummary, Settings, ShownPath, PathQuery, Status } from './protocol';

/** Typing pauses this long before findings are pushed to clients that cannot pull. */
const PUSH_DELAY = 120;

export function serve(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const folders: Folder[] = [];
  let client: InitializeParams['capabilities'] = {};
  let settings: Partial<Settings> = {};
  let pushTimer: NodeJS.Timeout | undefined;
  const pushed = new Set<string>();

  const overrides = (): Partial<Config> => ({
    ...(settings.phase ? { phase: settings.phase } : {}),
    ...(settings.minConfidence ? { minConfidence: settings.minConfidence } : {}),
    ...(settings.rules && Object.keys(settings.rules).length > 0 ? { rules: settings.rules } : {}),
  });
  const placeOf = (uri: string): { folder: Folder; file: string } | undefined => {
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
  const diagnosticsOf = (uri: string): Diagnostic[] => {
    const place = placeOf(uri);
    if (!place || settings.enable === false) return [];
    return guarded('analysis', [], () => [
      ...place.folder.findings(place.file).map(place.folder.convert.diagnostic),
      ...place.folder
        .problems()
        .filter((p) => p.path === place.file)
        .map(place.folder.convert.problem),
    ]);
  };
  const pulls = (): boolean => client.textDocument?.diagnostic !== undefined;
  const push = (): void => {
    clearTimeout(pushTimer);
    pushTimer = setTimeout(() => {
      if (pulls()) {
        if (client.workspace?.diagnostics?.refreshSupport) connection.languages.diagnostics.refresh();
      } else {
        for (const d of documents.all()) {
          pushed.add(d.uri);
          void connection.sendDiagnostics({ uri: d.uri, version: d.version, diagnostics: diagnosticsOf(d.uri) });
        }
      }
      tellStatus('ready');
    }, PUSH_DELAY);
  };
  const count = (findings: readonly Finding[]): Status['findings'] => ({
    error: findings.filter((f) => f.level === 'error').length,
    warning: findings.filter((f) => f.level === 'warning').length,
    information: findings.filter((f) => f.level === 'information').length,
  });
  const tellStatus = (state: Status['state'], milliseconds?: number): void => {
    guarded('status', undefined, () => {
      const findings = folders.flatMap((f) => f.all());
      const status: Status = {
        state,
        phase: folders[0]?.phase() ?? 'foundational',
        files: folders.reduce((n, f) => n + f.summary().files, 0),
        workloads: 0,
        findings: count(findings),
        setAside: [],
        ...(milliseconds === undefined ? {} : { lastAnalysis: { milliseconds, at: Date.now() } }),
      };
      void connection.sendNotification('locksmith/status', status);
    });
  };

  connection.onInitialize((params) => {
    client = params.capabilities;
    const roots = params.workspaceFolders?.map((f) => f.uri) ?? (params.rootUri ? [params.rootUri] : []);
    for (const r of roots) if (r.startsWith('file:')) folders.push(openFolder(fileURLToPath(r).replace(/[\\/]$/, ''), {}));
    return {
      serverInfo: { name: 'locksmith', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        diagnosticProvider: { identifier: 'locksmith', interFileDependencies: true, workspaceDiagnostics: true },
        codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL], resolveProvider: true },
        hoverProvider: true,
        executeCommandProvider: { commands: ['locksmith.scanWorkspace', 'locksmith.showPath'], workDoneProgress: true },
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
    await readSettings();
  });

  const readSettings = async (): Promise<void> => {
    if (client.workspace?.configuration) settings = ((await connection.workspace.getConfiguration('locksmith')) as Partial<Settings> | null) ?? {};
    for (const f of folders) f.configure(overrides());
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
    if (pushed.delete(document.uri)) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const c of changes) {
      const place = placeOf(c.uri);
      if (place) guarded('a change on disk', undefined, () => place.folder.touched(place.file));
    }
    push();
  });

  connection.languages.diagnostics.on((params) => {
    const items = diagnosticsOf(params.textDocument.uri);
    const resultId = JSON.stringify(items).length.toString(36) + hashOf(items);
    return params.previousResultId === resultId ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId } : { kind: DocumentDiagnosticReportKind.Full, items, resultId };
  });
  connection.languages.diagnostics.onWorkspace(() => ({
    items: folders.flatMap((folder) => {
      const byFile = new Map<string, Diagnostic[]>();
      for (const f of guarded('analysis', [], () => folder.all())) byFile.set(f.place.path, [...(byFile.get(f.place.path) ?? []), folder.convert.diagnostic(f)]);
      return [...byFile].map(([p, items]) => ({ kind: DocumentDiagnosticReportKind.Full, uri: pathToFileURL(path.join(folder.root, p)).href, version: null, items }));
    }),
  }));

  connection.onCodeAction((params) => {
    const place = placeOf(params.textDocument.uri);
    return place ? guarded('quick fixes', [], () => actionsFor(place.folder, place.file, params.range, params.context.diagnostics)) : [];
  });
  connection.onCodeActionResolve((action) => {
    const folder = folders.find((f) => f.root === (action.data as ActionData | undefined)?.root);
    const versionOf = (p: string): number | null => documents.get(pathToFileURL(path.join(folder!.root, p)).href)?.version ?? null;
    return folder ? guarded('a quick fix', action, () => resolve(folder, action, versionOf)) : action;
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

  connection.onExecuteCommand(async ({ command, arguments: args }, token, progress) => {
    if (command === 'locksmith.showPath') return shownPath(args?.[0] as PathQuery);
    if (command !== 'locksmith.scanWorkspace') return null;
    const started = Date.now();
    const files = folders.reduce((n, f) => n + f.summary().files, 0);
    progress.begin('Locksmith', 0, `${files} files`, true);
    const findings = token.isCancellationRequested ? [] : guarded('the scan', [], () => folders.flatMap((f) => f.all()));
    progress.report(100, `${files} of ${files} files`);
    progress.done();
    push();
    const skipped: Record<string, number> = {};
    for (const f of folders) for (const [why, n] of Object.entries(f.summary().skipped)) skipped[why] = (skipped[why] ?? 0) + n;
    return { files, skipped, findings: count(findings), workloads: 0, milliseconds: Date.now() - started, setAside: [] } satisfies ScanSummary;
  });

  const shownPath = (query: PathQuery): ShownPath | null => {
    const place = placeOf(query.uri);
    if (!place) return null;
    const f = place.folder
      .findings(place.file)
      .find(
        (x) =>
          (!query.rule || x.rule === query.rule) &&
          x.path.length > 0 &&
          place.folder.convert.range(x.place).start.line <= query.range.end.line &&
          place.folder.convert.range(x.place).end.line >= query.range.start.line,
      );
    return f ? { rule: f.rule, steps: f.path.map((s) => ({ label: s.label, location: place.folder.convert.location(s) })) } : null;
  };
  connection.onRequest('locksmith/explain', ({ rule }: { rule: string }) => ({ markdown: rulePage(rule) ?? `There is no rule \`${rule}\`.` }));
  connection.onRequest('locksmith/workloads', () => []);

  documents.listen(connection);
  connection.listen();
}

function hashOf(items: readonly Diagnostic[]): string {
  let h = 0;
  for (const c of JSON.stringify(items)) h = (Math.imul(h, 31) + c.charCodeAt(0)) | 0;
  return (h >>> 0).toString(36);
}
