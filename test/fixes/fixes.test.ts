/** Every fix that is offered for a case is applied: the finding is gone, nothing new is there, the text can be read, and a safe fix has nothing to do twice. */
import assert from 'node:assert/strict';
import { RULES } from '../../rules';
import type { Case } from '../harness/markdown';
import { casesOf, casesOfSdks, proved, provedOfSdk, type Proved } from './proof';

describe('quick fixes', () => {
  const total = { findings: 0, without: 0, fixes: 0, sound: 0 };
  const holds = (c: Case, prove: () => Proved): void =>
    void it(c.title, () => {
      const { findings, without, proofs } = prove();
      total.findings += findings;
      total.without += without.length;
      total.fixes += proofs.length;
      total.sound += proofs.filter((p) => p.faults.length === 0).length;
      const wrong = proofs.flatMap((p) => p.faults.map((w) => `${p.finding.rule} "${p.fix.title}" ${w}\n${p.after.map((x) => `--- ${x.path}\n${x.text}`).join('')}`));
      if (wrong.length > 0) assert.fail(wrong.join('\n'));
    });
  for (const { meta } of RULES) {
    describe(meta.id, () => {
      for (const c of casesOf(meta.id)) holds(c, () => proved(meta.id, c));
      it('has a real fix', () => assert.ok(casesOf(meta.id).some((c) => proved(meta.id, c).proofs.length > 0)));
    });
  }
  describe('of each SDK', () => {
    for (const c of casesOfSdks()) holds(c, () => provedOfSdk(c));
  });
  after(() => console.log(`      ${total.sound} of ${total.fixes} fixes proved sound; ${total.findings - total.without} of ${total.findings} findings have one`));
});
