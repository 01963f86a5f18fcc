/** What a test tells: allow-lists, identities, checks whose result decides. A test that is not tested tells nothing. */
import type { Use } from '../facts/ir';
import type { CallSpec, CheckSpec, LockSpec } from '../models/format';
import { matchedBy } from './charsets';
import { saying } from './answers';
import { deepTaints, field, isCallers, part, source } from './access';
import type { CallEvent } from './events';
import { allHold, valuesAt } from './positions';
import { exceptOn } from './routes';
import { passing } from './schemas';
import { addFact, HOST_PARTS, hostFact, lockFact, safeFact, withFacts } from './substitute';
import {
  BIT,
  type Fact,
  type Facts,
  type FnNode,
  NO_FACTS,
  NOTHING,
  type Taint,
  type Value,
  bitsOf,
  constantsOf,
  isUnknown,
  join,
  ofRef,
  originKey,
  privilegedRole,
} from './values';
import { listOf } from '../models/ports';

export interface Tested {
  truthy: Facts;
  falsy: Facts;
  /** What equality with certain constants tells. */
  verdict?: Verdict;
}

export interface Verdict {
  well: readonly unknown[];
  refused: readonly unknown[];
  facts: Facts;
}
export const UNTESTED: Tested = { truthy: NO_FACTS, falsy: NO_FACTS };

const one = (facts: Fact[]): Facts => new Map(facts.map((f) => [f.key, f]));

/** What the value of an expression tells where it is true, and where it is false. */
export function tested(v: Value, fn: FnNode, at: Use): Tested {
  let truthy = v.truthy ?? NO_FACTS;
  const identity = v.taints.find((t) => source(t)?.kinds.includes('identity'));
  if (identity) truthy = new Map([...truthy, ...one([lockFact('auth', fn, [at[1], at[2]], `the caller's identity is tested here`)])]);
  return { truthy, falsy: v.falsy ?? NO_FACTS };
}

/** `a === b`: equality with a constant is an allow-list; with a secret it is authentication; with the identity it ties a record. */
export function comparison(left: Value, right: Value, fn: FnNode, at: [number, number]): Facts {
  const out = new Map<string, Fact>();
  const pairs: [Value, Value][] = [
    [left, right],
    [right, left],
  ];
  for (const [a, b] of pairs) {
    const constants = constantsOf(b);
    if (constants?.every((c) => typeof c === 'string' || typeof c === 'number')) {
      for (const t of deepTaints(a)) addFact(out, checked(t, fn, at, 'compared with a constant', constants));
    }
    // What equals something that nobody outside chose leads nowhere new.
    if (!constants && b.taints.every((t) => t.origin.k === 'port')) {
      for (const f of inside(a, fn, at).values()) addFact(out, f);
      for (const t of deepTaints(a)) addFact(out, hostFact(t, fn, at, 'compared with a value of the program'));
    }
    const has = (v: Value, kind: string): boolean => v.taints.some((t) => source(t)?.kinds.includes(kind as 'user'));
    if (has(b, 'secret') && (has(a, 'user') || a.taints.some((t) => t.origin.k === 'port'))) addFact(out, lockFact('auth', fn, at, 'compared with a shared secret'));
    if (b.taints.some(isCallers)) {
      addFact(out, lockFact('owner', fn, at, "compared with the caller's identity"));
      for (const t of deepTaints(a)) addFact(out, safeFact(t, BIT.scope, fn, at, "compared with the caller's identity"));
    } else if (b.taints.some((t) => t.origin.k === 'port')) {
      for (const t of deepTaints(a))
        if (t.origin.k === 'source') addFact(out, { ...safeFact(t, BIT.scope, fn, at, 'compared with what a caller gives'), key: `own ${t.origin.key}`, kind: 'own', of: b });
    }
  }
  return out;
}

