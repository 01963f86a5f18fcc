import * as fs from 'node:fs';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a file, or why it is not text. */
export function readText(file: string): { text: string } | { problem: string } {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    return { problem: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is gone' : 'it could not be read' };
  }
  if (bytes.subarray(0, 8000).includes(0)) return { problem: 'it is binary' };
  try {
    return { text: utf8.decode(bytes) };
  } catch {
    return { problem: 'it is not UTF-8' };
  }
}
