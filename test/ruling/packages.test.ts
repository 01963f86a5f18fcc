/** The part of ruling that needs nobody's checkout: published packages, scanned each time. */
import assert from 'node:assert/strict';
import { RULES } from '../../rules';
import { compare } from './compare';
import { packageRulings, unpacked } from './packages';
import { scanned } from './scan';

describe('ruling on published packages', function () {
  this.timeout(300_000);
  const known = new Set<string>(RULES.map((r) => r.meta.id));
  for (const ruling of packageRulings()) {
    it(ruling.package, () => {
      assert.match(ruling.package, /^(@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+$/);
      for (const [rule, list] of Object.entries(ruling.findings)) {
        assert.ok(known.has(rule), `there is no rule ${rule}`);
        for (const { at, verdict, why } of list) assert.ok([true, false, 'arguable'].includes(verdict) && why, at);
      }
      assert.deepEqual(compare(ruling, scanned(unpacked(ruling))), { fresh: [], lost: [], back: [] });
    });
  }
});
