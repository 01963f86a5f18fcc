import { lineOf } from '../analysis/facts/suppressions';

/** On one line, and no longer than `most`: what is left out is seen to be. */
export function excerpt(code: string, most: number): string {
  const line = code.replace(/\s+/g, ' ');
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** Texts of files by path, with offsets turned into lines and columns (one-based, UTF-16). */
export interface Texts {
  at(path: string, offset: number): { line: number; column: number };
  line(path: string, line: number): string;
  slice(path: string, start: number, end: number): string;
}

export function textsOf(read: (path: string) => string): Texts {
  const cache = new Map<string, { text: string; lines: number[] }>();
  const get = (path: string): { text: string; lines: number[] } => {
    let f = cache.get(path);
    if (!f) {
      const text = read(path);
      const lines = [0];
      for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lines.push(i + 1);
      cache.set(path, (f = { text, lines }));
    }
    return f;
  };
  return {
    at(path, offset) {
      const { lines } = get(path);
      const line = lineOf(lines, offset);
      return { line: line + 1, column: offset - lines[line]! + 1 };
    },
    line(path, line) {
      const { text, lines } = get(path);
      const start = lines[line - 1] ?? text.length;
      let end = lines[line] ?? text.length;
      while (end > start && /[\r\n]/.test(text[end - 1]!)) end--;
      return text.slice(start, end);
    },
    slice: (path, start, end) => get(path).text.slice(start, end),
  };
}
