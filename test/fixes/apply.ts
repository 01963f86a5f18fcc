/** A fix applied to files in memory, as a client does it: all edits refer to the text before. */
import type { Fix } from '../../server/analysis/findings/finding';
import type { CaseFile } from '../harness/markdown';

export function applied(files: readonly CaseFile[], fix: Fix): CaseFile[] {
  const out = files.map((f) => {
    const edits = fix.edits.filter((e) => e.path === f.path).sort((a, b) => b.start - a.start || b.end - a.end);
    return { ...f, text: edits.reduce((text, e) => text.slice(0, e.start) + e.newText + text.slice(e.end), f.text) };
  });
  return [...out, ...fix.creates.filter((c) => !files.some((f) => f.path === c.path)).map((c) => ({ path: c.path, text: c.text }))];
}
