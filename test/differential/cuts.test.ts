/** A scan that is left off wherever it can be, and gone on with, answers as one that nobody disturbed. */
import assert from 'node:assert/strict';
import { allCases } from '../harness/all';
import { analyzerOf, filesOf, optionsOf } from '../harness/workspace';

/** Each time so many units of work are done. */
const UNITS = 1;
/** More than there is to do in any case. */
const MOST = 5000;

describe('a scan that is left off and gone on with', function () {
  this.timeout(240_000);
  it('answers the same, on every case', () => {
    for (const c of allCases()) {
      const files = filesOf(c);
      const scanned = (left: boolean): string => {
        const analyzer = analyzerOf(files, optionsOf(c));
        for (let cut = left, times = 0; cut; times++) {
          assert.ok(times < MOST, `${c.title} gets nowhere`);
          let done = 0;
          cut = false;
          analyzer.scan(() => (cut ||= ++done > UNITS));
        }
        return JSON.stringify(analyzer.scan().findings);
      };
      assert.equal(scanned(true), scanned(false), c.title);
    }
  });
});
