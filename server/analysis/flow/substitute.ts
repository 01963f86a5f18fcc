/** A callee's answer in a caller's terms: ports are replaced by what the caller gives. */
import { LIMITS } from '../limits';
import { PIECE, chainTaints, deepTaints, isFoundById, isOpen, part as partIn, portsOf } from './access';
import { isLink } from './asked';
import { partOf, testedPart } from './discriminants';
import { type Kind, kindsOf, siteOfKind } from './kinds';
import { spreadBehind } from './objects';
import { judge } from './identities';
import type { CallEvent } from './events';
import { meeting, settledRoute } from './routes';
import { type Step, append, step } from './trace';
import {
  BIT,
  type Env,
  type Fact,
  type Made,
  type Facts,
  type FnNode,
  type FnRef,
  type Obj,
  type Origin,
  type Part,
  type Ref,
  type Taint,
  type Value,
  NO_FACTS,
  isConditional,
  isNothing,
  isMade,
  joinRefs,
  joinTaints,
  leadsThrough,
  newObj,
  originKey,
  partKey,
  sameOrigin,
  samePart,
} from './values';

export interface Binding {
  /** The value of a port: `0`, `1..`, `this`, `FILE#FN:NAME` for captured variables. Undefined leaves the port as it is. */
  port(name: string): Value | undefined;
  /** The function that is called, with the variables around it: closures that it makes see these too. */
  callee?: FnRef;
  /** Whether it is seen what the function is that gives this port back. */
  understood?(port: string): boolean;
  /** The step that a proof takes when it enters the callee. */
  enter(port: string): Step | undefined;
}

const openMakers = new WeakMap<CallEvent, boolean>();

/** Whether a thing was made of what only a caller knows. */
function madeOpen(made: CallEvent): boolean {
  let open = openMakers.get(made);
  if (open === undefined) {
    openMakers.set(made, false);
    openMakers.set(made, (open = portsOf([...made.args, ...(made.self ? [made.self] : [])]).size > 0));
  }
  return open;
}

/** A part of a port as the caller gives it: many things in a callee are made of the same few. */
class Given {
  private into?: readonly Taint[];
  private below?: readonly Taint[];

  constructor(
    readonly value: Value,
    private readonly enter: Step | undefined,
  ) {}

  /** What flows into it, with the step that enters the callee. */
  get own(): readonly Taint[] {
    return (this.into ??= this.entering(this.value.taints));
  }

  /** What flows into it or into anything in it. */
  get deep(): readonly Taint[] {
    return (this.below ??= this.entering(deepTaints(this.value)));
  }

  private entering(taints: readonly Taint[]): readonly Taint[] {
    const { enter } = this;
    return enter ? taints.map(({ origin, path, safe, weak, unless, only, trace }) => ({ origin, path, safe, weak, unless, only, trace: step(trace, enter) })) : taints;
  }
}

export class Substitution {
  private readonly objs = new Map<Obj, Obj>();
  private readonly envs = new Map<Env, Env>();
  private readonly checks = new Map<CallEvent, CallEvent>();
  private readonly entered = new Map<string, Map<string, Given | undefined>>();
  /** Objects that are made once for each kind of things; null where there is nothing to tell apart. */
  private readonly apart = new Map<Obj, readonly Ref[] | null>();
  /** Calls in a row hold the same facts. */
  private readonly held = new Map<Facts, Facts>();

  /**
   * @param reading nobody will write to what comes out, so that objects without ports stay as they are
   * @param bases parts of which only things of one kind are looked at
   */
  constructor(
    private readonly binding: Binding,
    private readonly reading = false,
    private readonly bases: readonly Kind[] = [],
  ) {}

