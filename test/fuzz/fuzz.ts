/**
 * `npm run fuzz [-- --minutes N] [--seed S]`: goes on from seed to seed until the time is over, through every kind of text, shapes at
 * growing sizes and, in between, prefixes of the cases, of each the longest strides first. What fails is shrunk and printed with its seed;
 * what takes the memory or never ends is kept in `.cache/fuzz`; the run goes on.
 *
 * `npm run fuzz -- --prefixes [--from N] [--minutes N]`: every prefix of every case and nothing else, from the N-th on.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Order, Said } from './round';

/** As `round.ts` calls them, which is for workers alone. */
const PREFIXES = 'prefixes of cases';
/** In a round that reads other things too, and in one that does not. */
const SOME = 2_000;
const MANY = 20_000;

const DEADLINE = 20_000;
const MEMORY = 1024;
const KEPT = path.join(__dirname, '../../.cache/fuzz');

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    prefixes: { type: 'boolean', default: false },
    from: { type: 'string', default: '0' },
  },
});
const [minutes, first] = [Number(values.minutes), Number(values.seed)];

const counts = new Map<string, number>();
const failures: string[] = [];
let heap = 0;
/** Of all cases, as far as a round has said. */
let allPrefixes = Infinity;

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
    let prefixes = order.prefixes;
    const stop = (why: string): void => {
      const file = path.join(KEPT, `${order.seed}-${reads}${path.extname(at.path)}`);
      fs.mkdirSync(KEPT, { recursive: true });
      fs.writeFileSync(file, at.text);
      fail(`${at.at}, seed ${order.seed}: ${why}, at ${path.relative(process.cwd(), file)}`);
      end(prefixes);
    };
    const end = (prefixes: number): void => {
      clearInterval(watch);
      void worker.terminate().then(() => resolve(prefixes));
    };
    const watch = setInterval(() => {
      if (Date.now() > until) end(prefixes);
      else if (cpu() - since > DEADLINE) stop(`it took more than ${DEADLINE / 1000} s`);
    }, 250);
    worker.on('message', (said: Said) => {
      since = cpu();
      if ('at' in said) {
        at = said;
        reads++;
        if (said.at === PREFIXES) prefixes++;
        counts.set(said.at, (counts.get(said.at) ?? 0) + 1);
      } else if ('failed' in said) fail(`${said.failed}, seed ${order.seed}: ${said.message}`);
      else {
        heap = Math.max(heap, said.done.heap);
        allPrefixes = said.done.of;
        console.log(
          `${order.prefixesAlone ? `${said.done.prefixes} of ${said.done.of} prefixes` : `seed ${order.seed}`}: slowest ${said.done.slowest}; ${Math.round(said.done.heap)} MB`,
        );
        end(said.done.prefixes);
      }
    });
    worker.on('error', (error) => stop(error.message));
  });
}

async function main(): Promise<void> {
  const until = Date.now() + minutes * 60_000;
  let prefixes = Number(values.from);
  let seed = first;
  const order = { prefixesAlone: values.prefixes, more: values.prefixes ? MANY : SOME };
  for (let n = 0; Date.now() < until && !(values.prefixes && prefixes >= allPrefixes); n++) prefixes = await round({ ...order, seed: seed++, round: n, prefixes }, until);
  if (values.prefixes) console.log(`prefixes ${Number(values.from)} to ${prefixes}`);
  for (const [name, n] of counts) console.log(`${String(n).padStart(8)} ${name}`);
  console.log(
    `seeds ${first} to ${seed - 1}, ${minutes} minutes, at most ${Math.round(heap)} MB between two rounds: ${failures.length === 0 ? 'nothing failed' : `${failures.length} failed`}`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}

void main();
