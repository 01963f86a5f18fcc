/**
 * Bad input costs less than the worker allows for one file, hides nothing beside it, and where a limit bites the summary says so and
 * no finding claims what was not seen.
 */
import assert from 'node:assert/strict';
import { LIMITS } from '../../server/analysis/limits';
import type { ScanResult } from '../../server/engine/api';
import { CLEARTEXT, FLAW, place } from '../cli/run';
import { within } from '../harness/patience';
import { analyzerOf } from '../harness/workspace';
import { type BadInput, FOLLOWED, ROUTED, ROUTES, TOO_LONG } from './badInput';

/** Milliseconds of processor time after which the worker gives a file up: `DEADLINE` of `host/guard.ts`. */
const GIVEN_UP = 20_000;

const scan = ({ title, files }: BadInput): ScanResult => within(GIVEN_UP, title, () => analyzerOf(files, { phase: 'advanced' }).scan()).value;

const instructed = ({ findings }: ScanResult): number => findings.filter((f) => f.rule === 'prompt/untrusted-instructions').length;

/** One of more functions than a call is followed to. */
const CHOICE = `import OpenAI from 'openai';
const openai = new OpenAI();
${Array.from({ length: LIMITS.members + 1 }, (_, n) => `const run${n} = (text: string) => openai.responses.create({ model: 'm', input: text + ${n} });`).join('\n')}
const pick = (n: number) => ${Array.from({ length: LIMITS.members }, (_, n) => `n === ${n} ? run${n} : `).join('')}run${LIMITS.members};
export const answer = (n: number, text: string) => pick(n)(text);
`;

describe('bad input', function () {
  this.timeout(900_000);
  for (const input of FOLLOWED) {
    it(`is followed: ${input.title}`, () => {
      const result = scan(input);
      assert.deepEqual([instructed(result), result.workloads.length, result.problems], [2, 2, []]);
    });
  }
  for (const input of ROUTED) {
    it(`is ${ROUTES.toLocaleString('en')} routes in one file: ${input.title}`, () => {
      const result = scan(input);
      assert.equal(result.workloads.length, ROUTES);
      assert.equal(result.findings.filter((f) => f.rule === 'operations/no-rate-limit').length, ROUTES);
    });
  }
  it(`is left out in part, and said: ${TOO_LONG.title}`, () => {
    const result = scan(TOO_LONG);
    assert.deepEqual(
      result.problems.map((p) => `${p.path}: ${p.message}`),
      ['table.ts: `(module)` is too long to be analysed in full'],
    );
    // What the table holds is unknown, and unknown is not guilty.
    assert.equal(instructed(result), 1);
  });
  it('is named below the summary, or counted in it', () => {
    const p = place();
    try {
      for (const f of TOO_LONG.files) p.write(f.path, f.text);
      p.write('large.ts', `${CLEARTEXT}${'// a comment\n'.repeat(LIMITS.fileSize / 13 + 1)}`);
      p.write('plain.ts', FLAW);
      p.write('choice.ts', CHOICE);
      const { code, out } = p.run('scan', '--fail-on', 'never');
      assert.equal(code, 3);
      assert.match(out, / · 4 files \(left out: 1 over 1 MB\) · 1 function not followed in full · /);
      assert.match(out, /\n {2}table\.ts: `\(module\)` is too long to be analysed in full\n/);
    } finally {
      p.done();
    }
  });
});
