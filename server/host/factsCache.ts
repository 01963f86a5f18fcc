/**
 * Facts of unchanged files from an earlier run, one small file each, below the user's own cache folder: never in the workspace, where a
 * pull request could bring facts that hide its flaws. An entry holds the checksum of its contents; one that does not
 * match, or cannot be read, is as good as none. Writers rename into place, so several processes may share a folder.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import { FACTS_VERSION, type FileFacts } from '../analysis/facts/ir';
import { writeAtomically } from './write';

export interface FactsCache {
  get(text: string, path: string): FileFacts | undefined;
  set(text: string, facts: FileFacts): void;
  /** Removes what this workspace has not used for a while. */
  prune(): void;
}

const KEPT_FOR = 14 * 24 * 3600_000;
const SUM = 32;
const sha = (...parts: (string | Uint8Array)[]): Buffer => parts.reduce((h, p) => h.update(p).update('\0'), createHash('sha256')).digest();

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

/** `build` names the code that makes facts: those of another build are never read. */
export function factsCache(root: string, build: string, folder = defaultCacheFolder()): FactsCache {
  const home = path.join(folder, sha(path.resolve(root)).toString('hex').slice(0, 16));
  const fileOf = (text: string, name: string): string => path.join(home, sha(String(FACTS_VERSION), build, name, text).toString('hex').slice(0, 40));
  /** A folder that cannot be written to is not asked again. */
  let broken = false;
  return {
    get(text, name) {
      try {
        const bytes = fs.readFileSync(fileOf(text, name));
        const body = bytes.subarray(SUM);
        if (!sha(body).equals(bytes.subarray(0, SUM))) return undefined;
        return revived(JSON.parse(zlib.inflateRawSync(body).toString('utf8')) as FileFacts, name);
      } catch {
        return undefined;
      }
    },
    set(text, facts) {
      if (broken) return;
      try {
        const body = zlib.deflateRawSync(JSON.stringify(facts), { level: 1 });
        writeAtomically(fileOf(text, facts.path), Buffer.concat([sha(body), body]));
      } catch {
        broken = true;
      }
    },
    prune() {
      try {
        const stamp = path.join(home, 'pruned');
        const before = Date.now() - KEPT_FOR;
        if ((fs.statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0) > Date.now() - KEPT_FOR / 14) return;
        if (!fs.existsSync(home)) return;
        for (const name of fs.readdirSync(home)) {
          const file = path.join(home, name);
          if (fs.statSync(file).mtimeMs < before) fs.rmSync(file, { force: true });
        }
        fs.writeFileSync(stamp, '');
      } catch {
        // Another process may be at it.
      }
    },
  };
}

/** JSON gives every object a prototype; names such as `constructor` must not be found in it. */
function revived(facts: FileFacts, name: string): FileFacts | undefined {
  if (facts.version !== FACTS_VERSION || facts.path !== name) return undefined;
  facts.names = Object.assign(Object.create(null) as FileFacts['names'], facts.names);
  return facts;
}
