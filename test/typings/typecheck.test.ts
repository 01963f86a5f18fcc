import assert from 'node:assert/strict';
import { newTypeErrors, typeErrors } from '../harness/typecheck';

const file = (text: string, path = 'src/a.ts') => ({ path, text });

describe('the type check against real SDKs', () => {
  it('is content with a sound call', () => {
    const text = "import OpenAI from 'openai';\nexport const ask = (o: OpenAI, input: string) => o.responses.create({ model: 'gpt-5', input });\n";
    assert.deepEqual(typeErrors([file(text)]), []);
  });

  it('names the file, the code and what is wrong', () => {
    const text = "import OpenAI from 'openai';\nexport const ask = (o: OpenAI, input: string) => o.responses.create({ model: 'gpt-5', inptu: input });\n";
    assert.match(typeErrors([file(text)])[0]!, /^src\/a\.ts: TS\d+ .*inptu/);
  });

  it('takes the version that the manifest names, or that is asked for', () => {
    const old = "import { convertToCoreMessages } from 'ai';\nexport const c = convertToCoreMessages;\n";
    const manifest = file('{ "dependencies": { "ai": "^5.0.0" } }', 'package.json');
    assert.deepEqual(typeErrors([file(old), manifest]), []);
    assert.equal(typeErrors([file(old)], { versions: { ai: '7' } }).length, 1);
    assert.equal(typeErrors([file(old), manifest], { versions: { ai: '7' } }).length, 1);
  });

  it('follows imports between the files, also by the paths of their own configuration', () => {
    const config = file('{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }', 'tsconfig.json');
    const used = file('export const limit = 3;\n', 'src/limit.ts');
    assert.deepEqual(typeErrors([config, used, file("import { limit } from '@/limit';\nimport { limit as same } from './limit';\nexport const n: number = limit + same;\n")]), []);
    assert.equal(typeErrors([config, used, file("import { limit } from '@/limit';\nexport const n: string = limit;\n")]).length, 1);
  });

  it('tells what an edit broke, and not what was broken before', () => {
    const before = [file('export const a: string = 1;\n')];
    assert.deepEqual(newTypeErrors(before, [file('\nexport const a: string = 1;\nexport const b = 2;\n')]), []);
    assert.equal(newTypeErrors(before, [file('export const a: string = 1;\nexport const b: string = 1;\n')]).length, 1);
  });
});
