/**
 * What quick fixes make of the cases, type-checked under `strict` against the SDKs' real typings. Many cases are not sound to the type
 * checker as they are (`req.user` of an Express that nobody declared it for), so that an error is new where the case had no such one, and
 * not as many of its kind.
 */
import assert from 'node:assert/strict';
import { RULES } from '../../rules';
import { casesOf, casesOfSdks, kindOf, proved, provedOfSdk, type Proof } from '../fixes/proof';
import type { Case } from '../harness/markdown';
import { forgetPackages, typeErrorsOfEach } from '../harness/typecheck';

const codeOf = (error: string): string => /TS\d+/.exec(error)?.[0] ?? '';

/** The same property of the same type is missing, whatever the type's arguments are; or the same name, whatever the checker thinks was meant (TS2552). */
const sortOf = (error: string): string =>
  error
    .replace(/<.*>/g, '')
    .replace('TS2552', 'TS2304')
    .replace(/ Did you mean .*/, '');

function newErrors(before: readonly string[], after: readonly string[]): string[] {
  const count = (list: readonly string[], code: string): number => list.filter((e) => codeOf(e) === code).length;
  const kinds = new Set(before.map(sortOf));
  return after.filter((e) => !kinds.has(sortOf(e)) && count(after, codeOf(e)) > count(before, codeOf(e)));
}

describe('quick fixes, type-checked', function () {
  this.timeout(600_000);
  const total = { fixes: 0, sound: 0, loose: 0 };
  const holds = (c: Case, proofs: () => readonly Proof[]): void =>
    void it(c.title, () => {
      const all = proofs();
      const [before = [], ...after] = all.length > 0 ? typeErrorsOfEach([all[0]!.before, ...all.map((p) => p.after)]) : [];
      const wrong = all.flatMap((p, n) => {
        const errors = newErrors(before, after[n]!);
        return errors.length === 0 ? [] : [`${p.finding.rule} "${p.fix.title}"\n  ${errors.join('\n  ')}\n${p.after.map((f) => `--- ${f.path}\n${f.text}`).join('')}`];
      });
      total.fixes += all.length;
      total.sound += all.length - wrong.length;
      if (before.length > 0) total.loose += all.length;
      if (wrong.length > 0) assert.fail(wrong.join('\n'));
    });
  for (const { meta } of RULES) {
    describe(meta.id, () => {
      for (const c of casesOf(meta.id)) holds(c, () => proved(meta.id, c).proofs);
    });
  }
  describe('of each SDK', () => {
    afterEach(forgetPackages);
    // What a fix writes into calls of one SDK is of one type, as long as the version is the same.
    const seen = new Set<string>();
    const isFirst = (c: Case, { finding, fix }: Proof): boolean => seen.size < seen.add([finding.rule, kindOf(fix.title), fix.sdk, c.options['package']].join(' ')).size;
    for (const c of casesOfSdks()) holds(c, () => provedOfSdk(c).proofs.filter((p) => isFirst(c, p)));
  });
  after(() => console.log(`      ${total.sound} of ${total.fixes} fixes bring no type error (${total.loose} of them in cases that have some before)`));
});
