/** A language server as an editor starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { StreamMessageReader, StreamMessageWriter, createMessageConnection, type MessageConnection } from 'vscode-languageserver-protocol/node';

const SERVER = path.join(__dirname, '../../dist/server.js');

export const ASK = `import { openai } from './llm';
export const ask = (text: string) => openai.responses.create({ model: 'm', instructions: \`Help \${text}\`, input: 'x' });
`;
export const FILES: Record<string, string> = {
  'llm.ts': "import OpenAI from 'openai';\nexport const openai = new OpenAI();\n",
  'ask.ts': ASK,
  'app.ts':
    "import express from 'express';\nimport { ask } from './ask';\nconst app = express();\napp.post('/x', async (req, res) => { if (!req.user) return res.sendStatus(401);\n  res.json(await ask(req.body.text));\n});\n",
};

export interface Started {
  connection: MessageConnection;
  root: string;
  uri(file: string): string;
  stop(): Promise<void>;
  child: ChildProcess;
}

/** A server over real stdio, on a folder of its own, or on `root`. `folders` are below it; without any, the folder itself is open. */
export async function start(
  capabilities: object,
  settings: unknown = {},
  options: { root?: string; files?: Record<string, string>; folders?: string[]; clientCommands?: string[]; maxMemory?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Started> {
  const root = options.root ?? fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-lsp-')));
  for (const [name, text] of options.root ? [] : Object.entries(options.files ?? FILES)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  const uri = (file: string): string => pathToFileURL(path.join(root, file)).href;
  const child = spawn(process.execPath, [SERVER, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, XDG_CACHE_HOME: path.join(root, 'node_modules/.cache'), ...options.env },
  });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!));
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', (p: { items: unknown[] }) => p.items.map(() => settings));
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(root).href,
    workspaceFolders: (options.folders ?? ['']).map((f) => ({ uri: uri(f), name: f || 'w' })),
    initializationOptions: { clientCommands: options.clientCommands, maxMemory: options.maxMemory },
    capabilities,
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    root,
    child,
    uri,
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
      child.kill();
      if (!options.root) fs.rmSync(root, { recursive: true, force: true });
    },
  };
}

export const PULL = { textDocument: { diagnostic: {}, codeAction: { resolveSupport: { properties: ['edit'] } } }, workspace: { configuration: true, workspaceFolders: true } };
