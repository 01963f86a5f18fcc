/** One command in a worker. What it writes goes over the port, since a worker's own streams wait for an event loop that analysis keeps busy. */
import type { MessagePort } from 'node:worker_threads';
import { CommanderError } from 'commander';
import type { WorkerData } from '../host/guard';
import { program } from './program';
import { Usage } from './usage';

/** What the worker says to the thread that started it. */
export type Said = { stream: 'stdout' | 'stderr'; text: string } | { code: number };

export async function run(port: MessagePort, { argv = [], terminal }: WorkerData): Promise<void> {
  const say = (s: Said): void => port.postMessage(s);
  for (const stream of ['stdout', 'stderr'] as const) {
    process[stream].isTTY = terminal?.[stream] ?? false;
    process[stream].write = (text: string | Uint8Array): boolean => {
      say({ stream, text: String(text) });
      return true;
    };
  }
  let code: number;
  try {
    await program().parseAsync(argv, { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) code = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof Usage) {
      say({ stream: 'stderr', text: `locksmith: ${error.message}\n` });
      code = 2;
    } else throw error;
  }
  process.exitCode = 0;
  say({ code });
}
