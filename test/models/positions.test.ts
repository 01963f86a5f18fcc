/**
 * Every position that a model has is one that some case brings something to. Those that none does are listed in `untouched.txt`, which
 * may only grow shorter: a position that is new needs a case, and one that has a case by now has to go from the list.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readCases } from '../harness/markdown';
import { positions } from './positions';

const ROOT = path.join(__dirname, '../..');
const LIST = path.join(__dirname, 'untouched.txt');

const markdownBelow = (folder: string): string[] =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: true })
    .map((f) => path.join(ROOT, folder, String(f)))
    .filter((f) => f.endsWith('.md'))
    .sort();

describe('the positions of the models', function () {
  this.timeout(300_000);
  it('are each in some case, or in the list of those that are not yet', () => {
    const all = positions();
    for (const file of ['rules', 'test/models/cases', 'test/flow'].flatMap(markdownBelow)) for (const c of readCases(file)) all.touch(c);
    const untouched = new Set(all.untouched());
    const listed = new Set(fs.readFileSync(LIST, 'utf8').split('\n').filter(Boolean));
    assert.deepEqual(
      { 'in no case': [...untouched].filter((p) => !listed.has(p)), 'in a case by now': [...listed].filter((p) => !untouched.has(p)) },
      { 'in no case': [], 'in a case by now': [] },
      'see the head of test/models/positions.test.ts',
    );
  });
});
