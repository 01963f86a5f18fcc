import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { compare } from '../harness/expect';
import { readCases } from '../harness/markdown';
import { findingsOf } from '../harness/workspace';

/** Each feature of the analyser, seen through one rule: does what the caller sent reach the model? */
for (const name of fs
  .readdirSync(__dirname)
  .filter((f) => f.endsWith('.md'))
  .sort()) {
  describe(`flow: ${name.replace('.md', '')}`, () => {
    for (const c of readCases(path.join(__dirname, name))) {
      it(c.title, () => assert.deepEqual(compare(c.files, findingsOf(c, 'prompt/unfiltered-input')), []));
    }
  });
}
