import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ResolutionHost } from '../engine/api';
import { staysInside } from './inside';

/**
 * A read-only view of the workspace for module resolution, cached until a path is said to be forgotten. Nothing outside the root can be
 * asked for: not by `..`, and not by a link.
 */
export function resolutionHost(root: string): ResolutionHost & { forget(path: string): void } {
  const kinds = new Map<string, 'file' | 'folder' | 'none'>();
  const texts = new Map<string, string | undefined>();
  const kind = (rel: string): 'file' | 'folder' | 'none' => {
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
  return {
    forget(p) {
      kinds.delete(p);
      texts.delete(p);
      // A folder comes with its first file and may go with its last.
      for (let dir = p; dir.includes('/');) kinds.delete((dir = dir.slice(0, dir.lastIndexOf('/'))));
    },
    fileExists: (p) => safely(() => kind(p) === 'file', false),
    directoryExists: (p) => safely(() => kind(p) === 'folder', false),
    readFile(p) {
      if (!texts.has(p))
        texts.set(
          p,
          safely(() => (kind(p) === 'file' ? fs.readFileSync(path.join(root, p), 'utf8') : undefined), undefined),
        );
      return texts.get(p);
    },
    realpath(p) {
      return safely(() => {
        const real = path
          .relative(root, fs.realpathSync(path.join(root, p)))
          .split(path.sep)
          .join('/');
        return real.startsWith('..') ? p : real;
      }, p);
    },
  };
}