/** `action === 'NONE'` of a guardrail says that all is well, and `action === 'GUARDRAIL_INTERVENED'` that it refuses. */
export function againstVerdict(left: Value, right: Value): Tested | undefined {
  for (const [v, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const constant = constantsOf(other);
    if (!v.verdict || constant?.length !== 1) continue;
    const said = saying(v.verdict, constant[0]);
    if (said === 'well') return { truthy: v.verdict.facts, falsy: NO_FACTS };
    if (said === 'refused') return { truthy: NO_FACTS, falsy: v.verdict.facts };
  }
  return undefined;
}

/** What equals a text or a number that is not empty is no less true than that: `answer === 'Delete'` tells what `answer` tells. */
export function againstTruth(left: Value, right: Value): Facts {
  const [told, other] = constantsOf(right) ? [left, right] : [right, left];
  const constants = constantsOf(other);
  return told.truthy && constants && constants.length > 0 && constants.every((c) => typeof c !== 'boolean' && Boolean(c)) ? told.truthy : NO_FACTS;
}

/** `flagged === true` tells what `flagged` tells, and `flagged === false` the contrary. */
export function againstBoolean(left: Value, right: Value): Tested | undefined {
  for (const [v, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const constant = constantsOf(other);
    if (constant?.length !== 1 || typeof constant[0] !== 'boolean' || !(v.truthy || v.falsy)) continue;
    const t: Tested = { truthy: v.truthy ?? NO_FACTS, falsy: v.falsy ?? NO_FACTS };
    return constant[0] ? t : { truthy: t.falsy, falsy: t.truthy };
  }
  return undefined;
}

/** `score > limit` tells what `flagged` tells, and `limit > score` the contrary. */
export function againstLimit(more: Value, less: Value): Tested {
  if (more.truthy || more.falsy) return { truthy: more.truthy ?? NO_FACTS, falsy: more.falsy ?? NO_FACTS };
  if (less.truthy || less.falsy) return { truthy: less.falsy ?? NO_FACTS, falsy: less.truthy ?? NO_FACTS };
  return UNTESTED;
}

/** Facts of equality with nothing: `x == null` is false where `x` is there. */
export function presence(left: Value, right: Value, fn: FnNode, at: Use): Facts {
  const nothing = (v: Value): boolean => constantsOf(v)?.every((c) => c === null || c === undefined) ?? false;
  const other = nothing(right) ? left : nothing(left) ? right : undefined;
  return other ? tested(other, fn, at).truthy : NO_FACTS;
}

/** `ALLOWED.has(x)`: membership of a collection of constants, or of the keys of one that is written out. */
export function membership(collection: Value, item: Value, fn: FnNode, at: [number, number], of?: 'keys'): Facts {
  // The caller's own memberships: what is among them is theirs.
  if (deepTaints(collection).some(isCallers)) return one(deepTaints(item).map((t) => safeFact(t, BIT.scope, fn, at, "among the caller's own")));
  const isConstant =
    collection.refs.length > 0 &&
    deepTaints(collection).length === 0 &&
    collection.refs.every(
      (r) =>
        (r.k === 'obj' && r.obj.known && !field(r.obj, '*').refs.some(isUnknown)) || (r.k === 'api' && r.name.startsWith('global:') && r.made !== undefined) || r.k === 'const',
    );
  if (!isConstant || collection.refs.some((r) => r.k === 'const')) return NO_FACTS;
  const listed = collection.refs.flatMap((r) => (of === 'keys' ? (r.k === 'obj' ? [...r.obj.fields.keys()] : []) : (constantsOf(part(ofRef(r), '*')) ?? [])));
  return one(deepTaints(item).map((t) => checked(t, fn, at, 'checked against a fixed list', listed)));
}

/** `/^[\w-]+$/.test(x)` and `x.match(…)`: what the expression lets through, and what a text is safe for in which it finds nothing. */
export function patternTest(pattern: Value, text: Value, fn: FnNode, at: [number, number]): Tested {
  const constants = pattern.taints.length === 0 ? pattern.refs.flatMap((r) => (r.k === 'const' && typeof r.value === 'string' ? [r.value] : [])) : [];
  if (constants.length === 0 || constants.length !== pattern.refs.length) return UNTESTED;
  const told = constants.map(matchedBy);
  const facts = (bits: number): Facts => (bits === 0 ? NO_FACTS : one(deepTaints(text).map((t) => safeFact(t, bits, fn, at, 'checked against a pattern'))));
  return { truthy: facts(told.reduce((bits, t) => bits & t.found, ~0)), falsy: facts(told.reduce((bits, t) => bits & t.absent, ~0)) };
}

/**
 * `full.startsWith(root)` of a resolved path, or `relative.startsWith('..')` that is false: the path lies inside. A prefix test of
 * a raw text is no containment, since `..` may follow. A prefix that ends behind a host fixes the host, and
 * what begins with the caller's identity is theirs.
 */
export function containment(method: string, self: Value, prefix: Value | undefined, fn: FnNode, at: [number, number]): Tested {
  if (prefix && method === 'endsWith') return { truthy: withinDomain(self, prefix, fn, at), falsy: NO_FACTS };
  if (!prefix || !/^(startsWith|indexOf|includes)$/.test(method)) return UNTESTED;
  if (method === 'startsWith' && prefix.taints.some(isCallers))
    return { truthy: one(deepTaints(self).map((t) => safeFact(t, BIT.scope, fn, at, "begins with the caller's identity"))), falsy: NO_FACTS };
  const constants = constantsOf(prefix) ?? [];
  const starts = (with_: RegExp): boolean => constants.length > 0 && constants.every((c) => typeof c === 'string' && with_.test(c));
  const told = ((): Tested => {
    if (starts(/^\.\.[\\/]?$/)) return { truthy: NO_FACTS, falsy: method === 'startsWith' ? inside(self, fn, at) : staysBelow(self, fn, at) };
    if (method === 'includes') return UNTESTED;
    if (starts(/^[\\/]$/)) return { truthy: NO_FACTS, falsy: one(deepTaints(self).map((t) => safeFact(t, BIT.relative, fn, at, 'is no absolute path'))) };
    return {
      truthy: withFacts(inside(self, fn, at), begins(self, starts, fn, at)),
      falsy: NO_FACTS,
    };
  })();
  if (method !== 'indexOf') return told;
  // `full.indexOf(root) === 0` is a prefix test, `indexOf('..') === -1` an absence.
  const found = told.truthy.size > 0;
  return { ...UNTESTED, verdict: { well: found ? [0] : [-1], refused: [], facts: found ? told.truthy : told.falsy } };
}

/**
 * A host that ends in a dot and a domain of the program's is one of that domain's; without the dot, anyone can have a domain that ends so.
 * What only a caller knows is taken for the program's own, as in a comparison.
 */
function withinDomain(host: Value, domain: Value, fn: FnNode, at: [number, number]): Facts {
  const constants = constantsOf(domain);
  const isOwn = constants ? constants.every((d) => typeof d === 'string' && /^(\.[\w-]+)+$/.test(d)) : domain.taints.every((t) => t.origin.k === 'port') && isDotted(fn, at);
  if (!isOwn) return NO_FACTS;
  return one(deepTaints(host).flatMap((t) => (isHost(t) ? [hostFact(t, fn, at, 'its domain is fixed')] : [])));
}

/** A host by its member's name, or what was taken out under that name and is known to a caller alone. */
const isHost = ({ origin, path }: Taint): boolean => HOST_PARTS.has(path[path.length - 1] ?? (origin.k === 'port' ? origin.port.split(' ').at(-1)! : ''));

/** Whether the text that a call is given begins with a dot, as it is written: `.${domain}`. */
function isDotted(fn: FnNode, [s, e]: [number, number]): boolean {
  const { instrs } = fn.facts;
  const call = instrs.find((i) => i.op === 'call' && i.s === s && i.e === e);
  const begins = (id: number | undefined): boolean => {
    const i = id === undefined ? undefined : instrs[id];
    if (i?.op === 'template') return i.texts[0]?.startsWith('.') === true;
    return i?.op === 'bin' ? begins(i.left[0]) : i?.op === 'lit' && typeof i.value === 'string' && i.value.startsWith('.');
  };
  return call?.op === 'call' && begins(call.args[0]?.use[0]);
}

const HOST_PREFIX = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+[/?#]/i;
const SCHEME_PREFIX = /^(?!file:|javascript:|data:)[a-z][a-z0-9+.-]*:/i;
const isAddress = (scheme: unknown): boolean => typeof scheme === 'string' && SCHEME_PREFIX.test(scheme);

/** What a constant at the beginning of a URL fixes: where it leads, or at least that it is an address. */
function begins(self: Value, starts: (with_: RegExp) => boolean, fn: FnNode, at: [number, number]): Facts {
  const bits = (starts(HOST_PREFIX) ? BIT.host : 0) | (starts(SCHEME_PREFIX) ? BIT.scheme : 0);
  return bits === 0 ? NO_FACTS : one(deepTaints(self).map((t) => safeFact(t, bits, fn, at, bits & BIT.host ? 'its origin is fixed' : 'its scheme is fixed')));
}

/**
 * A resolved path that was found to lie inside a folder. What one piece of data resolves to tells of the data itself: it leads to the
 * same file, resolved or not, until it is put behind another folder. Of several, each alone may still lead elsewhere.
 */
function inside(v: Value, fn: FnNode, at: [number, number]): Facts {
  const tested = deepTaints(v);
  const alone = tested.every((t) => originKey(t.origin) === originKey(tested[0]!.origin) && t.path.join('.') === tested[0]!.path.join('.'));
  const fact = (t: Taint): Fact =>
    alone && t.safe & BIT.resolved
      ? safeFact(t, BIT.path, fn, at, 'kept inside a folder', undefined, t.safe & BIT.rebased ? undefined : BIT.rebased)
      : safeFact(t, BIT.path, fn, at, 'kept inside a folder', BIT.resolved);
  return one(tested.map(fact));
}

/** A text without `..` leads below whatever it is put behind. */
const staysBelow = (v: Value, fn: FnNode, at: [number, number]): Facts => one(deepTaints(v).map((t) => safeFact(t, BIT.below, fn, at, 'has no `..`')));

/**
 * Of a URL whose host was checked, the whole is safe to be asked, and of one whose scheme was, to be opened; of anything else, what was checked. A role is safe only where
 * none of the roles that pass is a privileged one.
 */
function checked(t: Taint, fn: FnNode, at: [number, number], label: string, allowed: readonly unknown[]): Fact {
  const last = t.path[t.path.length - 1];
  if (last !== undefined && HOST_PARTS.has(last)) return safeFact({ ...t, path: t.path.slice(0, -1) }, BIT.host, fn, at, label);
  if (last === 'protocol' && allowed.every(isAddress)) return safeFact({ ...t, path: t.path.slice(0, -1) }, BIT.scheme, fn, at, label);
  return safeFact(t, allowed.some(privilegedRole) ? BIT.any : BIT.any | BIT.roles, fn, at, label);
}

/** What passing a modelled check tells: right after the call, and where its result is tested. */
export function lockFacts(event: CallEvent): { passed: Facts; truthy: Facts; falsy: Facts; verdict: Verdict | undefined; members: Map<string, Tested> } {
  const passed = new Map<string, Fact>();
  const truthy = new Map<string, Fact>();
  const falsy = new Map<string, Fact>();
  const members = new Map<string, Tested>();
  let verdict: Verdict | undefined;
  for (const spec of event.specs) {
    for (const check of listOf(spec.check)) {
      const into = { throws: passed, truthy, falsy }[check.how];
      for (const f of checkFacts(event, check)) addFact(into, f);
    }
    const { schema, member } = spec;
    if (schema?.asserts) for (const f of passing(event, schema, schema.asserts).values()) addFact(passed, f);
    if (schema?.tests && !schema.tells) for (const f of passing(event, schema, schema.tests).values()) addFact(truthy, f);
    if (member) for (const f of memberFacts(event, member).values()) addFact(truthy, f);
    for (const lock of listOf(spec.lock)) {
      if (allHold(event, lock.if) === 'no' || (lock.unless ?? []).some((u) => allHold(event, [u]) === 'yes')) continue;
      const facts = factsOf(event, lock);
      const into = lock.how === 'throws' || lock.how === 'option' ? passed : undefined;
      if (into) for (const f of facts) addFact(into, f);
      else if (lock.how === 'truthy' || lock.how === 'falsy' || lock.how === 'equals' || lock.how === 'identity') {
        if (lock.how === 'equals') {
          const said: Verdict = { well: lock.equals ?? [], refused: lock.refuses ?? [], facts: one(facts) };
          if (lock.member) members.set(lock.member.replace(/\[\*\]/g, '.*'), { ...UNTESTED, verdict: said });
          else verdict = said;
          continue;
        }
        const good: Tested = lock.how === 'falsy' ? { truthy: NO_FACTS, falsy: one(facts) } : { truthy: one(facts), falsy: NO_FACTS };
        if (lock.member) members.set(lock.member.replace(/\[\*\]/g, '.*'), good);
        else for (const f of facts) addFact(lock.how === 'falsy' ? falsy : truthy, f);
      }
    }
  }
  return { passed, truthy, falsy, verdict, members };
}

function memberFacts(event: CallEvent, { key, in: collection, of }: NonNullable<CallSpec['member']>): Facts {
  const i = event.fn.facts.instrs[event.instr]!;
  const at = (port: string): Value => valuesAt(event, port).reduce<Value>((v, a) => join(v, a.value), NOTHING);
  return membership(at(collection), at(key), event.fn, [i.s, i.e], of);
}

function checkFacts(event: CallEvent, check: CheckSpec): Fact[] {
  const i = event.fn.facts.instrs[event.instr]!;
  const bits = bitsOf(check.safeFor);
  return listOf(check.data)
    .flatMap((p) => valuesAt(event, p))
    .flatMap((v) =>
      deepTaints(v.value).map((t) => (bits === BIT.host ? hostFact(t, event.fn, [i.s, i.e], 'no private address') : safeFact(t, bits, event.fn, [i.s, i.e], 'checked here'))),
    );
}

function factsOf(event: CallEvent, lock: LockSpec): Fact[] {
  const i = event.fn.facts.instrs[event.instr]!;
  const at: [number, number] = [i.s, i.e];
  if (lock.kind === 'filter' || lock.kind === 'encryption') {
    const bit = lock.kind === 'filter' ? BIT.filter : BIT.encrypted;
    const data = (lock.data ?? ['*']).flatMap((p) => valuesAt(event, p)).flatMap((v) => [...deepTaints(v.value)]);
    return [...data.map((t) => safeFact(t, bit, event.fn, at, 'checked by a filter')), lockFact(lock.kind, event.fn, at, 'checked by a filter')];
  }
  const fact = lockFact(lock.kind, event.fn, at, `${lock.kind} checked here`);
  return [lock.except === undefined ? fact : exceptOn(fact, lock.except, event)];
}

export function truthiness(v: Value): boolean | undefined {
  let answer: boolean | undefined;
  for (const r of v.refs) {
    const own = r.k === 'const' ? Boolean(r.value) : r.k === 'sym' || r.k === 'api' ? undefined : true;
    if (own === undefined || (answer !== undefined && own !== answer)) return undefined;
    answer = own;
  }
  return answer;
}
