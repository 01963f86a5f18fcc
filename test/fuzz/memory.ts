import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Megabytes in use, with garbage collected. */
export function heap(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** By how many megabytes the heap has grown after so many rounds of the same; the first fills what is kept for good. */
export function heapAfter(round: () => void, rounds: number): number {
  round();
  const before = heap();
  for (let n = 0; n < rounds; n++) round();
  return heap() - before;
}
