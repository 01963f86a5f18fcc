/**
 * Tests of a request's path. A lock that only some paths go without (`if (!user && !path.startsWith('/login')) refuse()`) is one for
 * all others: where ways meet, it is kept with the paths of the ways that did not pass it.
 */
import { LIMITS } from '../limits';
import { UNTESTED, type Tested } from './guards';
import { apis, isOpen, part } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import { type Fact, type Facts, type FnNode, NOTHING, join, type Ref, type Value, constantsOf, ofRef } from './values';

/** `is`, `starts`, `ends` and `has` compare texts; `pattern` is a path pattern, `expression` a regular expression. `?` is a test that was not kept. */
export type RouteMatch = 'is' | 'starts' | 'ends' | 'has' | 'pattern' | 'expression' | '?';

/** A test and how it ended on a way. */
export interface RouteTest {
  match: RouteMatch;
  texts: readonly string[];
  holds: boolean;
}

/** Any of these ways, on each of which all of the tests ended so. */
export type RouteWays = readonly (readonly RouteTest[])[];

/** Members of a request, or of its URL, that are its path; a parameter or variable of such a name holds one. */
const PATHS = new Set(['pathname', 'path', 'url', 'originalUrl', 'routerPath']);

const isRequestPath = (v: Value, fn: FnNode): boolean =>
  v.taints.some((t) => PATHS.has(t.path[t.path.length - 1] ?? '')) || v.refs.some((r) => (r.k === 'api' || r.k === 'sym') && PATHS.has(lastOf(r, fn)));

