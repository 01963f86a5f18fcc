import assert from 'node:assert/strict';
import { loadCatalog } from '../../server/analysis/models/catalog';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { compare } from '../harness/expect';
import { readCases } from '../harness/markdown';
import { builtInModels, findingsOf } from '../harness/workspace';

/** What the models know of each SDK, by position: what is read as instructions, as content, as roles, what comes back, and what filters it. */
const CASES = path.join(__dirname, 'cases');

for (const name of fs.readdirSync(CASES).sort()) {
  describe(`models: ${name.replace('.md', '')}`, () => {
    for (const c of readCases(path.join(CASES, name))) {
      it(c.title, () => assert.deepEqual(compare(c.files, findingsOf(c, 'prompt/* output/command-injection')), []));
    }
  });
}

describe('the built-in models', () => {
  it('are read without a problem', () => assert.deepEqual(loadCatalog(builtInModels).problems, []));
  it('say by name which alias leads nowhere', () => {
    const { problems } = loadCatalog([{ path: 'a.yml', text: 'package: a\ncalls: { b: *nowhere }\n' }]);
    assert.match(problems[0]?.message ?? '', /nowhere/);
  });
  it('take patterns of members, and prefer the plain name', () => {
    const { catalog } = loadCatalog([{ path: 'a.yml', text: 'package: a\ntypes: { T: {} }\ncalls:\n  "T#/get|set/": { leaves: true }\n  T#set: { denies: true }\n' }]);
    assert.deepEqual(
      [catalog.calls('a:T#get'), catalog.calls('a:T#set'), catalog.calls('a:T#getAll')],
      [[{ leaves: true, returns: undefined }], [{ denies: true, returns: undefined }], []],
    );
  });
});
