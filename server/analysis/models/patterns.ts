/** Regular expressions that come from models, a project's own among them: compiled once, and only where they are sure to be fast. */

/** A group that repeats, with something inside that repeats: the classic of exponential time. */
const NESTED = /\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)[+*{]/;
const LONGEST = 400;

const compiled = new Map<string, RegExp | undefined>();

/** Undefined for what is no expression, too long, or nests quantifiers. */
export function safePattern(source: string, flags = ''): RegExp | undefined {
  const key = `${flags}/${source}`;
  if (!compiled.has(key)) compiled.set(key, compile(source, flags));
  return compiled.get(key);
}

function compile(source: string, flags: string): RegExp | undefined {
  if (source.length > LONGEST || NESTED.test(source)) return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
