/**
 * What quick fixes make of the cases, type-checked under `strict` against the SDKs' real typings. Many cases are not sound to the type
 * checker as they are (`req.user` of an Express that nobody declared it for), so that an error is new where the case had no such one, and
 * not as many of its kind.
 */
import assert from 'node:assert/strict';
import { RULES } from '../../rules';
import { casesOf, proved } from '../fixes/proof';
import { typeErrors } from '../harness/typecheck';

const codeOf = (error: string): string => /TS\d+/.exec(error)?.[0] ?? '';

/** The same property of the same type is missing, whatever the type's arguments are. */
const kindOf = (error: string): string => error.replace(/<.*>/g, '');

function newErrors(before: readonly string[], after: readonly string[]): string[] {
  const count = (list: readonly string[], code: string): number => list.filter((e) => codeOf(e) === code).length;
  const kinds = new Set(before.map(kindOf));
  return after.filter((e) => !kinds.has(kindOf(e)) && count(after, codeOf(e)) > count(before, codeOf(e)));
}

describe('quick fixes, type-checked', function () {
  this.timeout(600_000);
  const total = { fixes: 0, sound: 0, loose: 0 };
  for (const { meta } of RULES) {
    describe(meta.id, () => {
      for (const c of casesOf(meta.id)) {
        it(c.title, () => {
          const wrong: string[] = [];
          let before: string[] | undefined;
          for (const p of proved(meta.id, c).proofs) {
            before ??= typeErrors(p.before);
            total.fixes++;
            if (before.length > 0) total.loose++;
            const errors = newErrors(before, typeErrors(p.after));
            if (errors.length === 0) total.sound++;
            else wrong.push(`"${p.fix.title}"\n  ${errors.join('\n  ')}\n${p.after.map((f) => `--- ${f.path}\n${f.text}`).join('')}`);
          }
          if (wrong.length > 0) assert.fail(wrong.join('\n'));
        });
      }
    });
  }
  after(() => console.log(`      ${total.sound} of ${total.fixes} fixes bring no type error (${total.loose} of them in cases that have some before)`));
});
