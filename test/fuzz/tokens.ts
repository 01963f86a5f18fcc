/** The tokens of a text, so that a mutation makes half-finished code instead of noise. */
import ts from 'typescript';

/** Concatenated, they are the text. */
export function tokens(text: string): string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.JSX, text);
  const out: string[] = [];
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) out.push(scanner.getTokenText());
  return out;
}

export type Mutation = { do: 'delete'; at: number } | { do: 'duplicate'; at: number } | { do: 'swap'; at: number; with: number };

/** `at` and `with` are shares of the list, so that one script fits every text. */
export function mutated(text: string, script: readonly Mutation[]): string {
  const list = tokens(text);
  for (const m of script) {
    const at = Math.floor(m.at * list.length);
    if (at >= list.length) continue;
    if (m.do === 'delete') list.splice(at, 1);
    else if (m.do === 'duplicate') list.splice(at, 0, list[at]!);
    else {
      const other = Math.min(list.length - 1, Math.floor(m.with * list.length));
      [list[at], list[other]] = [list[other]!, list[at]!];
    }
  }
  return list.join('');
}
