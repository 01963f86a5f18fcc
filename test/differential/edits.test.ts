/** Whatever is typed, in whatever order: what the analyser knows after it is what it would know from scratch. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Analyzer } from '../../server/engine/api';
import { SOURCE } from '../../server/host/discover';
import { allCases } from '../harness/all';
import type { CaseFile } from '../harness/markdown';
import { analyzerOf, filesOf, memoryHost, optionsOf } from '../harness/workspace';

const cases = allCases().filter((c) => c.files.filter((f) => SOURCE.test(f.path)).length > 1);

/** One step of a script. Shares are of the file's length, so that a script fits every file. */
type Step =
  | { do: 'cut'; file: number; from: number; length: number }
  | { do: 'insert'; file: number; at: number; text: string }
  | { do: 'swap lines'; file: number; at: number }
  | { do: 'remove'; file: number }
  | { do: 'restore'; file: number };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const file = fc.nat(7);
const text = fc.constantFrom(
  'const typed = 1;\n',
  "import { ask } from './ask';\n",
  'export const extra = (x: string) => x;\n',
  'if (!req.user) return;\n',
  'req.body.text = "fixed";\n',
  '}\n',
  '{',
  '`${',
  '// a line\n',
  'await ',
  'export * from "./a";\n',
  'export con',
  'export interface Typed { text: string }\n',
  'const kept = { ask: (x: string) => x };\n',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('cut' as const), file, from: share, length: fc.nat(60) }),
  fc.record({ do: fc.constant('insert' as const), file, at: share, text }),
  fc.record({ do: fc.constant('swap lines' as const), file, at: share }),
  fc.record({ do: fc.constant('remove' as const), file }),
  fc.record({ do: fc.constant('restore' as const), file }),
);

/** The file's new text; undefined where it is gone. */
function after(s: Step, now: string | undefined, first: string): string | undefined {
  const t = now ?? '';
  switch (s.do) {
    case 'cut': {
      const at = Math.floor(s.from * t.length);
      return t.slice(0, at) + t.slice(at + s.length);
    }
    case 'insert': {
      const at = t.indexOf('\n', Math.floor(s.at * t.length)) + 1;
      return t.slice(0, at) + s.text + t.slice(at);
    }
    case 'swap lines': {
      const lines = t.split('\n');
      const at = Math.floor(s.at * Math.max(0, lines.length - 1));
      [lines[at], lines[at + 1]] = [lines[at + 1] ?? '', lines[at] ?? ''];
      return lines.join('\n');
    }
    case 'remove':
      return undefined;
    case 'restore':
      return first;
  }
}

const answer = (a: Analyzer): string => {
  const { findings, workloads, problems } = a.scan();
  return JSON.stringify({ findings, workloads, problems: problems.map((p) => JSON.stringify(p)).sort() });
};

describe('after a script of edits', () => {
  it('is from scratch, step by step', function () {
    this.timeout(240_000);
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.array(step, { minLength: 1, maxLength: 7 }), (c, script) => {
        const first = filesOf(c);
        const sources = first.filter((f) => SOURCE.test(f.path));
        const config = optionsOf(c);
        let present: CaseFile[] = first;
        const now = new Map<string, string>(first.map((f) => [f.path, f.text]));
        const analyzer = analyzerOf(first, config, {
          fileExists: (p) => memoryHost(present).fileExists(p),
          directoryExists: (p) => memoryHost(present).directoryExists(p),
          readFile: (p) => memoryHost(present).readFile(p),
        });
        answer(analyzer);
        for (const s of script) {
          const f = sources[s.file % sources.length]!;
          const next = after(s, now.get(f.path), f.text);
          if (next === undefined) now.delete(f.path);
          else now.set(f.path, next);
          present = first.flatMap((x): CaseFile[] => (now.has(x.path) ? [{ ...x, text: now.get(x.path)! }] : []));
          if (next === undefined) analyzer.removeFile(f.path);
          else analyzer.setFile({ path: f.path, text: next });
          assert.equal(answer(analyzer), answer(analyzerOf(present, config)), `after ${JSON.stringify(s)} in ${f.path} of ${c.title}`);
        }
      }),
      { numRuns: 40, seed: 11 },
    );
  });
});

describe('files in any order', () => {
  it('give the same bytes, for every case', function () {
    this.timeout(240_000);
    for (const c of cases) {
      const files = filesOf(c);
      const config = optionsOf(c);
      const forwards = answer(analyzerOf(files, config));
      assert.equal(answer(analyzerOf([...files].reverse(), config)), forwards, c.title);
      // Each half after the other: neither sorted nor reversed.
      const middle = files.length >> 1;
      assert.equal(answer(analyzerOf([...files.slice(middle), ...files.slice(0, middle)], config)), forwards, c.title);
    }
  });
});
