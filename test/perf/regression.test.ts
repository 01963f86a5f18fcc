/**
 * What must not get slower: ratios to the bare parser in processor time, and counts of what is computed. Nothing here depends on how
 * fast the machine is, and little on what else it does.
 */
import assert from 'node:assert/strict';
import ts from 'typescript';
import { lowerFile } from '../../server/analysis/facts/lower';
import { parse } from '../../server/analysis/syntax/parse';
import { type Counted, type Units, analyse } from './units';
import { type GeneratedFile, HUB, answering, exporting, generate, typed } from './workspace';

const SMALL = 60;
/** Somebody else's work falls now on one of two things that are compared, now on the other. */
const TRIES = 6;
const files = generate(4 * SMALL);
const bare = (f: GeneratedFile): unknown => ts.createSourceFile(f.path, f.text, ts.ScriptTarget.Latest, true);
const importersOf = (f: GeneratedFile, all: readonly GeneratedFile[]): number => all.filter((g) => g.text.includes(`/${/m\d+/.exec(f.path)![0]}'`)).length;

/** Milliseconds of processor time; of several runs the best, since nothing but others' work makes one slower than another. */
function cost(work: () => void, runs: number): number {
  let best = Infinity;
  for (let n = 0; n < runs; n++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

describe('speed', function () {
  this.timeout(240_000);

  describe('is counted in what an edit has computed again', () => {
    let sizes: { all: readonly GeneratedFile[]; counted: Counted }[];
    before(() => {
      sizes = [SMALL, 4 * SMALL].map((size) => {
        const all = files.slice(0, size);
        const counted = analyse(all);
        counted.analyzer.scan();
        return { all, counted };
      });
    });
    /** In the small and in the large workspace. */
    const both = (f: GeneratedFile, edit: typeof typed): Units[] =>
      sizes.map(({ counted: { analyzer, units } }) => {
        // From one keystroke to the next, so that no text below is moved.
        analyzer.setFile(edit(f, 1));
        const found = units(() => analyzer.setFile(edit(f, 2)));
        analyzer.setFile(f);
        analyzer.scan();
        return found;
      });
    const first = (what: RegExp): GeneratedFile => files.slice(0, SMALL).find((f) => what.test(f.text) && importersOf(f, files) === 0)!;
    const places: [string, GeneratedFile][] = [
      ['a leaf', first(/^export async function answer/m)],
      ['an entry point', first(/ask\d+\(text/)],
      ['a module that one in eight imports', files.find((f) => f.path === HUB)!],
    ];
    for (const [where, f] of places) {
      it(`typing in ${where}: its own functions, whatever the size of the workspace`, () => {
        const [small, large] = both(f, typed) as [Units, Units];
        assert.deepEqual(large, small);
        assert.equal(small.facts, 1);
        assert.ok(small.summaries > 0 && small.summaries <= lowerFile(parse(f.path, f.text)).functions.length, `${small.summaries} functions`);
      });
    }
    for (const [where, f] of places.slice(0, 2)) {
      it(`another answer of ${where}: the same`, () => {
        const [small, large] = both(f, answering) as [Units, Units];
        assert.deepEqual(large, small);
        assert.equal(small.facts, 1);
      });
    }
    // Steps of a proof are places in the text: where those of a module move, they move in whoever carries them.
    const moved = (f: GeneratedFile, n: number): GeneratedFile => typed(f, 10 ** n);
    for (const [what, edit] of [
      ['another answer', answering],
      ['text that moves', moved],
    ] as const) {
      it(`${what} in a module that one in eight imports: its functions, and those that see the difference`, () => {
        const hub = places[2]![1];
        const own = both(hub, typed);
        for (const [n, { facts, summaries }] of both(hub, edit).entries()) {
          assert.equal(facts, 1);
          assert.ok(summaries >= own[n]!.summaries && summaries <= own[n]!.summaries + 2 * importersOf(hub, sizes[n]!.all), `${summaries} functions`);
        }
      });
    }
    for (const [where, f] of places) {
      it(`an export more in ${where}: its own functions, and those that see the difference`, () => {
        for (const [n, { facts, summaries }] of both(f, exporting).entries()) {
          assert.equal(facts, 1);
          const seeing = importersOf(f, sizes[n]!.all);
          assert.ok(summaries > 0 && summaries <= lowerFile(parse(f.path, f.text)).functions.length + 2 * seeing, `${summaries} functions, ${seeing} importers`);
        }
      });
    }
    it('asking again: nothing', () => {
      for (const { counted } of sizes)
        assert.deepEqual(
          counted.units(() => undefined),
          { facts: 0, summaries: 0, asked: 0 },
        );
    });
  });

  describe('is measured beside the bare parser', () => {
    const some = files.slice(0, 2 * SMALL);
    const parsed = (): number => cost(() => some.forEach(bare), 3);
    const within = (what: string, most: number, measured: () => number): void => {
      it(`${what}: at most ${most} times its time`, () => {
        let ratio = Infinity;
        for (let n = 0; n < TRIES && ratio > most; n++) ratio = Math.min(ratio, measured() / parsed());
        assert.ok(ratio <= most, `${ratio.toFixed(1)} times`);
      });
    };
    within('facts of files', 5, () => cost(() => some.forEach((f) => lowerFile(parse(f.path, f.text))), 2));
    within('a first scan', 8, () => cost(() => analyse(some).analyzer.scan(), 2));
  });

  it('is the same for each line of four times as many files', () => {
    const scan = (all: readonly GeneratedFile[]): number => cost(() => analyse(all).analyzer.scan(), 2) / all.reduce((n, f) => n + f.text.length, 0);
    let growth = Infinity;
    for (let n = 0; n < TRIES && growth > 1.5; n++) growth = Math.min(growth, scan(files) / scan(files.slice(0, SMALL)));
    assert.ok(growth <= 1.5, `${growth.toFixed(2)} times`);
  });
});
