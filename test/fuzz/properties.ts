/** What the short and the long run share: kinds of texts, each with what makes one. */
import fc from 'fast-check';
import { SOURCE } from '../../server/host/discover';
import { allCases } from '../harness/all';
import type { CaseFile } from '../harness/markdown';
import { type Mutation, mutated } from './tokens';

export interface Text {
  path: string;
  text: string;
}

/** Each text once, however many cases it stands in. */
export const sources: CaseFile[] = [
  ...new Map(
    allCases()
      .flatMap((c) => c.files)
      .filter((f) => SOURCE.test(f.path))
      .map((f) => [`${f.path} ${f.text}`, f]),
  ).values(),
];

const share = fc.double({ min: 0, max: 1, noNaN: true });
const anyPath = fc.constantFrom('a.ts', 'a.tsx', 'a.js', 'a.mjs', 'a.cts', 'a.vue', 'a.svelte', 'a.astro', 'app/api/x/route.ts', 'pages/api/x.ts');
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ do: fc.constant('delete' as const), at: share }),
  fc.record({ do: fc.constant('duplicate' as const), at: share }),
  fc.record({ do: fc.constant('swap' as const), at: share, with: share }),
);
/** What a program is written with, in any order: closer to code than bytes are. */
const scrap = fc.constantFrom(
  ...'(){}[]<>`${}/*//\'";:,.=>=?!&|+-\n\\#@'.split(''),
  'await ',
  'async ',
  'class ',
  'function ',
  'import ',
  'export ',
  '</script>',
  '<script>',
  '{@html ',
  ' v-html="',
  'x',
  '\u2028',
  '\ufeff',
  '\0',
  '🔑',
  '\ud800',
);

export const PROPERTIES: Record<string, fc.Arbitrary<Text>> = {
  'any characters': fc.record({ path: anyPath, text: fc.string({ unit: 'binary', maxLength: 600 }) }),
  // As a file that is no text would come in, were it read nevertheless.
  'any bytes': fc.record({ path: anyPath, text: fc.uint8Array({ maxLength: 2000 }).map((b) => Buffer.from(b).toString('latin1')) }),
  'scraps of code': fc.record({ path: anyPath, text: fc.array(scrap, { maxLength: 200 }).map((l) => l.join('')) }),
  'a prefix of a case': fc.tuple(fc.constantFrom(...sources), share).map(([f, s]) => ({ path: f.path, text: f.text.slice(0, Math.floor(s * f.text.length)) })),
  'a case with tokens deleted, duplicated and swapped': fc
    .tuple(fc.constantFrom(...sources), fc.array(mutation, { minLength: 1, maxLength: 6 }))
    .map(([f, script]) => ({ path: f.path, text: mutated(f.text, script) })),
  'the halves of two cases': fc.tuple(fc.constantFrom(...sources), fc.constantFrom(...sources), share, share).map(([a, b, s, t]) => ({
    path: a.path,
    text: a.text.slice(0, Math.floor(s * a.text.length)) + b.text.slice(Math.floor(t * b.text.length)),
  })),
};
