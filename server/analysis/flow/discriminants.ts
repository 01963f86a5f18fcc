/**
 * What a test of a constant member tells of the object that it belongs to: where `turn.role === 'user'` held, `turn.content` is none of the
 * system's. Objects that are known are sifted at once; of what only a caller knows, the test is remembered on the way (`Only`) and put to what
 * the caller gives. The discriminated unions of TypeScript, for values.
 */
import type { Literal } from '../facts/ir';
import { LIMITS } from '../limits';
import { field, part } from './access';
import { type Obj, type Part, type Ref, type Value, isNothing, samePart } from './values';

/** `member` is one of the constants or, with `not`, is none of them. Without a name, the value itself. */
export interface MemberTest {
  member: string;
  values: readonly Literal[];
  not: boolean;
}

/** Tests that objects on an access path have passed. The same tests are the same thing. */
export interface Only {
  /** Different for different tests. */
  key: string;
  /** `at`: how many names of the path lead to the object. */
  tests: readonly (MemberTest & { at: number })[];
}

const lets = ({ values, not }: MemberTest, value: Literal): boolean => values.includes(value) !== not;

/** What passed both tests of one member, or with `either`, one of them at least. Undefined where that tells nothing, or too much to be remembered. */
export function combined(a: MemberTest, b: MemberTest, either = false): MemberTest | undefined {
  const passes = (value: Literal): boolean => (either ? lets(a, value) || lets(b, value) : lets(a, value) && lets(b, value));
  const not = either ? a.not || b.not : a.not && b.not;
  const values = [...new Set([...a.values, ...b.values])].filter((v) => passes(v) !== not);
  if (values.length > LIMITS.constants || (not && values.length === 0)) return undefined;
  return { member: a.member, values, not };
}

const known = new Map<string, Only>();

/** What passed one more test; `never` where nothing passes both that and one before. */
function also(only: Only | undefined, test: MemberTest, at: number): Only | undefined | 'never' {
  const before = only?.tests ?? [];
  const same = before.find((t) => t.at === at && t.member === test.member);
  const now = same ? combined(same, test) : test;
  const tests = before.filter((t) => t !== same);
  if (now?.values.length === 0 && !now.not) return 'never';
  if (now) tests.push({ ...now, at });
  if (tests.length === 0 || tests.length > LIMITS.accessPath) return only;
  const key = JSON.stringify(tests.map(({ at, member, values, not }) => [at, member, not, ...values.map(String)]).sort());
  let one = known.get(key);
  if (!one) known.set(key, (one = { key, tests }));
  return one;
}

/** Whether nothing that this object may be passes. */
function fails(obj: Obj, test: MemberTest): boolean {
  const value = field(obj, test.member);
  const isMissing = isNothing(value) && obj.known && !obj.array && !obj.rest && !obj.spread;
  return isMissing ? !lets(test, undefined) : !isNothing(value) && isNothing(narrowed(value, { ...test, member: '' }));
}

/** The test of a value itself is the test of a member of what it was read from. */
function ofObject(path: readonly string[], test: MemberTest, up: 0 | 1): [test: MemberTest, at: number] {
  const last = path[path.length - 1];
  return test.member === '' && last !== undefined && last !== '*' ? [{ ...test, member: last }, path.length - 1] : [test, path.length - up];
}

/** A value that has passed a test, or with `up` 1, whose object has: a member of it that was read before. */
export function narrowed(v: Value, test: MemberTest, up: 0 | 1 = 0): Value {
  const passed = <T extends Pick<Part, 'path' | 'only'>>(thing: T, limit: number): T[] => {
    const { path, only } = thing;
    const [told, at] = ofObject(path, test, up);
    // A path that is too long to be kept says no more where it ends, but for what was told of that before.
    if (path.length < up || (path.length >= limit && !only?.tests.some((t) => t.at === at && t.member === told.member))) return [thing];
    const more = also(only, told, at);
    return more === 'never' ? [] : [{ ...thing, only: more }];
  };
  const symbols = v.refs.filter((r) => r.k === 'sym');
  const refs = v.refs.flatMap((r): Ref[] => {
    if (r.k === 'sym') return passed(r, LIMITS.accessPath);
    if (up === 1) return [r];
    return (r.k === 'obj' && test.member !== '' && fails(r.obj, test)) || (r.k === 'const' && test.member === '' && !lets(test, r.value)) ? [] : [r];
  });
  const taints = v.taints.flatMap((t) => {
    const { origin, path, only, weak } = t;
    if (origin.k === 'source') return weak ? [t] : passed(t, LIMITS.sourcePath);
    // What was made of something has no members of it.
    return only || symbols.some((s) => samePart(s, { port: origin.port, path })) ? passed(t, LIMITS.accessPath) : [t];
  });
  return { ...v, refs, taints };
}

/** What a caller gives and no more, where it has passed tests; undefined for another value. */
export function testedPart({ refs }: Value): Part | undefined {
  const one = refs.length === 1 ? refs[0]! : undefined;
  return one?.k === 'sym' && one.only ? { port: one.port, path: one.path, only: one.only } : undefined;
}

/** The part of a value that a path leads to through objects that have passed the tests. `from`: how many names of the path led to the value. */
export function partOf(v: Value, path: readonly string[], only: Only | undefined, from = 0): Value {
  const tested = (value: Value, at: number): Value => (only?.tests ?? []).reduce((rest, t) => (t.at === at ? narrowed(rest, t) : rest), value);
  return path.slice(from).reduce((value, name, n) => tested(part(value, name), from + n + 1), tested(v, from));
}
