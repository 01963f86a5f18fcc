/** The sample is code that compiles: under `strict`, against the SDKs that its manifest names. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { typeErrors, type TextFile } from '../harness/typecheck';

const SAMPLE = path.join(__dirname, '../../samples/support-desk');

const filesBelow = (folder: string): TextFile[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.tsx?$|^(package|tsconfig)\.json$/.test(e.name) && !e.parentPath.includes('node_modules'))
    .map((e) => path.join(e.parentPath, e.name))
    .map((f) => ({ path: path.relative(SAMPLE, f), text: fs.readFileSync(f, 'utf8') }));

describe('the sample', function () {
  this.timeout(180_000);
  it('type-checks against the real SDKs', () => assert.deepEqual(typeErrors(filesBelow(SAMPLE)), []));
});
