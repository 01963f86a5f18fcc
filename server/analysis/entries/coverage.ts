/** Which routes a path pattern covers: `/api`, `/api/*`, `/api/:path*`, `/((?!_next).*)`. */
import { safePattern } from '../models/patterns';
import type { RouteTest, RouteWays } from '../flow/routes';
import { constantsOf, type Value } from '../flow/values';

/** Constant paths of a value, also of a list; nothing where they cannot be seen. */
export function pathsOf(v: Value): string[] | undefined {
  const own = constantsOf(v);
  if (own) return own.filter((c): c is string => typeof c === 'string');
  const out: string[] = [];
  for (const r of v.refs) {
    if (r.k !== 'obj' || !r.obj.known || r.obj.rest) return undefined;
    // A list of patterns, or an object that names its pattern as `source`.
    const parts = r.obj.array ? [...r.obj.fields.values()].map(pathsOf) : [r.obj.fields.has('source') ? pathsOf(r.obj.fields.get('source')!) : undefined];
    for (const p of parts) {
      if (!p) return undefined;
      out.push(...p);
    }
  }
  return out.length > 0 ? out : undefined;
}

export const joinPaths = (a: string, b: string): string =>
  `/${[a, b]
    .flatMap((p) => p.split('/'))
    .filter(Boolean)
    .join('/')}`;

/** `prefix`: everything below the pattern too. */
export const covers = (pattern: string, route: string, prefix: boolean): boolean => coverage(pattern, prefix)(joinPaths(route, ''));

/** The same question, for many paths of one pattern. They are as `joinPaths` makes them. */
export function coverage(pattern: string, prefix: boolean): (path: string) => boolean {
  const source = joinPaths(pattern, '');
  const everything = pattern === '*' || pattern === '/*' || (prefix && source === '/');
  const regex = everything ? undefined : compiled(source, prefix);
  return (path) => regex === undefined || (prefix && (path === source || path.startsWith(`${source}/`))) || regex.test(path) || regex.test(`${path}/`);
}

/** Undefined for patterns that cannot be read: they may cover anything. */
function compiled(pattern: string, prefix: boolean): RegExp | undefined {
  if (pattern.length > 300 || /\)[+*]\)|[+*]\)[+*]/.test(pattern)) return undefined;
  let out = '';
  for (let rest = pattern; rest;) {
    const m = /^(\/?:\w+(?:\(([^()]*)\))?([*+?])?|\((?:[^()]|\([^()]*\))*\)[?]?|\/\*\*?|\*\*?|[\s\S])/.exec(rest)!;
    const part = m[0];
    rest = rest.slice(part.length);
    if (/^\/?:/.test(part)) out += m[3] === '*' ? '(?:/.*)?' : m[3] === '+' ? '/.+' : m[3] === '?' ? '(?:/[^/]+)?' : `${part.startsWith('/') ? '/' : ''}[^/]+`;
    else if (part.startsWith('(')) out += part;
    else if (part === '/*' || part === '/**') out += '(?:/.*)?';
    else if (part.startsWith('*')) out += '.*';
    else out += part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  }
  try {
    return new RegExp(`^${out}${prefix ? '(?:/|$)' : '/?$'}`);
  } catch {
    return undefined;
  }
}

type Answer = 'yes' | 'no' | 'unknown';

/** Whether a request of this path takes one of these ways. */
export function onRoute(ways: RouteWays, route: string): Answer {
  const answers = ways.map((w) => every(w.map((t) => ended(t, route))));
  return answers.includes('yes') ? 'yes' : answers.every((a) => a === 'no') ? 'no' : 'unknown';
}

const every = (answers: readonly Answer[]): Answer => (answers.includes('no') ? 'no' : answers.every((a) => a === 'yes') ? 'yes' : 'unknown');

function ended(test: RouteTest, route: string): Answer {
  const found = fits(test, joinPaths(route, ''));
  return found === undefined ? 'unknown' : found === test.holds ? 'yes' : 'no';
}

function fits({ match, texts }: RouteTest, path: string): boolean | undefined {
  if (texts.length === 0) return undefined;
  switch (match) {
    case 'is':
      return texts.some((t) => joinPaths(t, '') === path);
    case 'starts':
      return texts.some((t) => path.startsWith(t));
    case 'ends':
      return texts.some((t) => path.endsWith(t));
    case 'has':
      return texts.some((t) => path.includes(t));
    case 'pattern':
      return texts.some((t) => covers(t, path, false));
    case 'expression':
      return tests(texts, path);
    case '?':
      return undefined;
  }
}

/** Literals as they are written, of which only those without flags and repeated groups are run. */
function tests(texts: readonly string[], path: string): boolean | undefined {
  const all = texts.map((t) => /^\/(.+)\/$/s.exec(t)).map((m) => (m ? safePattern(m[1]!) : undefined));
  return all.includes(undefined) ? undefined : all.some((r) => r!.test(path));
}
