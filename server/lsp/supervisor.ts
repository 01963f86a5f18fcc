/**
 * Stands between the client and the worker that runs the language server, in a thread that never computes anything. It answers
 * cancellation at once, and when the worker dies it starts another, tells it what the first one knew, and asks again what was
 * not answered: the client sees a slow answer, nothing else.
 */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Death, Guarded } from '../host/guard';
import type { Status } from './protocol';

type Id = number | string;

export interface Message {
  jsonrpc: '2.0';
  id?: Id | null;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: unknown;
}

export interface Life {
  setAside: [string, string][];
  pushed: string[];
  maxMemory: number | undefined;
  onMessage(message: unknown): void;
  onDeath(death: Death): void;
}

export interface SupervisorOptions {
  toClient(message: Message): void;
  start(life: Life): Guarded;
  exit(code: number): void;
}

const CANCELLED = { code: -32800, message: 'cancelled' };
const FAILED = -32603;
/** A request that two workers did not survive is not asked a third time. */
const TRIES = 2;
/** Deaths that no file explains, after which it is given up. */
const UNEXPLAINED = 3;
const FALLBACK_MEMORY = 2048;

interface Initialize {
  workspaceFolders?: { uri: string; name: string }[] | null;
  initializationOptions?: { maxMemory?: unknown } | null;
}

