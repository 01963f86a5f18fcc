/** `locksmith-ignore` comments. Only comments count: the same words in a string or a template are text. */
import ts from 'typescript';
import type { Suppression } from './ir';

const COMMENT = /locksmith-ignore(-next-line|-file)?(?![\w-])[ \t]*([^\n\r]*)/g;

export function suppressions(file: ts.SourceFile, lines: readonly number[]): Suppression[] {
  const text = file.text;
  if (!text.includes('locksmith-ignore')) return [];
  const found: Suppression[] = [];
  COMMENT.lastIndex = 0;
  for (let m = COMMENT.exec(text); m; m = COMMENT.exec(text)) {
    const comment = commentAround(file, m.index);
    if (!comment) continue;
    const kind = m[1] === '-next-line' ? 'next-line' : m[1] === '-file' ? 'file' : 'line';
    const body = text
      .slice(m.index, comment.e)
      .replace(/\*\/\s*\}?$/, '')
      .slice(m[0].length - m[2]!.length)
      .split(/[\r\n]/)[0]!;
    const [names = '', ...reason] = body.split(/\s--(?:\s|$)/);
    const line = lineOf(lines, m.index);
    const target = kind === 'next-line' ? lineOf(lines, comment.e) + 1 : line;
    const whole = kind === 'file';
    found.push({
      kind,
      rules: names.split(/[\s,]+/).filter(Boolean),
      reason: reason.join(' -- ').trim(),
      s: comment.s,
      e: comment.e,
      from: whole ? 0 : (lines[target] ?? text.length),
      to: whole ? text.length + 1 : (lines[target + 1] ?? text.length + 1),
    });
  }
  return found;
}

function commentAround(file: ts.SourceFile, at: number): { s: number; e: number } | undefined {
  const text = file.text;
  // The token after the comment owns it as trivia; walk down to it.
  let node: ts.Node = file;
  for (;;) {
    const child: ts.Node | undefined = ts.forEachChild(node, (c) => (c.pos <= at && at < c.end ? c : undefined));
    if (!child) break;
    node = child;
  }
  const before = text.lastIndexOf('\n', at) + 1;
  const candidates = [node.pos, node.end, before];
  for (const pos of candidates) {
    const ranges = [...(ts.getLeadingCommentRanges(text, pos) ?? []), ...(ts.getTrailingCommentRanges(text, pos) ?? [])];
    const hit = ranges.find((r) => r.pos <= at && at < r.end);
    if (hit) return { s: hit.pos, e: hit.end };
  }
  return inToken(node, at, file) ? undefined : scanComments(text, node, at);
}

const inToken = (node: ts.Node, at: number, file: ts.SourceFile): boolean =>
  (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node)) && node.getStart(file) <= at;

/** Comments between tokens that no child owns (before a closing brace, after a comma). */
function scanComments(text: string, node: ts.Node, at: number): { s: number; e: number } | undefined {
  const lineStart = text.lastIndexOf('\n', at) + 1;
  const from = Math.max(node.pos, lineStart);
  const head = text.slice(from, at);
  const slash = head.lastIndexOf('//');
  const star = head.lastIndexOf('/*');
  if (star > slash) {
    const close = text.indexOf('*/', at);
    return { s: from + star, e: close < 0 ? text.length : close + 2 };
  }
  if (slash < 0) return undefined;
  const eol = text.slice(at).search(/[\r\n]/);
  return { s: from + slash, e: eol < 0 ? text.length : at + eol };
}

export function lineOf(lines: readonly number[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (lines[mid]! <= offset) low = mid;
    else high = mid - 1;
  }
  return low;
}
