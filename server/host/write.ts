/**
 * Files are written beside their place first, so that an interruption leaves the old file or the new one, never half of it. A signal waits
 * until a file is in its place: the thread that gets it takes the gate, through which every write goes, and keeps it.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

let written = 0;

const FREE = 0;
const TAKEN = 1;
/** A worker that died in a write has not given the gate back. */
const PATIENCE = 2000;

export const newGate = (): SharedArrayBuffer => new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);

let gate = new Int32Array(newGate());
/** Set once in a worker, before anything is written. */
export const setGate = (shared: SharedArrayBuffer): void => void (gate = new Int32Array(shared));

/** Waits for the write that is under way, if there is one; no other begins after it. */
export function holdWrites(shared: SharedArrayBuffer): void {
  take(new Int32Array(shared), PATIENCE);
}

function take(g: Int32Array, patience?: number): void {
  while (Atomics.compareExchange(g, 0, FREE, TAKEN) !== FREE) if (Atomics.wait(g, 0, TAKEN, patience) === 'timed-out') return;
}

function give(g: Int32Array): void {
  Atomics.store(g, 0, FREE);
  Atomics.notify(g, 0, 1);
}

export function writeAtomically(file: string, data: string | Uint8Array): void {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const there = fs.statSync(file, { throwIfNoEntry: false });
  // A device or a pipe is written to, never replaced; what a link points to is replaced, not the link.
  if (there && !there.isFile()) return fs.writeFileSync(file, data);
  const target = there ? fs.realpathSync(file) : file;
  const mode = there?.mode;
  const temporary = `${target}.${process.pid}.${written++}.tmp`;
  take(gate);
  try {
    fs.writeFileSync(temporary, data, mode === undefined ? undefined : { mode });
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  } finally {
    give(gate);
  }
}
