/** Files are written beside their place first, so that an interruption leaves the old file or the new one, never half of it. */
import * as fs from 'node:fs';
import * as path from 'node:path';

let written = 0;

export function writeAtomically(file: string, data: string | Uint8Array): void {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const there = fs.statSync(file, { throwIfNoEntry: false });
  // A device or a pipe is written to, never replaced; what a link points to is replaced, not the link.
  if (there && !there.isFile()) return fs.writeFileSync(file, data);
  const target = there ? fs.realpathSync(file) : file;
  const mode = there?.mode;
  const temporary = `${target}.${process.pid}.${written++}.tmp`;
  try {
    fs.writeFileSync(temporary, data, mode === undefined ? undefined : { mode });
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}
