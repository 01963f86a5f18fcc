/**
 * Packages that are published with readable code, judged like the projects: `npm test` fetches them once and compares, so that a part of ruling
 * needs nobody's checkout. A file per package in `packages/`:
 *
 *     package: name@version
 *     integrity: sha512-…             # of the archive, as the registry says
 *     folder: dist                    # what is scanned, and where places are counted from
 *     findings: …                     # as in `projects/`; all of them were read
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Ruling, tablesIn } from './verdicts';

export interface PackageRuling extends Pick<Ruling, 'findings' | 'mended'> {
  package: string;
  integrity: string;
  folder: string;
}

const FOLDER = path.join(__dirname, 'packages');
const KEPT = path.join(__dirname, '../../.cache/ruling');

export const packageRulings = (): PackageRuling[] => tablesIn(FOLDER);

/** The folder that is scanned, unpacked once; nothing of the package is run. Throws where it cannot be had. */
export function unpacked({ package: name, integrity, folder }: PackageRuling): string {
  const kept = path.join(KEPT, name.replace(/[@/]/g, '-'));
  const scanned = path.join(kept, 'package', folder);
  if (fs.existsSync(scanned)) return scanned;
  fs.mkdirSync(KEPT, { recursive: true });
  const at = fs.mkdtempSync(`${kept}-`);
  try {
    const packed = spawnSync('npm', ['pack', name, '--silent', '--prefer-offline', '--ignore-scripts', '--pack-destination', at], {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    const [archive] = fs.readdirSync(at);
    if (packed.status !== 0 || archive === undefined) throw new Error(`${name} cannot be fetched: ${packed.stderr}`);
    const text = fs.readFileSync(path.join(at, archive));
    if (integrity !== `sha512-${createHash('sha512').update(text).digest('base64')}`) throw new Error(`${name} is not the archive that was read`);
    const { status, stderr } = spawnSync('tar', ['-xzf', archive], { cwd: at, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} could not be unpacked: ${stderr}`);
    // Renamed into place, so that it is whole or not there.
    fs.rmSync(kept, { recursive: true, force: true });
    fs.renameSync(at, kept);
    return scanned;
  } finally {
    fs.rmSync(at, { recursive: true, force: true });
  }
}
