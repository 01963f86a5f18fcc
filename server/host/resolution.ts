import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ResolutionHost } from '../engine/api';
import { staysInside } from './inside';
import { sha } from './sealed';

type Kind = 'file' | 'folder' | 'none';

/** All that was looked up on the disk, with what was found. JSON. */
export interface LookedUp {
  kinds: [path: string, kind: Kind][];
  /** Checksums; `null` of what could not be read. */
  texts: [path: string, sum: string | null][];
  real: [path: string, real: string][];
}

export interface DiskHost extends ResolutionHost {
  forget(path: string): void;
  lookedUp(): LookedUp;
  /** Whether another would find the same now. */
  finds(what: LookedUp): boolean;
}

/**
 * A read-only view of the workspace for module resolution, cached until a path is said to be forgotten. Nothing outside the root can be
 * asked for: not by `..`, and not by a link.
 */
export function resolutionHost(root: string): DiskHost {
  const kinds = new Map<string, Kind>();
  const texts = new Map<string, string | undefined>();
  const real = new Map<string, string>();
  const kind = (rel: string): Kind => {
    let k = kinds.get(rel);
    if (!k) {
      if (rel.split('/').includes('..')) k = 'none';
      else {
        // A folder that is not there has nothing in it.
        const parent = rel.includes('/') ? rel.slice(0, rel.lastIndexOf('/')) : '';
        if (rel !== '' && parent !== '' && kind(parent) !== 'folder') k = 'none';
        else {
          const file = path.join(root, rel);
          const own = fs.lstatSync(file, { throwIfNoEntry: false });
          const stat = own?.isSymbolicLink() && rel !== '' ? (staysInside(root, file) ? fs.statSync(file) : undefined) : own;
          k = stat?.isFile() ? 'file' : stat?.isDirectory() || rel === '' ? 'folder' : 'none';
        }
      }
      kinds.set(rel, k);
    }
    return k;
  };
  const safely = <T>(f: () => T, otherwise: T): T => {
    try {
      return f();
    } catch {
      return otherwise;
    }
  };
  const kindOf = (p: string): Kind => safely(() => kind(p), 'none');
  const textOf = (p: string): string | undefined => {
    if (!texts.has(p))
      texts.set(
        p,
        safely(() => (kind(p) === 'file' ? fs.readFileSync(path.join(root, p), 'utf8') : undefined), undefined),
      );
    return texts.get(p);
  };
  const realOf = (p: string): string => {
    let found = real.get(p);
    if (found === undefined) {
      const at = safely(() => path.relative(root, fs.realpathSync(path.join(root, p))), p);
      real.set(p, (found = at.startsWith('..') ? p : at.split(path.sep).join('/')));
    }
    return found;
  };
  const sumOf = (text: string | undefined): string | null => (text === undefined ? null : sha(text).toString('hex'));
  return {
    forget(p) {
      kinds.delete(p);
      texts.delete(p);
      real.delete(p);
      // A folder comes with its first file and may go with its last.
      for (let dir = p; dir.includes('/');) kinds.delete((dir = dir.slice(0, dir.lastIndexOf('/'))));
    },
    fileExists: (p) => kindOf(p) === 'file',
    directoryExists: (p) => kindOf(p) === 'folder',
    readFile: textOf,
    realpath: realOf,
    lookedUp: () => ({ kinds: [...kinds], texts: [...texts].map(([p, text]) => [p, sumOf(text)]), real: [...real] }),
    finds: (what) => what.kinds.every(([p, k]) => kindOf(p) === k) && what.texts.every(([p, sum]) => sumOf(textOf(p)) === sum) && what.real.every(([p, r]) => realOf(p) === r),
  };
}
