import assert from 'node:assert/strict';
import { safePattern } from '../../server/analysis/models/patterns';
import { within } from '../harness/patience';
import { analyzerOf } from '../harness/workspace';

describe('patterns of models', () => {
  it('are compiled where they are sure to be fast', () => {
    assert.ok(safePattern('^(a|b)+$'));
    assert.ok(safePattern('match|search', 'i'));
    assert.ok(safePattern('^(?:[\\w-]|\\.)*: (one|two) [a-z]+$'));
    for (const slow of ['(a+)+$', '(a|aa)+b', '((a)|(aa))*b', '(?:x*y)*', '(a{1,9}){1,9}$', 'a*a*a*a*a*a*a*a*a*b', '(?<n>(a+))+']) assert.equal(safePattern(slow), undefined, slow);
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
    const { value } = within(5000, 'patterns that are slow', () => analyzerOf([{ path: 'a.ts', text }], { models }).scan().findings);
    assert.deepEqual(value, []);
  });
});
