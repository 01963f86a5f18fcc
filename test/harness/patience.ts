/**
 * Bounds of time that hold on any machine. Work is timed in processor time, since what else a machine does makes nothing slow; what took
 * too long is tried again; and there is as much more time as the machine is slower than the one on which the bounds were set, by something that is
 * always the same, or as it is crowded: neighbours share caches and memory, and where ten of them wait for each core the same work has been seen to take
 * five times the processor time. A hang takes too long each time, everywhere.
 */
import assert from 'node:assert/strict';
import ts from 'typescript';

/** Milliseconds that the yardstick took on the machine on which the bounds were set. */
const REFERENCE = 30;
const LINES = 750;
/** No machine is excused more than this. */
const SLOWEST = 8;
/** How often more something is tried that took longer. */
const AGAIN = 3;

export interface Timed<T> {
  value: T;
  /** Milliseconds of processor time, or of the clock where that was less: collecting garbage takes more than one core. */
  spent: number;
  /** How many times as long it took by the clock. */
  crowded: number;
}

export function timed<T>(work: () => T): Timed<T> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  const value = work();
  const used = process.cpuUsage(cpu);
  const wall = performance.now() - from;
  const spent = Math.min(wall, (used.user + used.system) / 1000);
  return { value, spent, crowded: wall / spent };
}

const YARDSTICK = Array.from({ length: LINES }, (_, n) => `export const f${n} = async (a: string, b?: number) => (a.length > ${n} ? { a, b: b ?? ${n} } : g(\`\${a}!\`));`).join(
  '\n',
);
const yardstick = (): number => timed(() => ts.createSourceFile('yardstick.ts', YARDSTICK, ts.ScriptTarget.Latest, true)).spent;

/** How many times as long as on the machine of the bounds things take here and now. */
const slowness = (): number => Math.min(...Array.from({ length: 5 }, yardstick)) / REFERENCE;

/** Does the work again and again until it takes no longer than that many milliseconds; fails where it always does. `what` says what took so long. */
export function within<T>(milliseconds: number, what: string, work: () => T): Timed<T> {
  let best = timed(work);
  const tooLong = (): boolean => best.spent > milliseconds * Math.min(SLOWEST, Math.max(1, best.crowded));
  for (let n = 0; n < AGAIN && tooLong(); n++) {
    const next = timed(work);
    if (next.spent < best.spent) best = next;
  }
  // Measured last, so that it is measured as the machine is now.
  if (tooLong()) {
    const allowed = milliseconds * Math.min(SLOWEST, Math.max(best.crowded, slowness()));
    assert.ok(best.spent <= allowed, `${what}: ${Math.round(best.spent)} ms where ${Math.round(allowed)} were allowed`);
  }
  return best;
}
