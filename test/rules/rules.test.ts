import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULES } from '../../rules';
import { compare } from '../harness/expect';
import { readCases } from '../harness/markdown';
import { findingsOf } from '../harness/workspace';

const ROOT = path.join(__dirname, '../../rules');

for (const { meta } of RULES) {
  describe(meta.id, () => {
    const folder = path.join(ROOT, meta.id);
    const cases = path.join(folder, 'cases');
    for (const name of fs.existsSync(cases)
      ? fs
          .readdirSync(cases)
          .filter((f) => f.endsWith('.md'))
          .sort()
      : []) {
      for (const c of readCases(path.join(cases, name))) {
        it(`${name.replace('.md', '')}: ${c.title}`, () => assert.deepEqual(compare(c.files, findingsOf(c, meta.id)), []));
      }
    }
    for (const c of readCases(path.join(folder, 'README.md'))) {
      for (const f of c.files.filter((x) => x.kind)) {
        const files = [...c.files.filter((x) => !x.kind), f];
        it(`its page: the ${f.kind} block of "${c.title}"`, () => {
          const found = findingsOf({ ...c, files }, meta.id);
          assert.equal(found.length > 0, f.kind === 'bad', found.map((x) => x.message.what).join('\n'));
        });
      }
    }
    it('has its folder, its page and its cases', () => {
      assert.ok(
        readCases(path.join(folder, 'README.md')).some((c) => c.files.some((f) => f.kind === 'bad')),
        'a bad block on the page, below a heading',
      );
      assert.ok(fs.existsSync(path.join(folder, 'README.md')), 'README.md');
      assert.ok(fs.existsSync(cases), 'cases/');
      assert.match(fs.readFileSync(path.join(folder, 'README.md'), 'utf8'), new RegExp(`^# ${meta.title}`, 'm'));
    });
  });
}
