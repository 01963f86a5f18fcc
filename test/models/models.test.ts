import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { compare } from '../harness/expect';
import { readCases } from '../harness/markdown';
import { findingsOf } from '../harness/workspace';

/** What the models know of each SDK, by position: what is read as instructions, as content, as roles, what comes back, and what filters it. */
const CASES = path.join(__dirname, 'cases');

for (const name of fs.readdirSync(CASES).sort()) {
  describe(`models: ${name.replace('.md', '')}`, () => {
    for (const c of readCases(path.join(CASES, name))) {
      it(c.title, () => assert.deepEqual(compare(c.files, findingsOf(c, 'prompt/* output/command-injection')), []));
    }
  });
}
