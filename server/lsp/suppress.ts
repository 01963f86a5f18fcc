/** Where a suppression can stand: a comment in a template, between JSX tags or in markup would be text, not a comment. */
import type { Finding, Fix } from '../analysis/findings/finding';
import { surroundings } from '../analysis/syntax/surroundings';

/** `reason` stands behind `--`, on one line and without what would end a comment. */
export function suppression(f: Finding, text: string, reason = 'reason'): Fix | undefined {
  const lineStart = text.lastIndexOf('\n', f.place.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))![0];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const why = reason.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim();
  const next = `locksmith-ignore-next-line ${f.rule} -- ${why}`;
  const insert = (at: number, newText: string, where = 'here'): Fix => ({
    title: `Suppress \`${f.rule}\` ${where}, with a reason`,
    tier: 'suppress',
    creates: [],
    edits: [{ path: f.place.path, start: at, end: at, newText }],
  });
  const around = surroundings(f.place.path, text, lineStart);
  if (around.k === 'code') return insert(lineStart, `${indent}// ${next}${eol}`);
  if (around.k === 'jsx') return insert(lineStart, `${indent}{/* ${next} */}${eol}`);
  return around.head === undefined ? undefined : insert(around.head, `/* locksmith-ignore-file ${f.rule} -- ${why} */${eol}`, 'in this file');
}
