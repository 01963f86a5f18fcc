import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULES } from '../../rules';
import { generatedFiles } from './files';
import { fixTable } from './fixTable';

const ROOT = path.join(__dirname, '../..');

describe('what is generated', () => {
  for (const [file, text] of generatedFiles()) it(`is fresh: ${file}`, () => assert.equal(fs.readFileSync(path.join(ROOT, file), 'utf8'), text, 'run `npm run generate`'));
  it('is fresh: the table of fixes, each of which passes its proof', function () {
    // The suite of fixes has made the proofs, unless this one runs alone.
    this.timeout(600_000);
    const page = fs.readFileSync(path.join(ROOT, 'docs/fixes.md'), 'utf8');
    const fresh = fixTable();
    // Counts and packages grow with every case; a fix that the page names has to be there.
    const kinds = (text: string): string[] => [...text.matchAll(/^\| `[\w-]+\/[\w-]+` \|[^|]*\|[^|]*\|/gm)].map((m) => m[0]);
    const now = new Set(kinds(fresh));
    assert.deepEqual(
      kinds(page).filter((k) => !now.has(k)),
      [],
      'run `npm run generate`',
    );
    assert.match(fresh, /^(\d+) of \1 pass\.$/m);
  });
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
