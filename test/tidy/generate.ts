/** `npm run generate`: writes what is made from metadata. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { withTable } from './tables';

const readme = path.join(__dirname, '../../README.md');
fs.writeFileSync(readme, withTable(fs.readFileSync(readme, 'utf8')));
