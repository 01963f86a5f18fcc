/** One round of the long run, in a worker that may run out of memory or never come back: it says what it is about to read. */
import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { checker } from './check';
import { program } from './grammar';
import { heap } from './memory';
import { PROPERTIES, sources } from './properties';
import { NESTED, REPEATED, type Shape } from './shapes';

export interface Order {
  seed: number;
  /** Of this run. */
  round: number;
  /** How many prefixes of cases earlier rounds have read. */
  prefixes: number;
  /** How many this one reads at most, and whether it reads anything else. */
  more: number;
  prefixesAlone: boolean;
}

export type Said = { at: string; path: string; text: string } | { failed: string; message: string } | { done: { heap: number; slowest: string; prefixes: number; of: number } };

const GRAMMAR = 'programs of a grammar';
const PREFIXES = 'prefixes of cases';
const DEPTH = 5;
const RUNS = 100;
/** How often shapes are repeated in the first rounds. In the last of them time does not count: what takes longer is larger than any file. */
const SIZES = [100, 1_000, 10_000, 100_000];
const MOST = 950_000;

const say = (said: Said): void => parentPort!.postMessage(said);

/** How many there are. */
const allPrefixes = (): number => sources.reduce((n, f) => n + f.text.length + 1, 0);

/** Every prefix once, far from one another in time, so that a run that ends early has seen something of all. */
function* prefixes(): Generator<{ path: string; text: string }> {
  const first = 1024;
  for (let stride = first; stride >= 1; stride >>= 1) {
    for (const f of sources) {
      for (let n = 0; n <= f.text.length; n += stride) if (stride === first || n % (2 * stride) !== 0) yield { path: f.path, text: f.text.slice(0, n) };
    }
  }
}

/** As often as it fits into a file that is read. */
const fitting = ({ text }: Shape, times: number): string => text(Math.min(times, Math.floor((MOST * 100) / Math.max(100, text(200).length - text(100).length))));

function run({ seed, round, prefixes: before, more, prefixesAlone }: Order): void {
  const { check, slowest } = checker();
  const patient = checker(Infinity);
  const read = (at: string, path: string, text: string, by = check): void => {
    say({ at, path, text });
    by(path, text);
  };
  const attempt = (name: string, f: () => void): void => {
    try {
      f();
    } catch (error) {
      say({ failed: name, message: error instanceof Error ? error.message.slice(0, 3000) : String(error) });
    }
  };
  let n = 0;
  for (const p of prefixes()) {
    if (n === before + more) break;
    if (++n > before) attempt(`${PREFIXES}: ${p.path}`, () => read(PREFIXES, p.path, p.text));
  }
  const done = (): void => {
    const { spent, path, text } = slowest();
    say({ done: { heap: heap(), prefixes: n, of: allPrefixes(), slowest: `${Math.round(spent)} ms for ${text.length} characters of ${path}` } });
  };
  if (prefixesAlone) return done();
  for (const [name, texts] of Object.entries(PROPERTIES)) {
    attempt(name, () =>
      fc.assert(
        fc.property(texts, ({ path, text }) => read(name, path, text)),
        { numRuns: RUNS, seed },
      ),
    );
  }
  const times = SIZES[round];
  if (times !== undefined) {
    const by = round === SIZES.length - 1 ? patient.check : check;
    for (const shape of [...NESTED, ...REPEATED]) attempt(`${shape.name}, ${times} times`, () => read(`shapes, ${times} times`, shape.path, fitting(shape, times), by));
  }
  attempt(GRAMMAR, () =>
    fc.assert(
      fc.property(program(DEPTH), (text) => read(GRAMMAR, 'a.ts', text)),
      { numRuns: RUNS, seed },
    ),
  );
  done();
}

run(workerData as Order);
