/** What belongs to a workspace: a link in it may lead anywhere, and what it leads to is not ours to read. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readText } from './readText';

/** False also for what is not there, and for a link that goes round in a circle. */
export function staysInside(root: string, file: string): boolean {
  try {
    const way = path.relative(fs.realpathSync.native(root), fs.realpathSync.native(file));
    return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
  } catch {
    return false;
  }
}

/** For files that are named by other files, or by nobody; what a folder was searched for is reached through no link. */
export const readInside = (root: string, rel: string): ReturnType<typeof readText> => {
  const file = path.join(root, rel);
  const there = fs.lstatSync(file, { throwIfNoEntry: false });
  return !there || staysInside(root, file) ? readText(file) : { problem: 'it leads out of the workspace' };
};
