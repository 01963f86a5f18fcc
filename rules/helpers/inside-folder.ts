import * as path from 'node:path';

/** The full path of a file below a folder. Throws where the path would lead out of it. */
export function insideFolder(file: string, folder: string): string {
  const root = path.resolve(folder);
  const full = path.resolve(root, file);
  if (!full.startsWith(root + path.sep)) throw new Error('This path leads out of its folder.');
  return full;
}
