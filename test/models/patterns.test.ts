import assert from 'node:assert/strict';
import { safePattern } from '../../server/analysis/models/patterns';
import { analyzerOf } from '../harness/workspace';

describe('patterns of models', () => {
  it('are compiled where they are sure to be fast', () => {
    assert.ok(safePattern('^(a|b)+$'));
    assert.ok(safePattern('match|search', 'i'));
    assert.equal(safePattern('(a+)+$'), undefined);
    assert.equal(safePattern('(['), undefined);
    assert.equal(safePattern('a'.repeat(1000)), undefined);
  });

  it('of a project that are slow or broken neither throw nor hang', () => {
    const models = [
      {
        path: 'm.yml',
        text: "package: x\ncalls:\n  '/(a+)+b/': { effect: { kind: http, if: [{ port: '0', matches: '(a+)+$' }] } }\n  f: { effect: { kind: http, if: [{ port: '0', matches: '([' }] } }\n",
      },
    ];
    const text = `import * as x from 'x';\nimport OpenAI from 'openai';\nnew OpenAI();\nx.${'a'.repeat(40)}('${'a'.repeat(40)}!');\nx.f('y');\n`;
    const started = Date.now();
    assert.deepEqual(analyzerOf([{ path: 'a.ts', text }], { models }).scan().findings, []);
    assert.ok(Date.now() - started < 5_000);
  });
});
