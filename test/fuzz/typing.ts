/** Somebody types: random edits of open files over the real server's stdio, with questions in between, some of them taken back. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { CancellationTokenSource, type Diagnostic, type DocumentDiagnosticReport, type TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Started } from '../lsp/client';

export interface Keystroke {
  file: number;
  /** Share of the text. */
  at: number;
  removed: number;
  inserted: string;
  /** Asked right after it. */
  ask: 'nothing' | 'diagnostics' | 'fixes' | 'hover' | 'lenses' | 'everything';
  takenBack: boolean;
}

const inserted = fc.constantFrom(
  ...['x', 'const a = 1;\n', 'await ', '(', ')', '{\n', '}\n', '`', '${', '"', '// a line\n', '/*', ';\n', 'req.body.text', 'if (!req.user) return;\n', '\n\n', '🔑'],
  "import { ask } from './ask';\n",
  'export const more = async (text: string) => openai.responses.create({ model: "m", instructions: text });\n',
);

const keystroke: fc.Arbitrary<Keystroke> = fc.record({
  file: fc.nat(7),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(60) }),
  inserted,
  ask: fc.constantFrom('nothing', 'nothing', 'nothing', 'diagnostics', 'fixes', 'hover', 'lenses', 'everything'),
  takenBack: fc.boolean(),
});

export const script = (seed: number, length: number): Keystroke[] => fc.sample(fc.array(keystroke, { minLength: length, maxLength: length }), { seed, numRuns: 1 })[0]!;

/** What the client holds. */
export type Open = TextDocument[];

export async function open(server: Started, files: Readonly<Record<string, string>>): Promise<Open> {
  const documents = Object.entries(files).map(([name, text]) => TextDocument.create(server.uri(name), 'typescript', 1, text));
  for (const d of documents) {
    await server.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: d.uri, languageId: d.languageId, version: d.version, text: d.getText() } });
  }
  return documents;
}

/** Types the script, a keystroke every `pause` milliseconds. Gives what went wrong in answers, in words. */
export async function type(server: Started, documents: Open, keys: readonly Keystroke[], pause: number): Promise<string[]> {
  const wrong: string[] = [];
  const asked: Promise<unknown>[] = [];
  for (const key of keys) {
    const d = documents[key.file % documents.length]!;
    const from = Math.floor(key.at * d.getText().length);
    await change(server, d, { range: { start: d.positionAt(from), end: d.positionAt(from + key.removed) }, text: key.inserted });
    if (key.ask !== 'nothing') asked.push(answered(server, d, key, wrong));
    await sleep(pause);
  }
  await Promise.all(asked);
  return wrong;
}

/** One edit; without a range, of the whole text. */
export async function change({ connection }: Started, d: TextDocument, edit: TextDocumentContentChangeEvent): Promise<void> {
  TextDocument.update(d, [edit], d.version + 1);
  await connection.sendNotification('textDocument/didChange', { textDocument: { uri: d.uri, version: d.version }, contentChanges: [edit] });
}

const CANCELLED = new Set([-32800, -32801, -32802]);

async function answered({ connection }: Started, d: TextDocument, { ask, takenBack, at }: Keystroke, wrong: string[]): Promise<void> {
  const textDocument = { uri: d.uri };
  const position = d.positionAt(Math.floor(at * d.getText().length));
  const range = { start: { line: 0, character: 0 }, end: position };
  const asks: Record<Exclude<Keystroke['ask'], 'nothing'>, [string, unknown]> = {
    diagnostics: ['textDocument/diagnostic', { textDocument }],
    fixes: ['textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } }],
    hover: ['textDocument/hover', { textDocument, position }],
    lenses: ['textDocument/codeLens', { textDocument }],
    everything: ['workspace/diagnostic', { previousResultIds: [] }],
  };
  const [method, params] = asks[ask as 'hover'];
  const source = new CancellationTokenSource();
  const answer = connection.sendRequest(method, params, source.token);
  if (takenBack) setTimeout(() => source.cancel(), 3);
  await answer.catch((error: { code?: number; message?: string }) => {
    if (!CANCELLED.has(error.code ?? 0)) wrong.push(`${method}: ${error.code} ${error.message}`);
  });
}

/** What the server reports of a file in the end, as `rule from to`. */
export async function reported({ connection }: Started, d: TextDocument): Promise<string[]> {
  const r = await connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri: d.uri } });
  const items: readonly Diagnostic[] = r.kind === 'full' ? r.items : [];
  return items.map((i) => `${String(i.code)} ${d.offsetAt(i.range.start)} ${d.offsetAt(i.range.end)}`).sort();
}
