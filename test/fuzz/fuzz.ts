/**
 * `npm run fuzz [-- --minutes N] [--seed S]`: goes on from seed to seed until the time is over, through every kind of text, shapes at
 * growing sizes and, in between, every prefix of every case. What fails is shrunk and printed with its seed; what takes the memory or never
 * ends is kept in `.cache/fuzz`; the run goes on.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Order, Said } from './round';

const DEADLINE = 20_000;
const MEMORY = 1024;
const KEPT = path.join(__dirname, '../../.cache/fuzz');

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } } });
const [minutes, first] = [Number(values.minutes), Number(values.seed)];

const counts = new Map<string, number>();
const failures: string[] = [];
let heap = 0;

function fail(what: string): void {
  failures.push(what);
  console.log(`FAIL ${what}`);
}

/** Milliseconds that this process has worked. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Ends with the number of prefixes that have been read so far. */
function round(order: Order, until: number): Promise<number> {
  return new Promise((resolve) => {
    // TypeScript is loaded by a hook, which a worker does not inherit.
    const worker = new Worker(`require('tsx/cjs'); require(${JSON.stringify(path.join(__dirname, 'round.ts'))});`, {
      eval: true,
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY },
    });
    let at = { at: 'nothing', path: 'a.ts', text: '' };
    /** Of processor time: a machine that is busy makes nothing slow. */
    let since = cpu();
    let reads = 0;
    const stop = (why: string): void => {
      const file = path.join(KEPT, `${order.seed}-${reads}${path.extname(at.path)}`);
      fs.mkdirSync(KEPT, { recursive: true });
      fs.writeFileSync(file, at.text);
      fail(`${at.at}, seed ${order.seed}: ${why}, at ${path.relative(process.cwd(), file)}`);
      end(order.prefixes);
    };
    const end = (prefixes: number): void => {
      clearInterval(watch);
      void worker.terminate().then(() => resolve(prefixes));
    };
    const watch = setInterval(() => {
      if (Date.now() > until) end(order.prefixes);
      else if (cpu() - since > DEADLINE) stop(`it took more than ${DEADLINE / 1000} s`);
    }, 250);
    worker.on('message', (said: Said) => {
      since = cpu();
      if ('at' in said) {
        at = said;
        reads++;
        counts.set(said.at, (counts.get(said.at) ?? 0) + 1);
      } else if ('failed' in said) fail(`${said.failed}, seed ${order.seed}: ${said.message}`);
      else {
        heap = Math.max(heap, said.done.heap);
        console.log(`seed ${order.seed}: slowest ${said.done.slowest}; ${Math.round(said.done.heap)} MB`);
        end(said.done.prefixes);
      }
    });
    worker.on('error', (error) => stop(error.message));
  });
}

async function main(): Promise<void> {
  const until = Date.now() + minutes * 60_000;
  let prefixes = 0;
  let seed = first;
  for (let n = 0; Date.now() < until; n++) prefixes = await round({ seed: seed++, round: n, prefixes }, until);
  for (const [name, n] of counts) console.log(`${String(n).padStart(8)} ${name}`);
  console.log(
    `seeds ${first} to ${seed - 1}, ${minutes} minutes, at most ${Math.round(heap)} MB between two rounds: ${failures.length === 0 ? 'nothing failed' : `${failures.length} failed`}`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}

void main();
