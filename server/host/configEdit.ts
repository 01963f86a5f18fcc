/** Edits of the configuration that a fix or a command asks for: in the nearest one up the tree, or in a new one at the root. */
import { applyEdits, modify } from 'jsonc-parser';
import type { Edit, Fix, Phase } from '../analysis/findings/finding';
import { CONFIG_NAME } from './config';

const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2 } };

/** What `locksmith init` and the editor's "Create Config" write. */
export const CONFIG_TEMPLATE = `{
  // foundational (prototype), enhanced (production) or advanced (scale)
  "phase": "foundational"

  // Levels by rule:
  //   "rules": { "operations/*": "off", "storage/plaintext-record": "warning" },
  // Controls of your own that close a gap, by file#export or package#export:
  //   "locks": { "filter": ["src/security/guard.ts#checkPrompt"], "auth": [], "approval": [], "encryption": [], "rateLimit": [] },
  // What everyone may read:
  //   "publicCollections": ["docs"]
}
`;

export type ConfigEdit = Pick<Fix, 'edits' | 'creates'> & { path: string };

/** What is missing on the way to the list is made; what it already holds is not added again. */
export function declareLock(lock: NonNullable<Fix['declareLock']>, file: string, textOf: (path: string) => string): ConfigEdit {
  const { at, text } = nearestConfig(file, textOf);
  if (new RegExp(`"${lock.reference.replace(/[^\w]/g, '\\$&')}"`).test(text)) return { path: at, edits: [], creates: [] };
  return edit(file, textOf, ['locks', lock.kind, -1], lock.reference, true);
}

export const setPhase = (phase: Phase, file: string, textOf: (path: string) => string): ConfigEdit => edit(file, textOf, ['phase'], phase, false);

function edit(file: string, textOf: (path: string) => string, place: (string | number)[], value: unknown, isArrayInsertion: boolean): ConfigEdit {
  const { at, text } = nearestConfig(file, textOf);
  const known = modify(text || '{}\n', place, value, { ...FORMAT, isArrayInsertion });
  if (text === '') return { path: at, edits: [], creates: [{ path: at, text: applyEdits('{}\n', known) }] };
  return { path: at, edits: known.map((e): Edit => ({ path: at, start: e.offset, end: e.offset + e.length, newText: e.content })), creates: [] };
}

/** The configuration that applies to a file; where there is none, the place for one, with an empty text. */
export function nearestConfig(file: string, textOf: (path: string) => string): { at: string; text: string } {
  for (let dir = file; dir.includes('/');) {
    dir = dir.slice(0, dir.lastIndexOf('/'));
    const text = textOf(`${dir}/${CONFIG_NAME}`);
    if (text !== '') return { at: `${dir}/${CONFIG_NAME}`, text };
  }
  return { at: CONFIG_NAME, text: textOf(CONFIG_NAME) };
}