  value(v: Value, depth = 0): Value {
    if (depth > LIMITS.objectDepth || (v.taints.length === 0 && v.refs.length === 0))
      return v.truthy || v.falsy ? { ...v, truthy: this.facts(v.truthy), falsy: this.facts(v.falsy) } : v;
    let refs: readonly Ref[] = [];
    let taints: readonly Taint[] = [];
    for (const t of v.taints) taints = joinTaints(taints, this.taint(t, isAsGiven(v, t)));
    for (const r of v.refs) {
      const bound = this.ref(r, depth);
      refs = joinRefs(refs, bound);
    }
    const given = this.tests(v);
    return {
      taints,
      refs,
      truthy: v.truthy ? this.facts(v.truthy) : given?.truthy,
      falsy: v.falsy ? this.facts(v.falsy) : given?.falsy,
      verdict: v.verdict ? { ...v.verdict, facts: this.facts(v.verdict.facts) } : given?.verdict,
    };
  }

  /** What a test of a caller's value tells, where the callee hands on just that value. */
  private tests(v: Value): Pick<Value, 'truthy' | 'falsy' | 'verdict'> | undefined {
    const only = v.refs.length === 1 ? v.refs[0]! : undefined;
    return only?.k === 'sym' ? this.given(only)?.value : undefined;
  }

  private ref(r: Ref, depth: number): readonly Ref[] {
    if (r.k === 'sym') return this.given(r)?.value.refs ?? [r];
    if (isConditional(r)) return this.conditional(r, r.under, depth);
    if (r.k === 'obj') return this.kinds(r.obj, depth) ?? [{ k: 'obj', obj: this.obj(r.obj, depth) }];
    if (r.k === 'api' && r.made?.tests) return [{ ...r, made: this.check(r.made) }];
    if (r.k === 'api' && r.made && depth <= LIMITS.objectDepth && madeOpen(r.made)) return [{ ...r, made: this.maker(r.made, depth) }];
    if (r.k === 'fn') return [{ ...r, env: this.env(r.env, depth), self: r.self && this.value(r.self, depth + 1), given: r.given?.map((g) => this.value(g, depth + 1)) }];
    return [r];
  }

  /** A check that the callee made and hands back: its verdict is about what the caller gave. */
  private check(made: CallEvent): CallEvent {
    const known = this.checks.get(made);
    if (known) return known;
    const tests = new Map(
      [...made.tests!].map(
        ([member, t]) =>
          [member, { truthy: this.facts(t.truthy), falsy: this.facts(t.falsy), verdict: t.verdict && { ...t.verdict, facts: this.facts(t.verdict.facts) } }] as const,
      ),
    );
    const copy = { ...made, tests };
    this.checks.set(made, copy);
    return copy;
  }

  /** A thing that the callee made of what it was given: its maker's arguments are the caller's. */
  private maker(made: CallEvent, depth: number): CallEvent {
    const known = this.checks.get(made);
    if (known) return known;
    const copy = { ...made };
    this.checks.set(made, copy);
    copy.args = made.args.map((a) => this.value(a, depth + 1));
    // A chain of links may be long.
    copy.self = made.self && this.value(made.self, isLink(made) ? depth : depth + 1);
    return copy;
  }

  private obj(o: Obj, depth: number, site = o.site): Obj {
    // What is kept outside is one thing for all, and was freed of ports when it was put there.
    if (o.shared) return o;
    const known = this.objs.get(o);
    if (known) return known;
    if (this.reading && !isOpen({ taints: [], refs: [{ k: 'obj', obj: o }] })) {
      this.objs.set(o, o);
      return o;
    }
    const copy = newObj({ array: o.array, known: o.known, loose: o.loose, text: o.text, from: o.from, site });
    this.objs.set(o, copy);
    if (o.tests) copy.tests = new Map([...o.tests].map(([name, t]) => [name, { truthy: this.facts(t.truthy), falsy: this.facts(t.falsy) }]));
    for (const [k, f] of o.fields) copy.fields.set(k, this.value(f, depth + 1));
    if (o.rest) copy.rest = this.value(o.rest, depth + 1);
    if (o.spread) spreadBehind(copy, this.value(o.spread, depth + 1));
    return copy;
  }

