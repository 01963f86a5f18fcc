/** The short run: the same texts each time. `npm run fuzz` goes on from other seeds for as long as it is told. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from '../../server/analysis/syntax/parse';
import { checker } from './check';
import { program } from './grammar';
import { heapAfter } from './memory';
import { PROPERTIES, sources } from './properties';
import { NESTED, REPEATED } from './shapes';
import { tokens } from './tokens';

const SEED = 20260;
const RUNS = 100;
const PROGRAMS = 60;
const DEPTH = 3;
/** Most of the first overflow the parser, and are left out as a whole; the second are analysed. */
const LEVELS = [10_000, 500];
/** What is quadratic shows at this number already. */
const TIMES = 1_500;
/** Megabytes that may stay behind after everything here. */
const LEAK = 60;

describe('any text is analysed: no throw, within a second, every place inside the file', () => {
  const { check } = checker();
  for (const [name, texts] of Object.entries(PROPERTIES)) {
    it(name, () =>
      fc.assert(
        fc.property(texts, ({ path, text }) => void check(path, text)),
        { numRuns: RUNS, seed: SEED },
      ),
    );
  }

  it('a program of a grammar, which has no syntax errors and often has findings', () => {
    let found = 0;
    fc.assert(
      fc.property(program(DEPTH), (text) => {
        assert.deepEqual(parse('a.ts', text).problems, []);
        if (check('a.ts', text).findings > 0) found++;
      }),
      { numRuns: PROGRAMS, seed: SEED },
    );
    assert.ok(found > PROGRAMS / 3, `${found} of ${PROGRAMS}`);
  });

  for (const levels of LEVELS) {
    describe(`${levels} levels`, () => {
      for (const { name, path, text } of NESTED) it(`of ${name}`, () => void check(path, text(levels)));
    });
  }
  describe(`${TIMES} times`, () => {
    for (const { name, path, text } of REPEATED) it(name, () => void check(path, text(TIMES)));
  });

  it('and nothing of it stays in memory', () => {
    const sample = sources.filter((_, n) => n % 25 === 0);
    const round = (): void => sample.forEach((f) => void check(f.path, f.text));
    const grown = heapAfter(round, 4);
    assert.ok(grown < LEAK, `${grown.toFixed(1)} MB`);
  });
});

describe('the texts of this suite are what they are said to be', () => {
  it('tokens make up the text that they come from', () => {
    for (const f of sources.slice(0, 200)) assert.equal(tokens(f.text).join(''), f.text);
  });
});
