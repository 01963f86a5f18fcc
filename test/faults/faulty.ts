/** The built command line in a folder where things go wrong. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CLI, type Place, place } from '../cli/run';

const HOOK = path.join(__dirname, 'hook.cjs');

/** See `hook.cjs`. */
export interface Faults {
  die?: { at: number; how: 'memory' | 'throw' | 'exit' };
  refuse?: Record<string, string>;
  full?: string;
  slow?: string;
  after?: Record<string, { write?: string; remove?: string }>;
}

export interface FaultyPlace extends Place {
  with(faults: Faults, ...args: string[]): { code: number | null; out: string; err: string };
  start(faults: Faults, ...args: string[]): ChildProcess;
  /** Names of all files but the caches, sorted. */
  files(): string[];
}

export function faultyPlace(): FaultyPlace {
  const p = place();
  const options = (faults: Faults): { cwd: string; env: NodeJS.ProcessEnv } => ({
    cwd: p.root,
    env: { ...process.env, XDG_CACHE_HOME: path.join(p.root, '.cache'), NO_COLOR: '1', NODE_OPTIONS: `--require=${HOOK}`, FAULTS: JSON.stringify(faults), FAULTS_ROOT: p.root },
  });
  return {
    ...p,
    with(faults, ...args) {
      for (const f of fs.readdirSync(p.root)) if (/^\.(died|after-)/.test(f)) fs.rmSync(path.join(p.root, f));
      const r = spawnSync(process.execPath, [CLI, ...args], { ...options(faults), encoding: 'utf8', maxBuffer: 1 << 28 });
      return { code: r.status, out: r.stdout, err: r.stderr };
    },
    start: (faults, ...args) => spawn(process.execPath, [CLI, ...args], { ...options(faults), stdio: ['ignore', 'pipe', 'pipe'] }),
    files: () =>
      (fs.readdirSync(p.root, { recursive: true }) as string[]).filter((f) => !/^(\.cache|\.died|\.after-)/.test(f) && fs.lstatSync(path.join(p.root, f)).isFile()).sort(),
  };
}

export interface Findings {
  findings: { rule: string; place: { path: string; line: number; column: number } }[];
  problems: { path: string; message: string }[];
}

export const parsed = (out: string): Findings => JSON.parse(out) as Findings;
export const names = ({ findings }: Findings): string[] => findings.map((f) => `${f.rule} ${f.place.path}:${f.place.line}:${f.place.column}`);
