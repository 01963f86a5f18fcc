/** What is no code but is read beside it, the product's own configuration and models among them: whatever it says, the code is analysed. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_CONFIG } from '../../server/engine/api';
import { parseConfig } from '../../server/host/config';
import { loadCatalog } from '../../server/analysis/models/catalog';
import { within } from '../harness/patience';
import { analyzerOf } from '../harness/workspace';

const SEED = 20260;
const CODE = `import OpenAI from 'openai';
import '@x/y'; import 'a'; import './b'; import '#in'; import '../../../../etc/passwd'; import '__proto__'; import 'constructor';
import * as m from 'a';
export const used = async (x: m.T) => m.f(new m.T(m.g), { a: x.a }).then(m.f);
export const ask = () => new OpenAI({ apiKey: 'sk-proj-${'Ab1'.repeat(20)}' });
`;
const DEEP = 50_000;

/** Keys that are there already in an object that was not asked, and the ones that are read. */
const key = fc.constantFrom(
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'extends', 'compilerOptions', 'paths', 'baseUrl', 'exports', 'imports', 'main', 'types', 'dependencies', 'name'],
  ...['phase', 'threatModel', 'rules', 'exclude', 'publicCollections', 'locks', 'models', 'filter', 'package', 'calls', 'types', 'reads', '*', 'a', '.'],
);
const json = fc.letrec<{ value: fc.JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, '', '*', '**/*', '../..', './tsconfig.json', './package.json', 'a', '/etc', 'error', 'file.ts#check'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;
const anyJson = fc.oneof({ weight: 4, arbitrary: json.map((v) => JSON.stringify(v)) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) });
const deep = ['['.repeat(DEEP), '{"a":'.repeat(DEEP), `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`, '{"extends":['.repeat(1000)];

function unpolluted(): void {
  for (const k of ['polluted', 'filter', 'error', 'a', 'extends']) assert.equal(({} as Record<string, unknown>)[k], undefined);
}

describe('data beside the code', () => {
  const found = analyzerOf([{ path: 'a.ts', text: CODE }]).scan().findings;
  it('has a flaw beside it', () => assert.ok(found.some((f) => f.rule === 'access/hardcoded-key')));

  const check = (path: string, text: string): void => {
    const { findings } = analyzerOf([
      { path, text },
      { path: 'a.ts', text: CODE },
    ]).scan();
    assert.deepEqual(findings, found);
    unpolluted();
  };
  for (const path of ['tsconfig.json', 'package.json', 'node_modules/a/package.json']) {
    it(`says what it likes: ${path}`, () => {
      fc.assert(
        fc.property(anyJson, (text) => check(path, text)),
        { numRuns: 60, seed: SEED },
      );
      for (const text of deep) check(path, text);
    });
  }
  it('extends itself many times over, and comes to an end', () => {
    const self = JSON.stringify({ extends: Array.from({ length: 8 }, () => './tsconfig.json') });
    within(5000, 'eight times over', () => check('tsconfig.json', self));
  });

  it('is a configuration of any form: mistakes have a sentence and a place', () => {
    const read = (text: string): void => {
      const { problems } = parseConfig(text, 'locksmith.config.json', '');
      for (const p of problems) assert.ok(p.message.length > 10 && p.span && 0 <= p.span.start && p.span.end <= text.length + 1, `${p.message} ${JSON.stringify(p.span)}`);
      unpolluted();
    };
    fc.assert(fc.property(anyJson, read), { numRuns: 300, seed: SEED });
    deep.forEach(read);
    assert.deepEqual(parseConfig('{ "locks": { "constructor": [], "__proto__": ["a.ts#b"] } }', 'f', '').problems.length, 2);
    assert.deepEqual(Object.keys(DEFAULT_CONFIG.locks), ['filter', 'auth', 'approval', 'encryption', 'rateLimit']);
  });

  it('is a model of any form: it is told, or means nothing', () => {
    const read = (text: string): void => {
      for (const p of loadCatalog([{ path: 'm.yml', text }]).problems) assert.ok(p.message.length > 5);
      assert.deepEqual(analyzerOf([{ path: 'a.ts', text: CODE }], { models: [{ path: 'm.yml', text }] }).scan().findings, found);
      unpolluted();
    };
    const model = json.map((v) => JSON.stringify({ package: 'a', calls: { f: v, '*': v, '/x/': v }, types: { T: v }, reads: { g: v } }));
    fc.assert(fc.property(fc.oneof(anyJson, model), read), { numRuns: 20, seed: SEED });
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...'bcdefghij'.split('').map((c, n) => `${c}: &${c} [${Array.from({ length: 10 }, () => `*${'abcdefghi'[n]}`).join(', ')}]`),
    ].join('\n');
    for (const text of [
      bomb,
      `package: x\n${bomb}`,
      '? '.repeat(3000),
      '- '.repeat(3000),
      '['.repeat(3000),
      '!!js/function "x"',
      'package: x\n__proto__: { polluted: 1 }\ncalls: { __proto__: { polluted: 1 } }',
    ])
      read(text);
  });
});
