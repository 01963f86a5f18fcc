/** Code in which copying a callee's answer at each call would grow without end: the answer comes soon, and is the right one. */
import assert from 'node:assert/strict';
import { lowerFile } from '../../server/analysis/facts/lower';
import { createProject, makeFile } from '../../server/analysis/project/project';
import { parse } from '../../server/analysis/syntax/parse';
import { within } from '../harness/patience';
import { analyzerOf } from '../harness/workspace';

const SOON = 8_000;

const endpoint = (imports: string, made: string): string => `import express from 'express';
import OpenAI from 'openai';
${imports}

const app = express();
const openai = new OpenAI();
app.post('/ask', async (req, res) => {
  const shape = ${made};
  const answer = await openai.chat.completions.create({ model: 'gpt-5', messages: [{ role: 'system', content: \`Answer as \${shape.name}\` }] });
  res.json({ answer });
});
`;

/** Descends into itself wherever a schema may nest, and keeps what it has made. */
const converter = `interface Schema { name?: string; $ref?: string; [key: string]: any }
export class Converter {
  private cache: Record<string, Schema> = {};
  convert(schema: Schema, depth = 0): Schema {
    if (schema.$ref && this.cache[schema.$ref]) return this.cache[schema.$ref]!;
    const result: Schema = { name: schema.name };
${Array.from({ length: 14 }, (_, n) => `    if (schema.p${n}) result.p${n} = this.convert(schema.p${n}, depth + 1);`).join('\n')}
    if (schema.all) result.all = schema.all.map((s: Schema) => this.convert(s, depth + 1));
    if (schema.$ref) this.cache[schema.$ref] = result;
    return result;
  }
}
`;

/** Each step makes its thing of two of the step below. */
const doubling = Array.from(
  { length: 28 },
  (_, n) =>
    `export function step${n}(name: string) { return ${n === 27 ? '{ name, left: undefined, right: undefined }' : `{ name, left: step${n + 1}(name), right: step${n + 1}(name + '!') }`}; }`,
).join('\n');

const GROWING: readonly (readonly [title: string, helper: string, made: string, imports: string])[] = [
  ['a recursion in many places that fills a cache', converter, 'new Converter().convert(req.body.schema)', "import { Converter } from './helper';"],
  ['objects of two objects, 28 calls deep', doubling, 'step0(req.body.name)', "import { step0 } from './helper';"],
];

const CLASSES = 2_000;
/** Each extends the next. */
const chain = Array.from({ length: CLASSES }, (_, n) => `class A${n} extends A${n + 1} {}`).join('\n');

describe('growth', () => {
  it('a type is found by its name, without a look at all others', () => {
    const file = makeFile(lowerFile(parse('a.ts', chain)));
    let looked = 0;
    for (const { facts } of file.classes) {
      const { name } = facts;
      Object.defineProperty(facts, 'name', { get: () => (looked++, name) });
    }
    const project = createProject();
    project.files.set(file.path, file);
    for (const { facts } of file.classes.slice(0, -1)) assert.equal(project.typeOf(file, facts.baseType)[0]!.k, 'class');
    assert.ok(looked < 4 * CLASSES, `${looked} looks for ${CLASSES} classes`);
  });
  for (const [title, helper, made, imports] of GROWING) {
    it(title, () => {
      const files = [
        { path: 'helper.ts', text: helper },
        { path: 'main.ts', text: endpoint(imports, made) },
      ];
      const { value } = within(SOON, title, () => analyzerOf(files, { phase: 'advanced' }).scan().findings);
      const found = value.map((f) => f.rule);
      assert.ok(found.includes('prompt/untrusted-instructions'), found.join());
    });
  }
});
