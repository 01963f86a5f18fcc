/** Entry of the worker in which all analysis runs: the language server, or one command of the command line. */
import { parentPort, workerData } from 'node:worker_threads';
import { beaconWriter } from '../host/beacon';
import type { WorkerData } from '../host/guard';
import { setWatched } from '../host/watched';
import { setGate } from '../host/write';

const data = workerData as WorkerData;
setWatched({ at: beaconWriter(data.beacon), setAside: new Map(data.setAside) });
setGate(data.gate);
// Only what is asked for is loaded.
if (data.face === 'lsp') void import('../lsp/inWorker').then(({ run }) => run(parentPort!, data.pushed ?? []));
else void import('../cli/inWorker').then(({ run }) => run(parentPort!, data));