  env(e: Env, depth: number): Env {
    const known = this.envs.get(e);
    if (known) return known;
    const copy: Env = { fn: e.fn, cells: new Map(), parent: e.parent };
    this.envs.set(e, copy);
    const { callee } = this.binding;
    if (e.parent) copy.parent = this.env(e.parent, depth);
    else if (callee && e.fn === callee.fn && callee.env.fn !== e.fn) copy.parent = callee.env;
    for (const [k, c] of e.cells) copy.cells.set(k, this.value(c, depth + 1));
    return copy;
  }

  /** `asGiven`: the value itself stands beside the taint, so that its parts tell of themselves; else they are all in what was made of it. */
  taint(t: Taint, asGiven = false): readonly Taint[] {
    if (t.unless !== undefined && this.binding.understood?.(t.unless)) return [];
    if (t.origin.k !== 'port') return [t];
    const given = this.given({ port: t.origin.port, path: t.path, only: t.only });
    if (!given) return [t];
    const { safe, weak, unless, trace } = t;
    const taints = asGiven ? given.own : given.deep;
    if (!trace && !safe && !weak) return taints;
    const out: Taint[] = [];
    for (const b of taints) {
      if (weak && isFoundById(b.path)) continue;
      out.push({ origin: b.origin, path: b.path, safe: b.safe | safe, weak: b.weak || weak || undefined, unless: unless ?? b.unless, only: b.only, trace: append(b.trace, trace) });
    }
    return out;
  }

  /** What the caller gives has been written to, at one port or at any. */
  forget(port?: string): void {
    if (port === undefined) this.entered.clear();
    else this.entered.delete(port);
  }

  private given(part: Part): Given | undefined {
    const { port, path, only } = part;
    let parts = this.entered.get(port);
    if (!parts) this.entered.set(port, (parts = new Map()));
    const key = partKey(part);
    let given = parts.get(key);
    if (given !== undefined || parts.has(key)) return given;
    const known = this.bases.findLast(({ base }) => base.port === port && leadsThrough(path, base.path));
    const bound = known?.things ?? this.binding.port(port);
    if (bound) {
      const from = known?.base.path.length ?? 0;
      // Many paths lead through the same few places.
      const above = !only && path.length > from + 1 ? this.given({ port, path: path.slice(0, -1) })!.value : undefined;
      given = new Given(above ? partIn(above, path[path.length - 1]!) : partOf(bound, path, only, from), this.binding.enter(port));
    }
    parts.set(key, given);
    return given;
  }

  /** What is there where a part of what the caller gives is. */
  private conditional(r: Made, under: Part, depth: number): readonly Ref[] {
    const given = this.given(under)?.value;
    if (given && isNothing(given) && !isNothing(this.given({ ...under, only: undefined })!.value)) return [];
    const still = given ? testedPart(given) : under;
    return this.ref({ ...r, under: undefined }, depth).map((there) => (still && isMade(there) ? { ...there, under: still } : there));
  }

  /** An object that is made of things of several kinds is one for each kind: what is one's never stands beside another's role. */
  private kinds(o: Obj, depth: number): readonly Ref[] | undefined {
    // Things within things multiply.
    if (o.shared || o.array || this.bases.length >= LIMITS.kindsWithin) return undefined;
    let made = this.apart.get(o);
    if (made === undefined) {
      const kinds = kindsOf(o, (part) => this.given(part)?.value);
      made = kinds?.map((kind): Ref => ({ k: 'obj', obj: this.of(kind).obj(o, depth, siteOfKind(o, kind.name)) })) ?? null;
      this.apart.set(o, made);
    }
    return made ?? undefined;
  }

  /** The same for a caller that gives but things of one kind. */
  private of(kind: Kind): Substitution {
    return new Substitution(this.binding, this.reading, [...this.bases, kind]);
  }

  private settle(f: Fact, of: Value): Fact | undefined {
    const value = this.value(of);
    const answer = judge(value);
    if (answer === 'no') return undefined;
    return answer === 'open' ? { ...f, of: value } : { ...f, key: `lock ${f.lock}`, of: undefined };
  }

