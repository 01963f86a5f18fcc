/** What is left out of a file is said, once, in a sentence, and costs nothing else. */
import assert from 'node:assert/strict';
import { LIMITS } from '../../server/analysis/limits';
import { analyzerOf } from '../harness/workspace';

const DEEP = LIMITS.nesting + 50;
const HEAD = "import OpenAI from 'openai';\nconst openai = new OpenAI();\n";
const FLAW = "app.post('/x', (req) => openai.responses.create({ model: 'm', instructions: req.body.text, input: 'x' }));\n";

function scan(text: string): { rules: string[]; problems: string[] } {
  const { findings, problems } = analyzerOf([{ path: 'a.ts', text: `${HEAD}import express from 'express';\nconst app = express();\n${FLAW}${text}` }], {
    phase: 'foundational',
  }).scan();
  return { rules: findings.map((f) => f.rule), problems: problems.map((p) => p.message) };
}

describe('what is left out of a file', () => {
  const whole = scan('');
  it('is nothing where nothing is too much', () => {
    assert.ok(whole.rules.includes('prompt/untrusted-instructions'));
    assert.deepEqual(whole.problems, []);
  });
  for (const [what, text] of Object.entries({
    statements: 'if (a) '.repeat(DEEP) + 'f();',
    blocks: '{'.repeat(DEEP) + '}'.repeat(DEEP),
    expressions: `f(${'!'.repeat(DEEP)}a);`,
  })) {
    it(`is named: ${what} that nest too deeply`, () => assert.deepEqual(scan(text), { ...whole, problems: ['nested too deeply to be analysed in full'] }));
  }
  it('is not a long row of branches', () => assert.deepEqual(scan(`let a = 0;\n${'if (b) a = 1;\n'.repeat(5000)}f(a);`), whole));
  it('is the whole of a file that the parser cannot hold, and no other', () => {
    const deep = { path: 'deep.ts', text: `${HEAD}${'('.repeat(50_000)}` };
    const { findings, problems } = analyzerOf([deep, { path: 'a.ts', text: `${HEAD}import express from 'express';\nconst app = express();\n${FLAW}` }], {
      phase: 'foundational',
    }).scan();
    assert.deepEqual([findings.map((f) => f.rule), problems.map((p) => [p.path, p.message])], [whole.rules, [['deep.ts', 'nested too deeply to be read']]]);
  });
});

describe('a fix beside a half-typed import', () => {
  it('is offered all the same', () => {
    const file = { path: 'a.ts', text: `import {import { tool } from 'ai';\n${HEAD}import express from 'express';\nconst app = express();\n${FLAW}` };
    const analyzer = analyzerOf([file], { phase: 'foundational' });
    const { findings } = analyzer.scan();
    assert.ok(findings.length > 0);
    for (const f of findings) assert.ok(Array.isArray(analyzer.fixes(f, () => file.text)));
  });
});
