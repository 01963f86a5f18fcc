/** The language server's life: started once, restarted unseen when it dies, and asked through typed requests. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import * as lsp from 'vscode-languageclient/node';
import type { Commands, InitializationOptions, Notifications, Requests, Status } from '../server/lsp/protocol';
import { DOCUMENTS } from './selector';
import { setting } from './settings';

/** A server that dies more often than this is left alone until the user restarts it. */
const RESTARTS = { most: 5, within: 3 * 60_000 };

export interface Server {
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  request<M extends keyof Requests>(method: M, params: Requests[M]['params'], token?: vscode.CancellationToken): Promise<Requests[M]['result']>;
  execute<C extends keyof Commands>(command: C, args: Commands[C]['args'], options?: ExecuteOptions): Promise<Commands[C]['result']>;
  readonly onStatus: vscode.Event<Status>;
  /** The last word of the server about itself. */
  readonly status: Status | undefined;
  location(place: lsp.Location): vscode.Location;
  /** An editor's range as the protocol writes it: sent as it is, it would arrive as a list. */
  range(range: vscode.Range): lsp.Range;
}

export interface ExecuteOptions {
  token?: vscode.CancellationToken;
  onProgress?(report: { message?: string; percentage?: number }): void;
}

/**
 * The stock client registers every command that the server advertises. Locksmith registers the same ids itself, at activation
 * and with an editor's manners around them, so that feature is left out.
 */
class Client extends lsp.LanguageClient {
  override registerFeature(feature: lsp.StaticFeature | lsp.DynamicFeature<unknown>): void {
    if (!lsp.DynamicFeature.is(feature) || feature.registrationType.method !== lsp.ExecuteCommandRequest.method) super.registerFeature(feature);
  }
}

export function createServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Server {
  const changed = new vscode.EventEmitter<Status>();
  let status: Status | undefined;
  const say = (next: Status): void => {
    status = next;
    changed.fire(next);
  };
  const sayState = (state: Status['state'], message?: string): void => say({ ...(status ?? UNKNOWN), state, message });

  const client = new Client('locksmith', 'Locksmith', serverOptions(context), {
    documentSelector: DOCUMENTS,
    outputChannel: log,
    revealOutputChannelOn: lsp.RevealOutputChannelOn.Never,
    initializationOptions: (): InitializationOptions => ({
      clientCommands: ['locksmith.revealWorkload', 'locksmith.explainFinding', 'locksmith.openLocation', 'locksmith.openPostureReport', 'locksmith.showPath', 'locksmith.suppress'],
      maxMemory: setting('maxMemory'),
    }),
    initializationFailedHandler: () => false,
    errorHandler: quietRestarts(() => sayState('failed', 'The server stopped five times in a row.')),
    diagnosticPullOptions: {
      onChange: true,
      onSave: true,
      filter: (document, mode) => mode === lsp.DiagnosticPullMode.onType && setting('run', document) === 'onSave',
    },
    markdown: { isTrusted: { enabledCommands: ['locksmith.explainFinding', 'locksmith.openLocation', 'locksmith.openPostureReport', 'locksmith.showPath'] } },
  });
  const STATUS: keyof Notifications = 'locksmith/status';
  client.onNotification(STATUS, say);
  context.subscriptions.push(changed, client);

  const start = async (): Promise<void> => {
    if (!client.needsStart()) return;
    sayState('starting');
    await client.start().catch((error: unknown) => {
      sayState('failed', 'The server did not start.');
      throw error;
    });
  };
  /** A command may be the first thing that a user asks for. */
  const running = async (): Promise<Client> => {
    if (!setting('enable')) throw new Error('Locksmith is switched off by the setting "locksmith.enable".');
    await start();
    return client;
  };

  return {
    start,
    stop: () => (client.needsStop() ? client.stop() : Promise.resolve()),
    restart: () => (client.needsStop() ? client.restart() : start()),
    async request(method, params, token) {
      return (await running()).sendRequest(method, params, token);
    },
    async execute(command, args, { token, onProgress } = {}) {
      const connected = await running();
      const workDoneToken = onProgress && randomUUID();
      const progress =
        workDoneToken &&
        connected.onProgress(lsp.WorkDoneProgress.type, workDoneToken, (report) => {
          if (report.kind === 'report') onProgress(report);
        });
      try {
        const params: lsp.ExecuteCommandParams = { command, arguments: args, workDoneToken };
        return (await connected.sendRequest(lsp.ExecuteCommandRequest.type, params, token)) as Commands[typeof command]['result'];
      } finally {
        if (progress) progress.dispose();
      }
    },
    onStatus: changed.event,
    get status() {
      return status;
    },
    location: (place) => client.protocol2CodeConverter.asLocation(place),
    range: (range) => client.code2ProtocolConverter.asRange(range),
  };
}

const UNKNOWN: Status = { state: 'starting', phase: 'foundational', files: 0, workloads: 0, findings: { error: 0, warning: 0, information: 0 }, setAside: [] };

function serverOptions(context: vscode.ExtensionContext): lsp.ServerOptions {
  const run: lsp.NodeModule = { module: context.asAbsolutePath('dist/server.js'), transport: lsp.TransportKind.ipc };
  return { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } } };
}

/** Restarts at once and says nothing; only a server that keeps dying is worth a word, and that word stands in the status item. */
function quietRestarts(gaveUp: () => void): lsp.ErrorHandler {
  let deaths: number[] = [];
  return {
    error: () => ({ action: lsp.ErrorAction.Continue, handled: true }),
    closed() {
      const now = Date.now();
      deaths = [...deaths.filter((at) => now - at < RESTARTS.within), now];
      if (deaths.length <= RESTARTS.most) return { action: lsp.CloseAction.Restart, handled: true };
      deaths = [];
      gaveUp();
      return { action: lsp.CloseAction.DoNotRestart, handled: true };
    },
  };
}
