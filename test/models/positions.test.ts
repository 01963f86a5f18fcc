/** Every position that a model has is one that some case brings something to: one that is new needs a case. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readCases } from '../harness/markdown';
import { positions } from './positions';

const ROOT = path.join(__dirname, '../..');

const markdownBelow = (folder: string): string[] =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: true })
    .map((f) => path.join(ROOT, folder, String(f)))
    .filter((f) => f.endsWith('.md'))
    .sort();

describe('the positions of the models', function () {
  this.timeout(300_000);
  it('are each in some case', () => {
    const all = positions();
    for (const file of ['rules', 'test/models/cases', 'test/flow'].flatMap(markdownBelow)) for (const c of readCases(file)) all.touch(c);
    assert.deepEqual(all.untouched(), [], 'no case brings anything to these');
  });
});
