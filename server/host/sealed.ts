/**
 * Small files below the user's own cache folder: never in the workspace, where a pull request could bring entries that hide its flaws. An
 * entry holds the checksum of its contents; one that does not match, or cannot be read, is as good as none. Writers rename into place, so
 * several processes may share a folder.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import { writeAtomically } from './write';

const SUM = 32;

export const sha = (...parts: (string | Uint8Array)[]): Buffer => parts.reduce((h, p) => h.update(p).update('\0'), createHash('sha256')).digest();

/** Where the entries of a workspace are. */
export const homeOf = (root: string, folder = defaultCacheFolder()): string => path.join(folder, sha(path.resolve(root)).toString('hex').slice(0, 16));

export function defaultCacheFolder(): string {
  const home = os.homedir();
  const base =
    process.platform === 'win32'
      ? (process.env['LOCALAPPDATA'] ?? path.join(home, 'AppData/Local'))
      : process.platform === 'darwin'
        ? path.join(home, 'Library/Caches')
        : (process.env['XDG_CACHE_HOME'] ?? path.join(home, '.cache'));
  return path.join(base, 'locksmith');
}

export function readSealed(file: string): unknown {
  try {
    const bytes = fs.readFileSync(file);
    const body = bytes.subarray(SUM);
    return sha(body).equals(bytes.subarray(0, SUM)) ? JSON.parse(zlib.inflateRawSync(body).toString('utf8')) : undefined;
  } catch {
    return undefined;
  }
}

/** False where the folder cannot be written to. */
export function writeSealed(file: string, value: unknown): boolean {
  try {
    const body = zlib.deflateRawSync(JSON.stringify(value), { level: 1 });
    writeAtomically(file, Buffer.concat([sha(body), body]));
    return true;
  } catch {
    return false;
  }
}
