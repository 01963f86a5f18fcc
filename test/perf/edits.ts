/** Edits that can be made in any file, as somebody types them: in the body of its first function. */
import * as path from 'node:path';
import ts from 'typescript';
import { isTestFile } from '../../server/analysis/findings/testFiles';
import { specifiersIn } from '../../server/analysis/syntax/prescan';

/** Where the first statement of the first function with a body begins. */
function firstBody(file: string, text: string): number | undefined {
  const todo: ts.Node[] = [ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)];
  for (const node of todo) {
    if (ts.isFunctionLike(node) && 'body' in node && node.body && ts.isBlock(node.body as ts.Node)) return (node.body as ts.Block).getStart() + 1;
    node.forEachChild((c) => void todo.push(c));
  }
  return undefined;
}

/** One keystroke more for each `n`, or nothing where there is no function. */
export function typing(file: string, text: string): ((n: number) => string) | undefined {
  const at = firstBody(file, text);
  return at === undefined ? undefined : (n) => `${text.slice(0, at)} void '${'x'.repeat(n)}';${text.slice(at)}`;
}

/** The module that most files import, as far as relative imports tell. */
export function mostImported(texts: ReadonlyMap<string, string>): { path: string; importers: number } | undefined {
  const count = new Map<string, number>();
  for (const [file, text] of texts) {
    for (const s of specifiersIn(text)) {
      if (!s.startsWith('.')) continue;
      const base = path.posix.join(path.posix.dirname(file), s).replace(/\.[cm]?js$/, '');
      const to = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'].map((end) => base + end).find((p) => texts.has(p));
      if (to) count.set(to, (count.get(to) ?? 0) + 1);
    }
  }
  const [first] = [...count].filter(([p]) => typing(p, texts.get(p)!)).sort((a, b) => b[1] - a[1]);
  return first && { path: first[0], importers: first[1] };
}

/** Up to `n` files, half of them with findings, the others from all over the workspace. */
export function sample(texts: ReadonlyMap<string, string>, found: ReadonlySet<string>, n: number): string[] {
  const usable = (p: string): boolean => !isTestFile(p) && typing(p, texts.get(p)!) !== undefined;
  const spread = (paths: readonly string[], most: number): string[] => paths.filter((_, i) => i % Math.max(1, Math.floor(paths.length / most)) === 0).filter(usable);
  const all = [...texts.keys()].sort();
  return [
    ...new Set([
      ...spread(
        all.filter((p) => found.has(p)),
        n / 2,
      ).slice(0, n / 2),
      ...spread(all, n),
    ]),
  ].slice(0, n);
}
