/** `npm run sbom`: after a build, writes into `dist` what the extension is shipped with besides its code. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { notices } from './notices';
import { ROOT, bundled } from './packages';
import { sbom } from './sbom';

const packages = bundled();
fs.writeFileSync(path.join(ROOT, 'dist/sbom.cdx.json'), `${sbom(packages)}\n`);
fs.writeFileSync(path.join(ROOT, 'dist/NOTICES.txt'), notices(packages));
console.log(`dist/sbom.cdx.json, dist/NOTICES.txt: ${packages.length} packages`);
