/** A worker that names a file and then does what it was told: it ends, fails, fills the memory, or goes on for ever. */
import { parentPort, workerData } from 'node:worker_threads';
import { beaconWriter } from '../../server/host/beacon';
import type { WorkerData } from '../../server/host/guard';

const { beacon, argv } = workerData as WorkerData;
const at = beaconWriter(beacon);
const [what] = argv!;
at('/w/good.ts');
parentPort!.postMessage('began');
at('/w/bad.ts');
const kept: number[][] = [];
if (what === 'fails') throw new Error('no');
else if (what === 'fills') for (;;) kept.push(new Array<number>(1e5).fill(kept.length));
else if (what === 'runs') for (;;);
else if (what === 'concludes') {
  at('');
  for (const end = Date.now() + 1500; Date.now() < end;);
  parentPort!.postMessage('concluded');
} else if (what === 'pauses') {
  // Much work in all, with time for others in between.
  let rounds = 0;
  const work = (): void => {
    for (const end = Date.now() + 60; Date.now() < end;);
    if (++rounds < 12) setTimeout(work, 60);
  };
  work();
}
