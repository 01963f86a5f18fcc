/** A worker that dies at any point of a scan costs the file that it was at, which is named. The rest is as it would have been. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CLEARTEXT, FLAW } from '../cli/run';
import { type FaultyPlace, type Findings, faultyPlace, names, parsed } from './faulty';

const FILES = 6;

describe('a worker that dies', () => {
  let p: FaultyPlace;
  let undisturbed: Findings;
  before(() => {
    p = faultyPlace();
    for (let n = 0; n < FILES; n++) p.write(`f${n}.ts`, n % 2 === 0 ? FLAW : CLEARTEXT);
    undisturbed = parsed(p.run('scan', '--no-cache', '--format', 'json').out);
    assert.ok(undisturbed.findings.length >= FILES);
  });
  after(() => p.done());

  it('at any read, for want of memory or by a fault, takes with it one file at most, by name', function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: FILES }), fc.constantFrom('memory' as const, 'throw' as const), (at, how) => {
        const { out, err, code } = p.with({ die: { at, how } }, 'scan', '--no-cache', '--format', 'json', '--max-memory', '64');
        const { findings, problems } = parsed(out);
        // What is thrown while a file is read is that file's, and no reason to start anew.
        const file = `f${at - 1}.ts`;
        const why = how === 'memory' ? 'set aside: memory ran out at 64 MB' : 'left out: it could not be read';
        assert.deepEqual(
          problems.map((x) => [x.path, x.message]),
          [[file, why]],
          err,
        );
        assert.deepEqual(
          names({ findings, problems }),
          names(undisturbed).filter((f) => !f.includes(file)),
        );
        assert.equal(code, 1);
      }),
      { numRuns: 4, seed: 3 },
    );
  });

  it('without a word is not taken for one that found nothing', () => {
    const { out, err, code } = p.with({ die: { at: 3, how: 'exit' } }, 'scan', '--no-cache');
    assert.deepEqual([out, err, code], ['', 'locksmith: the analysis stopped before its end\n', 3]);
  });
});
