/** Runs a program and says what it took. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';

export interface Taken {
  /** Seconds by the clock. */
  wall: number;
  /** Seconds of processor time, of all threads and children. Nothing where there is no `sh`. */
  cpu: number;
  /** Megabytes at most, of all processes together. Zero where there is no `/proc`. */
  memory: number;
  code: number | null;
  out: string;
  timedOut: boolean;
}

export interface Limits {
  cwd: string;
  /** Seconds. */
  timeout: number;
  env?: NodeJS.ProcessEnv;
}

/** The shell's `times` knows of its children what Node does not. */
const COUNTED = '"$@"; code=$?; times >&3; exit $code';

export function take(command: readonly string[], { cwd, timeout, env }: Limits): Promise<Taken> {
  const started = performance.now();
  const child = spawn('sh', ['-c', COUNTED, 'sh', ...command], { cwd, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  let out = '';
  let times = '';
  child.stdout!.on('data', (d: Buffer) => (out += d.toString()));
  child.stderr!.on('data', (d: Buffer) => (out += d.toString()));
  child.stdio[3]!.on('data', (d: Buffer) => (times += d.toString()));
  let memory = 0;
  let timedOut = false;
  const sampled = setInterval(() => (memory = Math.max(memory, resident(child.pid!))), 50);
  const ended = setTimeout(() => {
    timedOut = true;
    process.kill(-child.pid!, 'SIGKILL');
  }, timeout * 1000);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearInterval(sampled);
      clearTimeout(ended);
      resolve({ wall: (performance.now() - started) / 1000, cpu: children(times), memory, code, out, timedOut });
    });
  });
}

/** The second line of `times`: user and system time of what the shell has run, as `0m1.25s 0m0.30s`. */
function children(times: string): number {
  const line = times.trim().split('\n')[1] ?? '';
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce((n, m) => n + Number(m[1]) * 60 + Number(m[2]), 0);
}

function resident(pid: number): number {
  try {
    const own = Number(/VmRSS:\s*(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    const below = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return below.reduce((n, p) => n + resident(Number(p)), own);
  } catch {
    return 0;
  }
}
