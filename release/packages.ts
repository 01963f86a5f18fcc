/** The packages of which something is in the bundles of the extension, as the build has found them. */
import * as fs from 'node:fs';
import * as path from 'node:path';

export const ROOT = path.join(__dirname, '..');
/** `dist/eslint.js` is for npm, and holds nothing that these do not. */
const IN_VSIX = ['client', 'server', 'worker', 'cli', 'typescript'];

export interface Bundled {
  name: string;
  version: string;
  /** As its manifest says, in SPDX's words. */
  license: string;
  /** Of the published archive, as the lock file has it: `sha512-…`. */
  integrity: string;
  description?: string;
  homepage?: string;
  /** What its licence asks to be passed on. */
  notices: string[];
}

const NOTICE = /^(licen[cs]e|copying|notice|third.?party.?notice)[\w.-]*$/i;

export function bundled(): Bundled[] {
  const json = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'));
  const bundles = json('dist/bundled.json') as Record<string, string[]>;
  const { packages } = json('package-lock.json') as { packages: Record<string, { integrity?: string } | undefined> };
  const folders = [...new Set(IN_VSIX.flatMap((b) => bundles[b] ?? []))].sort();
  return folders.map((folder) => {
    const { name, version, license, description, homepage } = json(`${folder}/package.json`) as Bundled;
    const notices = fs
      .readdirSync(path.join(ROOT, folder))
      .filter((f) => NOTICE.test(f))
      .sort()
      .map((f) => fs.readFileSync(path.join(ROOT, folder, f), 'utf8').trim());
    return { name, version, license, description, homepage, integrity: packages[folder]?.integrity ?? '', notices };
  });
}
