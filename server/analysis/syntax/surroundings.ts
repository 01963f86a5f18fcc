/** What stands around a place, for those who want to write a comment there. */
import ts from 'typescript';
import { scriptSpans } from './embedded';
import { parse } from './parse';

/** `text`: a comment would be part of a text; `head` is where one for the whole file can stand. */
export type Surroundings = { k: 'code' } | { k: 'jsx' } | { k: 'text'; head: number | undefined };

export function surroundings(path: string, text: string, at: number): Surroundings {
  const spans = scriptSpans(path, text);
  const head = headOf(text, spans);
  // In the markup of a component no comment of code is read.
  if (spans && !spans.some(([from, to]) => from <= at && at < to)) return { k: 'text', head };
  const { sourceFile } = parse(path, text);
  let node: ts.Node = sourceFile;
  for (;;) {
    const inner: ts.Node | undefined = ts.forEachChild(node, (c) => (c.pos <= at && at < c.end ? c : undefined));
    if (!inner) break;
    node = inner;
  }
  if (ts.isJsxText(node)) return { k: 'jsx' };
  const inText = (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) && node.getStart(sourceFile) < at;
  return inText ? { k: 'text', head } : { k: 'code' };
}

/** The first line of code; of a component, that of its first script, if it has one. */
function headOf(text: string, spans: [number, number][] | undefined): number | undefined {
  if (!spans) return text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  const [first] = spans;
  if (!first) return undefined;
  const line = /^[ \t]*\r?\n/.exec(text.slice(...first))?.[0].length ?? 0;
  return first[0] + line;
}
