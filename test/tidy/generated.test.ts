import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULES } from '../../rules';
import { generatedFiles } from './files';

const ROOT = path.join(__dirname, '../..');

describe('what is generated', () => {
  for (const [file, text] of generatedFiles()) it(`is fresh: ${file}`, () => assert.equal(fs.readFileSync(path.join(ROOT, file), 'utf8'), text, 'run `npm run generate`'));
  it('has a rule for every folder, and a folder for every rule', () => {
    const folders = fs
      .readdirSync(path.join(ROOT, 'rules'), { withFileTypes: true })
      .filter((d) => d.isDirectory() && d.name !== 'models')
      .flatMap((d) =>
        fs
          .readdirSync(path.join(ROOT, 'rules', d.name), { withFileTypes: true })
          .filter((r) => r.isDirectory())
          .map((r) => `${d.name}/${r.name}`),
      );
    assert.deepEqual(RULES.map((r) => r.meta.id).sort(), folders.sort());
  });
});