  facts(facts: Facts): Facts;
  facts(facts: Facts | undefined): Facts | undefined;
  facts(facts: Facts | undefined): Facts | undefined {
    if (!facts || facts.size === 0) return facts;
    const known = this.held.get(facts);
    if (known) return known;
    const out = new Map<string, Fact>();
    this.held.set(facts, out);
    for (const f of facts.values()) {
      if (f.kind === 'own') continue;
      if (f.of) {
        const settled = f.kind === 'route' ? settledRoute(f, this.value(f.of)) : this.settle(f, f.of);
        if (settled && !(settled.of && out.has(settled.key))) out.set(settled.key, settled);
        continue;
      }
      if (f.kind === 'lock' || f.origin?.k !== 'port') {
        out.set(f.key, f);
        continue;
      }
      const given = this.given({ port: f.origin.port, path: f.path ?? [] });
      if (!given) {
        if (!f.own) out.set(f.key, f);
        continue;
      }
      // What the callee made of the data is the data itself where it was that already: resolving twice changes nothing.
      for (const t of given.deep) {
        if (f.own && (t.safe & f.needs!) === 0) continue;
        addFact(out, safeFact(t, f.safe!, f.fn, f.at, f.label, f.needs, (f.excludes ?? 0) & ~t.safe));
        // That it is a host of which it holds, only the caller sees.
        if (f.safe! & (BIT.host | BIT.any) && !f.needs && HOST_PARTS.has(t.path[t.path.length - 1] ?? '')) addFact(out, hostFact(t, f.fn, f.at, f.label));
      }
    }
    return out;
  }
}

/** A parameter that was handed on, or a part of it, and not something made of it. */
const isAsGiven = (v: Value, { origin, path, only }: Taint): boolean => origin.k === 'port' && v.refs.some((r) => r.k === 'sym' && samePart(r, { port: origin.port, path, only }));

/** A lock that holds only if these values tell who is calling. */
export const conditionalLock = (lock: string, fn: FnNode, at: [number, number], label: string, of: Value): Fact => ({
  ...lockFact(lock, fn, at, label),
  key: `lock ${lock} if`,
  of,
});

/** Whether a lock was passed on every way. What only an unknown caller could tell counts. */
export const isLocked = (facts: Facts | undefined, lock: string): boolean => facts !== undefined && (facts.has(`lock ${lock}`) || facts.has(`lock ${lock} if`));

export const addFact = (facts: Map<string, Fact>, f: Fact): void => void facts.set(f.key, f);

export const safeFact = (t: Taint, safe: number, fn: FnNode, at: [number, number], label: string, needs?: number, excludes?: number): Fact => ({
  key: `safe ${originKey(t.origin)}|${t.path.join('.')}|${safe}|${needs ?? 0}|${excludes ?? 0}`,
  kind: 'safe',
  origin: t.origin,
  path: t.path,
  safe,
  fn,
  at,
  label,
  needs,
  excludes: excludes || undefined,
  own: (needs !== undefined && (t.safe & needs) !== 0 && t.origin.k === 'port') || undefined,
});

export const lockFact = (lock: string, fn: FnNode, at: [number, number], label: string): Fact => ({ key: `lock ${lock}`, kind: 'lock', lock, fn, at, label });

/** Members of a URL that say where it leads. */
export const HOST_PARTS: ReadonlySet<string> = new Set(['hostname', 'host', 'origin']);

/** Of a URL whose host, or what that leads to, was checked: the whole is safe to be asked. */
export function hostFact(t: Taint, fn: FnNode, at: [number, number], label: string): Fact {
  const host = t.path.findIndex((p) => HOST_PARTS.has(p));
  return safeFact(host < 0 ? t : { ...t, path: t.path.slice(0, host) }, BIT.host, fn, at, label);
}

