/**
 * Runs the worker in which all analysis happens, and outlives it. A file that keeps the worker busy for too long, or at which it runs
 * out of memory or fails, is named; whoever started the worker starts another one that leaves this file aside.
 */
import { Worker } from 'node:worker_threads';
import { newBeacon, readBeacon } from './beacon';
import { holdWrites, newGate } from './write';

/** Processor time, not time of day: a machine that is busy, or asleep, makes no file guilty. */
const DEADLINE = 20_000;
const POLL = 250;
/** What is done for all files together may take this many times as long. */
const SHARED = 10;
/** Below this share of busy time a worker has come up for air, and what it does next is counted anew. */
const BUSY = 0.98;

export interface WorkerData {
  face: 'lsp' | 'cli';
  beacon: SharedArrayBuffer;
  gate: SharedArrayBuffer;
  setAside: [string, string][];
  /** Of the command line. */
  argv?: string[];
  terminal?: { stdout: boolean; stderr: boolean };
  /** Of the language server: what earlier workers have pushed to the client. */
  pushed?: string[];
}

export interface Death {
  /** Full path of the file that it was at, where it was at one. */
  file: string | undefined;
  why: string;
  outOfMemory: boolean;
}

export interface GuardOptions {
  script: string;
  data: Omit<WorkerData, 'beacon' | 'gate'>;
  /** Megabytes. */
  maxMemory: number | undefined;
  stdin?: NodeJS.ReadableStream;
  deadline?: number;
  onMessage(message: unknown): void;
  onDeath(death: Death): void;
  /** It came to its own end. */
  onEnd(): void;
}

export interface Guarded {
  post(message: unknown): void;
  /** A file that it is just writing is finished first. */
  stop(): void;
}

export function guard(o: GuardOptions): Guarded {
  const beacon = newBeacon();
  const gate = newGate();
  const worker = new Worker(o.script, {
    workerData: { ...o.data, beacon, gate } satisfies WorkerData,
    stdin: o.stdin !== undefined,
    resourceLimits: o.maxMemory === undefined ? {} : { maxOldGenerationSizeMb: o.maxMemory },
  });
  if (worker.stdin) o.stdin?.pipe(worker.stdin);
  let stopped = false;
  let why = '';
  let outOfMemory = false;
  /** By the time that it is ended it may be at another file. */
  let late: string | undefined;
  const deadline = watchDeadline(worker, beacon, o.deadline ?? DEADLINE, (file, seconds) => {
    late = file;
    why = `it took more than ${seconds} s`;
    void worker.terminate();
  });
  worker.on('message', (m) => !stopped && o.onMessage(m));
  worker.on('error', (error: NodeJS.ErrnoException) => {
    outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    why = outOfMemory ? `memory ran out${o.maxMemory === undefined ? '' : ` at ${o.maxMemory} MB`}` : `analysis failed: ${error.message}`;
  });
  worker.on('exit', () => {
    clearInterval(deadline);
    if (o.stdin && worker.stdin) o.stdin.unpipe(worker.stdin);
    if (stopped) return;
    if (why === '') o.onEnd();
    else o.onDeath({ file: (late ?? readBeacon(beacon)) || undefined, why, outOfMemory });
  });
  return {
    post: (m) => worker.postMessage(m),
    stop() {
      stopped = true;
      holdWrites(gate);
      void worker.terminate();
    },
  };
}

/** Samples who is at work, as a profiler does: a file is charged with the processor time that passed while it was. */
function watchDeadline(worker: Worker, beacon: SharedArrayBuffer, deadline: number, late: (file: string, seconds: number) => void): NodeJS.Timeout {
  const charged = new Map<string, number>();
  let lap = { loop: worker.performance.eventLoopUtilization(), cpu: process.cpuUsage(), at: Date.now() };
  return setInterval(() => {
    const now = { loop: worker.performance.eventLoopUtilization(), cpu: process.cpuUsage(), at: Date.now() };
    const { utilization } = worker.performance.eventLoopUtilization(now.loop, lap.loop);
    const used = (now.cpu.user + now.cpu.system - lap.cpu.user - lap.cpu.system) / 1000;
    // Collecting garbage takes more than one core.
    const spent = Math.min(used, now.at - lap.at);
    lap = now;
    if (utilization < BUSY) return charged.clear();
    const file = readBeacon(beacon);
    if (file === undefined) return;
    const total = (charged.get(file) ?? 0) + spent;
    charged.set(file, total);
    const most = file === '' ? deadline * SHARED : deadline;
    if (total > most) late(file, Math.round(most / 1000));
  }, POLL).unref();
}
