/** Somebody works for a while: types, takes it back, saves configurations, scans, asks for everything; with the memory of the server beside it. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Status } from '../../server/lsp/protocol';
import { change, open, script, type } from '../fuzz/typing';
import { FILES, start } from '../lsp/client';
import { generate } from '../perf/workspace';

const PLAIN_FILES = 60;
const KEYSTROKES = 20;
const MEMORY = 256;

export interface Soaked {
  rounds: number;
  keystrokes: number;
  /** Megabytes that the server's process takes, after each round. */
  memory: number[];
  /** What went wrong, in words. */
  wrong: string[];
}

const resident = (pid: number): number => Number(/VmRSS:\s*(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024;

/** The process that is measured is there on Linux alone. */
export const canMeasure = (): boolean => fs.existsSync('/proc/self/status');

/** Until `enough`, which is asked after each round. */
export async function soak(enough: (rounds: number) => boolean, seed: number, told: (memory: number) => void = () => undefined): Promise<Soaked> {
  const files = { ...Object.fromEntries(generate(PLAIN_FILES).map((f) => [f.path, f.text])), ...FILES };
  const server = await start({ textDocument: { diagnostic: {} } }, {}, { files, maxMemory: MEMORY });
  const { connection } = server;
  const result: Soaked = { rounds: 0, keystrokes: 0, memory: [], wrong: [] };
  connection.onNotification('window/logMessage', (m: { message: string }) => void result.wrong.push(m.message));
  connection.onNotification('locksmith/status', (s: Status) => void (s.setAside.length > 0 && result.wrong.push(`set aside: ${s.setAside.join()}`)));
  const scan = (): Promise<{ findings: object }> => connection.sendRequest('workspace/executeCommand', { command: 'locksmith.scanWorkspace', arguments: [] });
  const first = JSON.stringify((await scan()).findings);
  const documents = await open(server, FILES);
  const config = path.join(server.root, 'locksmith.config.json');
  for (; !enough(result.rounds); result.rounds++) {
    result.wrong.push(...(await type(server, documents, script(seed + result.rounds, KEYSTROKES), 5)));
    result.keystrokes += KEYSTROKES;
    for (const [n, text] of Object.values(FILES).entries()) await change(server, documents[n]!, { text });
    if (result.rounds % 5 === 4) {
      // The phase that holds anyway: the folder is read anew, and says the same.
      fs.writeFileSync(config, `{ "phase": "foundational", "exclude": ["none-${result.rounds}/**"] }\n`);
      await connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: server.uri('locksmith.config.json'), type: 2 }] });
    }
    const now = JSON.stringify((await scan()).findings);
    if (now !== first) result.wrong.push(`round ${result.rounds}: ${now}, not ${first}`);
    await connection.sendRequest('locksmith/workloads', {});
    await connection.sendRequest('workspace/diagnostic', { previousResultIds: [] });
    const memory = resident(server.child.pid!);
    result.memory.push(memory);
    told(memory);
  }
  await server.stop();
  return result;
}

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? NaN;

/** What is kept for good is there after the first third. Megabytes in the second and in the last. */
export function thirds({ memory }: Soaked): [number, number] {
  const third = Math.floor(memory.length / 3);
  return [median(memory.slice(third, 2 * third)), median(memory.slice(2 * third))];
}
