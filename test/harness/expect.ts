/**
 * The one expectation syntax. A line of carets under the code names the rule whose mark is exactly there:
 *
 *     messages: body.messages,
 *     //        ^^^^^^^^^^^^^ prompt/client-controlled-roles
 *     //        ^^^^^^^^^^^^^ prompt/client-controlled-roles: part of the message
 *     //        ^^^^^^^^^^^^^ miss prompt/x -- why it is not found yet
 *     //        ^^^^^^^^^^^^^ spurious prompt/x -- why it is reported although it is sound
 *
 * `spurious` is expected to be reported, `miss` is expected not to be: both are wrong behaviour, said aloud.
 */
import type { Finding } from '../../server/analysis/findings/finding';

export interface Expectation {
  path: string;
  /** Zero-based line and columns in UTF-16 units; `to` is exclusive. */
  line: number;
  from: number;
  to: number;
  rule: string;
  message?: string;
  kind: 'hit' | 'miss' | 'spurious';
}

const CARETS = /^(\s*(?:\/\/|\{\/\*|\/\*|<!--)\s*)(\^+)\s+(?:(miss|spurious)\s+)?([\w-]+\/[\w-]+)(?::\s*(.*?))?(?:\s+--\s.*)?(?:\s*\*\/\}?|\s*-->)?\s*$/;

export function expectations(path: string, text: string): Expectation[] {
  const found: Expectation[] = [];
  let codeLine = -1;
  text.split('\n').forEach((line, n) => {
    const m = CARETS.exec(line);
    if (!m) {
      codeLine = n;
      return;
    }
    const from = m[1]!.length;
    found.push({ path, line: codeLine, from, to: from + m[2]!.length, rule: m[4]!, message: m[5], kind: (m[3] as 'miss' | undefined) ?? 'hit' });
  });
  return found;
}

const name = (path: string, line: number, from: number, to: number, rule: string): string => `${path}:${line + 1}:${from + 1}-${to + 1} ${rule}`;

/** Differences in words; empty where all is as expected. */
export function compare(files: readonly { path: string; text: string }[], findings: readonly Finding[]): string[] {
  const expected = files.flatMap((f) => expectations(f.path, f.text));
  const wanted = new Map(expected.filter((e) => e.kind !== 'miss').map((e) => [name(e.path, e.line, e.from, e.to, e.rule), e]));
  const problems: string[] = [];
  for (const f of findings) {
    const text = files.find((x) => x.path === f.place.path)?.text ?? '';
    const line = text.slice(0, f.place.start).split('\n').length - 1;
    const column = f.place.start - (text.lastIndexOf('\n', f.place.start - 1) + 1);
    // A mark over several lines is asserted on its first.
    const lineEnd = text.indexOf('\n', f.place.start);
    const to = column + Math.min(f.place.end, lineEnd < 0 ? text.length : lineEnd) - f.place.start;
    const key = name(f.place.path, line, column, to, f.rule);
    const want = wanted.get(key);
    if (!want) problems.push(`unexpected ${key} "${text.slice(f.place.start, f.place.end).split('\n')[0]}": ${f.message.what}`);
    else {
      if (want.message && !f.message.what.includes(want.message)) problems.push(`${key}: message is "${f.message.what}", not "…${want.message}…"`);
      wanted.delete(key);
    }
  }
  for (const key of wanted.keys()) problems.push(`missing ${key}`);
  return problems;
}