/** The facts that hold on both ways. */
export function both(a: Facts, b: Facts): Facts {
  if (a === b || a.size === 0) return a;
  if (b.size === 0) return b;
  const out = new Map<string, Fact>();
  for (const [k, f] of a) if (b.has(k) || isAllowed(f, b)) out.set(k, f);
  for (const [k, f] of b) if (!out.has(k) && isAllowed(f, a)) out.set(k, f);
  for (const f of meeting(a, b)) out.set(f.key, f);
  return out.size === a.size && [...out.keys()].every((k) => a.has(k)) ? a : out;
}

/** Whether the same data is one of a few constants where these hold: those are safe for whatever the fact says, but may be roles. */
const isAllowed = (fact: Fact, facts: Facts): boolean =>
  fact.kind === 'safe' &&
  (fact.safe! & BIT.roles) === 0 &&
  checks(facts).some((f) => (f.safe! & BIT.any) !== 0 && !f.needs && sameOrigin(f.origin!, fact.origin!) && f.path!.every((p, i) => p === fact.path![i]));

export function withFacts(a: Facts, b: Facts | undefined): Facts {
  if (!b || b.size === 0 || a === b) return a;
  if (a.size === 0) return b;
  let adds = false;
  for (const [k, f] of b) if (a.get(k) !== f) adds = true;
  return adds ? new Map([...a, ...b]) : a;
}

/** The facts that can tell of these values: what was checked of other data says nothing of them. A function hands on many calls, each with its facts. */
export function factsAbout(facts: Facts, values: readonly Value[]): Facts {
  const safe = checks(facts);
  if (safe.length === 0) return facts;
  let taints: readonly Taint[] = [];
  // What the links of a chain were given is asked about as well.
  for (const v of values) taints = joinTaints(joinTaints(taints, deepTaints(v)), chainTaints(v));
  // More than are kept flow in: any of them may be what was checked.
  if (taints.length >= LIMITS.origins) return facts;
  const ports = portsOf(values);
  const isTold = (origin: Origin): boolean => (origin.k === 'port' && ports.has(origin.port)) || taints.some((t) => sameOrigin(t.origin, origin));
  const dropped = safe.filter((f) => !isTold(f.origin!));
  if (dropped.length === 0) return facts;
  if (dropped.length === facts.size) return NO_FACTS;
  const out = new Map(facts);
  for (const f of dropped) out.delete(f.key);
  return out;
}

/** What facts say of data, apart from locks: asked at every read, and the same facts hold for long stretches of code. */
const checksOf = new WeakMap<Facts, readonly Fact[]>();
const NO_CHECKS: readonly Fact[] = [];

function checks(facts: Facts): readonly Fact[] {
  let found = checksOf.get(facts);
  if (!found) {
    const safe = [...facts.values()].filter((f) => f.kind === 'safe');
    checksOf.set(facts, (found = safe.length > 0 ? safe : NO_CHECKS));
  }
  return found;
}

/** Any element of a list may be the one that was checked, unless that was one in a certain place; of the pieces of a text, one tells nothing of the others. */
const isEach = (path: readonly string[], i: number): boolean => path[i] === '*' && !path[i - 1]?.startsWith(PIECE);

/** Marks what the facts say was checked. */
export function clearedBy(v: readonly Taint[], facts: Facts): readonly Taint[] {
  if (facts.size === 0 || v.length === 0) return v;
  const safe = checks(facts);
  if (safe.length === 0) return v;
  let out: Taint[] | undefined;
  v.forEach((t, n) => {
    let bits = t.safe;
    for (const f of safe) {
      if ((f.needs && (t.safe & f.needs) === 0) || (f.excludes && (t.safe & f.excludes) !== 0)) continue;
      if (sameOrigin(f.origin!, t.origin) && f.path!.every((p, i) => p === t.path[i] || p === '*' || (isEach(t.path, i) && !p.startsWith(PIECE)))) bits |= f.safe!;
    }
    if (bits !== t.safe) (out ??= [...v])[n] = { ...t, safe: contained(bits) };
  });
  return out ?? v;
}

/** What is neither absolute nor has a `..` stays below the folder that it is resolved against, whichever that is. */
const contained = (bits: number): number => (bits & BIT.below && bits & BIT.relative ? bits | BIT.path : bits);
