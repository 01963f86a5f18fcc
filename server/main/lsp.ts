/** Entry of the language server: stdio or IPC, as the arguments say. The server itself runs in a worker. */
import * as path from 'node:path';
import { IPCMessageReader, IPCMessageWriter, StreamMessageReader, StreamMessageWriter, type Message as JsonMessage } from 'vscode-jsonrpc/node';
import { type Guarded, guard } from '../host/guard';
import { type Message, supervise } from '../lsp/supervisor';

const ipc = process.argv.includes('--node-ipc');
const reader = ipc ? new IPCMessageReader(process) : new StreamMessageReader(process.stdin);
const writer = ipc ? new IPCMessageWriter(process) : new StreamMessageWriter(process.stdout);
let worker: Guarded | undefined;
/** A client that is gone takes its server with it: its stream ends, or the worker sees that its process is no more, and ends itself. */
const gone = (): never => {
  worker?.stop();
  process.exit(1);
};

const fromClient = supervise({
  toClient: (m) => void writer.write(m as JsonMessage).catch(gone),
  start: ({ setAside, pushed, maxMemory, onMessage, onDeath }) =>
    (worker = guard({ script: path.join(__dirname, 'worker.js'), data: { face: 'lsp', setAside, pushed }, maxMemory, onMessage, onDeath, onEnd: gone })),
  exit: (code) => process.exit(code),
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, gone);
reader.onClose(gone);
reader.listen((m) => fromClient(m as Message));