function lastOf(r: Extract<Ref, { k: 'api' | 'sym' }>, fn: FnNode): string {
  if (r.k === 'api') return /[#.](\w+)$/.exec(r.name)?.[1] ?? '';
  return r.path[r.path.length - 1] ?? fn.facts.params[Number(r.port)]?.name ?? /^cell \S+ (\w+)$/.exec(r.port)?.[1] ?? '';
}

const textsOf = (v: Value): string[] => {
  const own = constantsOf(v) ?? v.refs.flatMap((r) => constantsOf(part(ofRef(r), '*')) ?? []);
  return own.filter((c): c is string => typeof c === 'string');
};

/** What is known where the path fits one of these texts, and where it fits none. Which texts they are, only a caller may know. */
function matches(match: RouteMatch, against: Value, fn: FnNode, at: [number, number]): Tested {
  const texts = textsOf(against);
  if (texts.length === 0 && !isOpen(against)) return UNTESTED;
  const fact = (holds: boolean): Facts => {
    const ways = [[{ match, texts, holds }]];
    const f: Fact = texts.length > 0 ? taken(ways, fn, at) : { ...taken(ways, fn, at), key: `route ${match} ${holds} if`, of: against };
    return new Map([[f.key, f]]);
  };
  return { truthy: fact(true), falsy: fact(false) };
}

/** The same test, of a caller's texts. */
export function settledRoute(f: Fact, against: Value): Fact | undefined {
  const { match, holds } = f.ways![0]![0]!;
  const told = matches(match, against, f.fn, f.at);
  return [...(holds ? told.truthy : told.falsy).values()][0];
}

const taken = (ways: RouteWays, fn: FnNode, at: [number, number]): Fact => ({
  key: `route ${JSON.stringify(ways)}`,
  kind: 'route',
  ways,
  fn,
  at,
  label: "the request's path is tested",
});

const METHODS: Partial<Record<string, RouteMatch>> = { startsWith: 'starts', endsWith: 'ends', includes: 'has' };

/** `path.startsWith('/login')`, `PUBLIC.includes(path)`, `/^\/api/.test(path)`: what the test tells of the path. */
export function methodOnRoute(method: string, self: Value, item: Value, fn: FnNode, at: [number, number]): Tested {
  const match = METHODS[method];
  if (match && isRequestPath(self, fn)) return matches(match, item, fn, at);
  if (!isRequestPath(item, fn)) return UNTESTED;
  if (method === 'includes' || method === 'has') return matches('is', self, fn, at);
  return method === 'test' ? matches('expression', self, fn, at) : UNTESTED;
}

/** `path === '/login'` */
export const equalsRoute = (left: Value, right: Value, fn: FnNode, at: [number, number]): Tested =>
  isRequestPath(left, fn) ? matches('is', right, fn, at) : isRequestPath(right, fn) ? matches('is', left, fn, at) : UNTESTED;

/** `isPublic(request)`, of a function that an SDK made of path patterns. */
export function matcherTest(event: CallEvent, at: [number, number]): Tested {
  const patterns = apis(event.self ?? NOTHING).flatMap(({ made }) => (made ? made.specs.flatMap((s) => (s.routes ? valuesAt(made, s.routes) : [])) : []));
  return patterns.length === 0 ? UNTESTED : matches('pattern', patterns.map((p) => p.value).reduce(join), event.fn, at);
}

/** A test of the path, which nobody passes for who they are. */
export function tellsRoute(v: Value): boolean {
  const told = [...(v.truthy?.values() ?? []), ...(v.falsy?.values() ?? [])];
  return told.some((f) => f.kind === 'route') && told.every((f) => f.kind !== 'lock');
}

/** On which paths a way is taken; undefined where nothing says so. */
export function waysOf(facts: Facts): RouteWays | undefined {
  let out: RouteWays | undefined;
  for (const f of facts.values()) if (f.kind === 'route') out = out ? capped(out.flatMap((w) => f.ways!.map((x) => [...w, ...x]))) : f.ways!;
  return out;
}

const capped = (ways: RouteWays): RouteWays => (ways.length > LIMITS.routes ? [[{ match: '?', texts: [], holds: true }]] : ways);

const either = (a: RouteWays, b: RouteWays): RouteWays => {
  const known = new Set(a.map((w) => JSON.stringify(w)));
  return capped([...a, ...b.filter((w) => !known.has(JSON.stringify(w)))]);
};

const exempting = (lock: string): string => `lock ${lock} but `;

/** The lock of which some paths are exempt, if there is one. */
export function exemptions(facts: Facts | undefined, lock: string): RouteWays | undefined {
  for (const f of facts?.values() ?? []) if (f.key.startsWith(exempting(lock))) return f.ways;
  return undefined;
}

/** A lock that is told, at a port of its call, which paths go without it. */
export function exceptOn(lock: Fact, port: string, event: CallEvent): Fact {
  const texts = valuesAt(event, port).flatMap((p) => textsOf(p.value));
  return texts.length === 0 ? lock : but(lock, [[{ match: 'pattern', texts, holds: true }]]);
}

const but = (lock: Fact, ways: RouteWays): Fact => ({ ...lock, key: `${exempting(lock.lock!)}${JSON.stringify(ways)}`, ways });

const concerns = (facts: Facts): boolean => [...facts.values()].some((f) => f.ways !== undefined);

/** What holds where two ways meet, of which one passed a lock, or took paths, that the other did not. */
export function meeting(a: Facts, b: Facts): Fact[] {
  if (!concerns(a) && !concerns(b)) return [];
  const out: Fact[] = [];
  const onA = waysOf(a);
  const onB = waysOf(b);
  const whole = [...a, ...b].find(([, f]) => f.ways !== undefined)![1];
  if (onA && onB) out.push(taken(either(onA, onB), whole.fn, whole.at));
  for (const lock of new Set([...a.values(), ...b.values()].flatMap((f) => (f.kind === 'lock' && f.of === undefined ? [f.lock!] : [])))) {
    const [without, withoutToo] = [a, b].map((facts): RouteWays | undefined => (facts.has(`lock ${lock}`) ? [] : (exemptions(facts, lock) ?? waysOf(facts))));
    if (!without || !withoutToo || without.length + withoutToo.length === 0) continue;
    out.push(but({ key: '', kind: 'lock', lock, fn: whole.fn, at: whole.at, label: whole.label }, either(without, withoutToo)));
  }
  return out;
}