export function supervise({ toClient, start, exit }: SupervisorOptions): (message: Message) => void {
  const pending = new Map<Id, { message: Message; tries: number }>();
  const documents = new Map<string, TextDocument>();
  /** What was said of each open notebook. */
  const notebooks = new Map<string, Message[]>();
  const setAside = new Map<string, string>();
  /** Addresses that have diagnostics at the client. */
  const pushed = new Set<string>();
  let initialize: Message | undefined;
  let greeted = false;
  let initialized: Message | undefined;
  /** The settings that the client said last. */
  let configured: Message | undefined;
  let worker: Guarded | undefined;
  let generation = 0;
  let unexplained = 0;
  let shutDown = false;
  let given = '';

  const answer = (id: Id, outcome: { result: unknown } | { error: unknown }): void => toClient({ jsonrpc: '2.0', id, ...outcome });
  const post = (m: Message): void => worker?.post(m);

  const live = (): void => {
    const mine = ++generation;
    const { initializationOptions } = (initialize?.params ?? {}) as Initialize;
    const asked = initializationOptions?.maxMemory;
    worker = start({
      setAside: [...setAside],
      pushed: [...pushed],
      maxMemory: typeof asked === 'number' && asked >= 64 ? asked : FALLBACK_MEMORY,
      onMessage: (m) => mine === generation && fromWorker(m as Message),
      onDeath: (d) => mine === generation && died(d),
    });
  };

  /** What the first worker was told, in as few words as possible. */
  const retell = (): void => {
    if (!greeted) return;
    post({ ...initialize!, id: 'again' });
    if (initialized) post(initialized);
    if (configured) post(configured);
    for (const d of documents.values()) {
      const textDocument = { uri: d.uri, languageId: d.languageId, version: d.version, text: d.getText() };
      post({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: { textDocument } });
    }
    for (const said of notebooks.values()) said.forEach(post);
  };

  const died = ({ file, why, outOfMemory }: Death): void => {
    worker = undefined;
    const explained = file !== undefined && !setAside.has(file) && !(outOfMemory && [...setAside.values()].includes(why));
    if (explained) setAside.set(file, why);
    else unexplained++;
    toClient({ jsonrpc: '2.0', method: 'window/logMessage', params: { type: 2, message: explained ? `${file} is set aside: ${why}` : `the analysis stopped: ${why}` } });
    if (unexplained >= UNEXPLAINED) return giveUp(why);
    live();
    retell();
    for (const [id, p] of pending) {
      if (++p.tries >= TRIES) {
        pending.delete(id);
        answer(id, { error: { code: FAILED, message: `the analysis stopped: ${why}` } });
      } else post(p.message);
    }
  };

  const giveUp = (why: string): void => {
    given = `The analysis stopped ${UNEXPLAINED} times: ${why}.`;
    for (const id of pending.keys()) answer(id, { error: { code: FAILED, message: given } });
    pending.clear();
    const status: Status = {
      state: 'failed',
      phase: 'foundational',
      files: 0,
      workloads: 0,
      findings: { error: 0, warning: 0, information: 0 },
      setAside: [...setAside.keys()],
      message: given,
    };
    toClient({ jsonrpc: '2.0', method: 'locksmith/status', params: status });
  };

  const fromWorker = (m: Message): void => {
    if (m.method === undefined) {
      if (m.id === 'again' || m.id === undefined || m.id === null || !pending.delete(m.id)) return;
      if (m.id === initialize?.id) greeted = true;
      return toClient(m);
    }
    if (m.id !== undefined) {
      // The client keeps what was registered before.
      if (generation > 1 && m.method === 'client/registerCapability') return post({ jsonrpc: '2.0', id: m.id, result: null });
      return toClient({ ...m, id: `${generation}:${m.id}` });
    }
    if (m.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = m.params as { uri: string; diagnostics: unknown[] };
      if (diagnostics.length > 0) pushed.add(uri);
      else pushed.delete(uri);
    }
    toClient(m);
  };

  const request = (m: Message, id: Id): void => {
    if (m.method === 'shutdown') shutDown = true;
    if (m.method === 'initialize' && !worker) {
      initialize = m;
      live();
    }
    if (!worker) return answer(id, m.method === 'shutdown' ? { result: null } : { error: { code: FAILED, message: given || 'the server is not initialized' } });
    pending.set(id, { message: m, tries: 0 });
    post(m);
  };

  const notification = (m: Message): void => {
    switch (m.method) {
      case 'exit':
        worker?.stop();
        return exit(shutDown ? 0 : 1);
      case '$/cancelRequest': {
        const { id } = m.params as { id: Id };
        if (id !== initialize?.id && pending.delete(id)) answer(id, { error: CANCELLED });
        break;
      }
      case 'initialized':
        initialized = m;
        break;
      case 'workspace/didChangeConfiguration':
        configured = m;
        break;
      case 'workspace/didChangeWorkspaceFolders': {
        const { event } = m.params as { event: { added: { uri: string; name: string }[]; removed: { uri: string }[] } };
        const params = initialize!.params as Initialize;
        const kept = (params.workspaceFolders ?? []).filter((f) => !event.removed.some((r) => r.uri === f.uri));
        initialize = { ...initialize!, params: { ...params, workspaceFolders: [...kept, ...event.added] } };
        break;
      }
      default:
        if (m.method?.startsWith('notebookDocument/')) keep(notebooks, m);
        else remember(documents, m);
    }
    post(m);
  };

  return (m) => {
    if (m.method === undefined) {
      // Answers to a worker that is gone are nobody's.
      const [of, id] = String(m.id).split(':');
      if (Number(of) === generation) post({ ...m, id: Number(id) });
    } else if (m.id !== undefined && m.id !== null) request(m, m.id);
    else notification(m);
  };
}

function remember(documents: Map<string, TextDocument>, { method, params }: Message): void {
  if (method === 'textDocument/didOpen') {
    const { textDocument: d } = params as { textDocument: { uri: string; languageId: string; version: number; text: string } };
    documents.set(d.uri, TextDocument.create(d.uri, d.languageId, d.version, d.text));
  } else if (method === 'textDocument/didChange') {
    const { textDocument, contentChanges } = params as { textDocument: { uri: string; version: number }; contentChanges: Parameters<typeof TextDocument.update>[1] };
    const d = documents.get(textDocument.uri);
    if (d) TextDocument.update(d, contentChanges, textDocument.version);
  } else if (method === 'textDocument/didClose') documents.delete((params as { textDocument: { uri: string } }).textDocument.uri);
}

function keep(notebooks: Map<string, Message[]>, m: Message): void {
  const { uri } = (m.params as { notebookDocument: { uri: string } }).notebookDocument;
  if (m.method === 'notebookDocument/didClose') notebooks.delete(uri);
  else notebooks.set(uri, [...(m.method === 'notebookDocument/didOpen' ? [] : (notebooks.get(uri) ?? [])), m]);
}
