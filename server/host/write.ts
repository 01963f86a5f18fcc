/** Files are written beside their place first, so that an interruption leaves the old file or the new one, never half of it. */
import * as fs from 'node:fs';
import * as path from 'node:path';

let written = 0;

export function writeAtomically(file: string, data: string | Uint8Array): void {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const mode = fs.statSync(file, { throwIfNoEntry: false })?.mode;
  const temporary = `${file}.${process.pid}.${written++}.tmp`;
  try {
    fs.writeFileSync(temporary, data, mode === undefined ? undefined : { mode });
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}
