/** Where a suppression can stand: a comment in a template or between JSX tags would be text, not a comment. */
import ts from 'typescript';
import type { Finding, Fix } from '../analysis/findings/finding';
import { parse } from '../analysis/syntax/parse';

export function suppression(f: Finding, text: string): Fix {
  const lineStart = text.lastIndexOf('\n', f.place.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))![0];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const next = `locksmith-ignore-next-line ${f.rule} -- reason`;
  const insert = (at: number, newText: string): Fix => ({
    title: `Suppress \`${f.rule}\` here, with a reason`,
    tier: 'suppress',
    creates: [],
    edits: [{ path: f.place.path, start: at, end: at, newText }],
  });
  switch (surroundings(f.place.path, text, lineStart)) {
    case 'code':
      return insert(lineStart, `${indent}// ${next}${eol}`);
    case 'jsx':
      return insert(lineStart, `${indent}{/* ${next} */}${eol}`);
    case 'text': {
      const at = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
      return { ...insert(at, `/* locksmith-ignore-file ${f.rule} -- reason */${eol}`), title: `Suppress \`${f.rule}\` in this file, with a reason` };
    }
  }
}

function surroundings(path: string, text: string, at: number): 'code' | 'jsx' | 'text' {
  const { sourceFile } = parse(path, text);
  let node: ts.Node = sourceFile;
  for (;;) {
    const inner: ts.Node | undefined = ts.forEachChild(node, (c) => (c.pos <= at && at < c.end ? c : undefined));
    if (!inner) break;
    node = inner;
  }
  if (ts.isJsxText(node)) return 'jsx';
  return (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) && node.getStart(sourceFile) < at ? 'text' : 'code';
}
