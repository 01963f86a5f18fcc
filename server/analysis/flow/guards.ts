/** What a test tells: allow-lists, identities, checks whose result decides. A test that is not tested tells nothing. */
import type { Use } from '../facts/ir';
import type { LockSpec } from '../models/format';
import { deepTaints, part, source } from './access';
import type { CallEvent } from './events';
import { allHold, valuesAt } from './positions';
import { addFact, lockFact, safeFact } from './substitute';
import { BIT, type Fact, type Facts, type FnNode, NO_FACTS, type Taint, type Value, constantsOf, ofRef, privilegedRole } from './values';
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
      for (const t of deepTaints(a)) {
        addFact(out, safeFact(t, BIT.path, fn, at, 'compared with a path of the program', BIT.resolved));
        addFact(out, safeFact(t, BIT.host, fn, at, 'compared with a value of the program'));
      }
    }
    const has = (v: Value, kind: string): boolean => v.taints.some((t) => source(t)?.kinds.includes(kind as 'user'));
    if (has(b, 'secret') && (has(a, 'user') || a.taints.some((t) => t.origin.k === 'port'))) addFact(out, lockFact('auth', fn, at, 'compared with a shared secret'));
    if (has(b, 'identity')) {
      addFact(out, lockFact('owner', fn, at, "compared with the caller's identity"));
      for (const t of deepTaints(a)) addFact(out, safeFact(t, BIT.scope, fn, at, "compared with the caller's identity"));
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
    if (v.verdict.well.includes(constant[0])) return { truthy: v.verdict.facts, falsy: NO_FACTS };
    if (v.verdict.refused.includes(constant[0])) return { truthy: NO_FACTS, falsy: v.verdict.facts };
  }
  return undefined;
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

/** `ALLOWED.has(x)`: membership of a collection of constants. */
export function membership(collection: Value, item: Value, fn: FnNode, at: [number, number]): Facts {
  // The caller's own memberships: what is among them is theirs.
  if (deepTaints(collection).some((t) => source(t)?.kinds.includes('identity'))) return one(deepTaints(item).map((t) => safeFact(t, BIT.scope, fn, at, "among the caller's own")));
  const isConstant =
    collection.refs.length > 0 &&
    deepTaints(collection).length === 0 &&
    collection.refs.every((r) => (r.k === 'obj' && r.obj.known) || (r.k === 'api' && r.name.startsWith('global:') && r.made !== undefined) || r.k === 'const');
  if (!isConstant || collection.refs.some((r) => r.k === 'const')) return NO_FACTS;
  const listed = collection.refs.flatMap((r) => constantsOf(part(ofRef(r), '*')) ?? []);
  return one(deepTaints(item).map((t) => checked(t, fn, at, 'checked against a fixed list', listed)));
}

/**
 * `full.startsWith(root)` of a resolved path, or `relative.startsWith('..')` that is false: the path lies inside. A prefix test of
 * a raw text is no containment, since `..` may follow. What begins with the caller's identity is theirs.
 */
export function containment(method: string, self: Value, prefix: Value | undefined, fn: FnNode, at: [number, number]): Tested {
  if (method !== 'startsWith' || !prefix) return UNTESTED;
  if (prefix.taints.some((t) => source(t)?.kinds.includes('identity')))
    return { truthy: one(deepTaints(self).map((t) => safeFact(t, BIT.scope, fn, at, "begins with the caller's identity"))), falsy: NO_FACTS };
  const facts = one(deepTaints(self).map((t) => safeFact(t, BIT.path, fn, at, 'kept inside a folder', BIT.resolved)));
  const outside = constantsOf(prefix)?.every((c) => typeof c === 'string' && c.startsWith('..'));
  return outside ? { truthy: NO_FACTS, falsy: facts } : { truthy: facts, falsy: NO_FACTS };
}

const HOST_PARTS = new Set(['hostname', 'host', 'origin']);

/**
 * Of a URL whose host was checked, the whole is safe to be asked; of anything else, what was checked. A role is safe only where
 * none of the roles that pass is a privileged one.
 */
function checked(t: Taint, fn: FnNode, at: [number, number], label: string, allowed: readonly unknown[]): Fact {
  const last = t.path[t.path.length - 1];
  if (last !== undefined && HOST_PARTS.has(last)) return safeFact({ ...t, path: t.path.slice(0, -1) }, BIT.host, fn, at, label);
  return safeFact(t, allowed.some(privilegedRole) ? BIT.any : BIT.any | BIT.roles, fn, at, label);
}

/** What passing a modelled check tells: right after the call, and where its result is tested. */
export function lockFacts(event: CallEvent): { passed: Facts; truthy: Facts; falsy: Facts; members: Map<string, Tested> } {
  const passed = new Map<string, Fact>();
  const truthy = new Map<string, Fact>();
  const falsy = new Map<string, Fact>();
  const members = new Map<string, Tested>();
  for (const spec of event.specs) {
    for (const lock of listOf(spec.lock)) {
      if (allHold(event, lock.if) === 'no' || (lock.unless ?? []).some((u) => allHold(event, [u]) === 'yes')) continue;
      const facts = factsOf(event, lock);
      const into = lock.how === 'throws' || lock.how === 'option' ? passed : undefined;
      if (into) for (const f of facts) addFact(into, f);
      else if (lock.how === 'truthy' || lock.how === 'falsy' || lock.how === 'equals' || lock.how === 'identity') {
        if (lock.how === 'equals') {
          members.set((lock.member ?? '').replace(/\[\*\]/g, '.*'), { ...UNTESTED, verdict: { well: lock.equals ?? [], refused: lock.refuses ?? [], facts: one(facts) } });
          continue;
        }
        const good: Tested = lock.how === 'falsy' ? { truthy: NO_FACTS, falsy: one(facts) } : { truthy: one(facts), falsy: NO_FACTS };
        if (lock.member) members.set(lock.member.replace(/\[\*\]/g, '.*'), good);
        else for (const f of facts) addFact(lock.how === 'falsy' ? falsy : truthy, f);
      }
    }
  }
  return { passed, truthy, falsy, members };
}

function factsOf(event: CallEvent, lock: LockSpec): Fact[] {
  const i = event.fn.facts.instrs[event.instr]!;
  const at: [number, number] = [i.s, i.e];
  if (lock.kind === 'filter' || lock.kind === 'encryption') {
    const bit = lock.kind === 'filter' ? BIT.filter : BIT.encrypted;
    const data = (lock.data ?? ['*']).flatMap((p) => valuesAt(event, p)).flatMap((v) => [...deepTaints(v.value)]);
    return [...data.map((t) => safeFact(t, bit, event.fn, at, 'checked by a filter')), lockFact(lock.kind, event.fn, at, 'checked by a filter')];
  }
  return [lockFact(lock.kind, event.fn, at, `${lock.kind} checked here`)];
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
