/** Edits of the configuration that a fix asks for: in the nearest one up the tree, or in a new one at the root. */
import { applyEdits, modify } from 'jsonc-parser';
import type { Edit, Fix } from '../analysis/findings/finding';
import { CONFIG_NAME } from '../host/config';

const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2 } };

export function declareLock(lock: NonNullable<Fix['declareLock']>, file: string, textOf: (path: string) => string): Pick<Fix, 'edits' | 'creates'> {
  const at = nearest(file, textOf);
  const text = at === undefined ? '{}\n' : textOf(at);
  // What is missing on the way to the list is made.
  const known = modify(text, ['locks', lock.kind, -1], lock.reference, { ...FORMAT, isArrayInsertion: true });
  if (at === undefined) return { edits: [], creates: [{ path: CONFIG_NAME, text: applyEdits(text, known) }] };
  return { edits: known.map((e): Edit => ({ path: at, start: e.offset, end: e.offset + e.length, newText: e.content })), creates: [] };
}

function nearest(file: string, textOf: (path: string) => string): string | undefined {
  for (let dir = file; dir.includes('/');) {
    dir = dir.slice(0, dir.lastIndexOf('/'));
    if (textOf(`${dir}/${CONFIG_NAME}`) !== '') return `${dir}/${CONFIG_NAME}`;
  }
  return textOf(CONFIG_NAME) === '' ? undefined : CONFIG_NAME;
}
