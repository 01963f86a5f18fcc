/** `locksmith-ignore` comments. Only comments count: the same words in a string or a template are text. */
import ts from 'typescript';
import type { Suppression } from './ir';

const COMMENT = /locksmith-ignore(-next-line|-file)?(?![\w-])[ \t]*([^\n\r]*)/g;

export const mayBeSuppressed = (text: string): boolean => text.includes('locksmith-ignore');

export function suppressions(file: ts.SourceFile, lines: readonly number[]): Suppression[] {
  const text = file.text;
  if (!mayBeSuppressed(text)) return [];
  const found: Suppression[] = [];
  const matches = [...text.matchAll(COMMENT)];
  const owners = nodesAt(
    file,
    matches.map((m) => m.index),
  );
  const comments = commentsOf(file);
  for (const [n, m] of matches.entries()) {
    const comment = comments(owners[n]!, m.index);
    if (!comment) continue;
    const kind = m[1] === '-next-line' ? 'next-line' : m[1] === '-file' ? 'file' : 'line';
    const end = m.index + m[0].length;
    const body = text.slice(end - m[2]!.length, Math.min(end, comment.e)).replace(/\*\/$/, '');
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

/** The innermost node around each offset; a comment belongs, as trivia, to the token after it. Offsets come in order, and the tree is walked once for all. */
function nodesAt(file: ts.SourceFile, offsets: readonly number[]): ts.Node[] {
  const owners = offsets.map((): ts.Node => file);
  const waiting: { node: ts.Node; from: number; to: number }[] = [{ node: file, from: 0, to: offsets.length }];
  for (let top = waiting.pop(); top; top = waiting.pop()) {
    const { node, to } = top;
    let at = top.from;
    for (let i = at; i < to; i++) owners[i] = node;
    ts.forEachChild(node, (child) => {
      while (at < to && offsets[at]! < child.pos) at++;
      const from = at;
      while (at < to && offsets[at]! < child.end) at++;
      if (at > from) waiting.push({ node: child, from, to: at });
      return at >= to || undefined;
    });
  }
  return owners;
}

/** Finds the comment around an offset. One token may own thousands of them, so that those around the last one found are kept. */
function commentsOf(file: ts.SourceFile): (owner: ts.Node, at: number) => { s: number; e: number } | undefined {
  const { text } = file;
  let near: ts.CommentRange[] = [];
  let starts: number[] = [];
  const within = (at: number): ts.CommentRange | undefined => {
    const last = near[lineOf(starts, at)];
    return last && last.pos <= at && at < last.end ? last : undefined;
  };
  return (owner, at) => {
    if (inToken(owner, at, file)) return undefined;
    let hit = within(at);
    for (const pos of [owner.pos, owner.end, text.lastIndexOf('\n', at) + 1]) {
      if (hit) break;
      near = [...(ts.getTrailingCommentRanges(text, pos) ?? []), ...(ts.getLeadingCommentRanges(text, pos) ?? [])].sort((a, b) => a.pos - b.pos);
      starts = near.map((r) => r.pos);
      hit = within(at);
    }
    return hit ? { s: hit.pos, e: hit.end } : scanComments(text, owner, at);
  };
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
