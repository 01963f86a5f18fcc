/** `npm run generate`: writes what is made from metadata. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { generatedFiles } from './files';
import { fixTable, withFixTable } from './fixTable';

for (const [file, text] of generatedFiles()) {
  const target = path.join(__dirname, '../..', file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
}

const fixes = path.join(__dirname, '../../docs/fixes.md');
fs.writeFileSync(fixes, withFixTable(fs.readFileSync(fixes, 'utf8'), fixTable()));
