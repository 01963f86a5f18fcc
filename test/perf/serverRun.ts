/** What the built language server takes for a folder on the disk, as an editor sees it: times by the clock, in milliseconds. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource, StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-languageserver-protocol/node';
import { typing } from './edits';

export interface ServerRun {
  /** From the start of the process to its answer to `initialize`. */
  answers: number;
  /** From there to the first diagnostics of a file that was opened. */
  first: number;
  /** From a change to the diagnostics of the same file. */
  edits: number[];
  /** From a cancellation to the answer of what was cancelled. */
  cancel: number[];
  /** Megabytes at most; zero where there is no `/proc`. */
  memory: number;
}

const SERVER = path.join(__dirname, '../../dist/server.js');
const EDITS = 60;
const CANCELS = 9;
/** Time in which work has begun. */
const UNDER_WAY = 120;

export async function serverRun(root: string, file: string): Promise<ServerRun> {
  const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-bench-'));
  const started = performance.now();
  const child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, XDG_CACHE_HOME: cache } });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!));
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', (p: { items: unknown[] }) => p.items.map(() => ({})));
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  connection.listen();
  try {
    const uri = (p: string): string => pathToFileURL(path.join(root, p)).href;
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(root).href,
      workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'w' }],
      capabilities: { textDocument: { diagnostic: {} }, workspace: { configuration: true } },
    });
    const answers = performance.now() - started;
    await connection.sendNotification('initialized', {});
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const textDocument = { uri: uri(file) };
    const pull = (): Promise<unknown> => connection.sendRequest('textDocument/diagnostic', { textDocument });
    await connection.sendNotification('textDocument/didOpen', { textDocument: { ...textDocument, languageId: 'typescript', version: 0, text } });
    await pull();
    const first = performance.now() - started - answers;
    const edits: number[] = [];
    for (let n = 1; n <= EDITS; n++) {
      const from = performance.now();
      await connection.sendNotification('textDocument/didChange', { textDocument: { ...textDocument, version: n }, contentChanges: [{ text: typing(file, text)!(n) }] });
      await pull();
      edits.push(performance.now() - from);
    }
    const cancel: number[] = [];
    for (let n = 0; n < CANCELS; n++) {
      // All is read and solved anew after a change of what decides.
      await connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('locksmith.config.json'), type: 2 }] });
      const source = new CancellationTokenSource();
      const asked = connection.sendRequest('workspace/executeCommand', { command: 'locksmith.scanWorkspace', arguments: [] }, source.token);
      await new Promise((resolve) => setTimeout(resolve, UNDER_WAY));
      const from = performance.now();
      source.cancel();
      await asked.catch(() => undefined);
      cancel.push(performance.now() - from);
    }
    return { answers, first, edits, cancel, memory: highest(child.pid!) };
  } finally {
    child.kill('SIGKILL');
    connection.dispose();
    fs.rmSync(cache, { recursive: true, force: true, maxRetries: 5 });
  }
}

function highest(pid: number): number {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
