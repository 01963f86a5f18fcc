/** Calls: of workspace functions by their summaries, of APIs by their models, of unknown code by assumption. */
import type { Instr, Use, ValueId } from '../facts/ir';
import { LIMITS } from '../limits';
import type { CallSpec } from '../models/format';
import { listOf } from '../models/ports';
import { deepTaints, field, fns, gives, part, setField } from './access';
import { listByName } from './dispatch';
import type { CallEvent } from './events';
import { withEndpoint } from './endpoints';
import { byCallersAlone, isGiven, resultOf, resultPort } from './givenResults';
import { UNTESTED, containment, type Tested } from './guards';
import { declaredLocks, invoke } from './invoke';
import { modelled, testCall } from './modelled';
import { membersOf } from './members';
import { elementOf, flatten, makeObj } from './objects';
import { outlined } from './outline';
import { allHold, holds } from './positions';
import { record } from './recorded';
import { read, type Run } from './run';
import { lockFact, withFacts } from './substitute';
import { walkedThrough } from './turns';
import { overrides } from './virtual';
import { NOTHING, NO_FACTS, join, join2, ofRef, tainted, type FnNode, type FnRef, type Ref, type Taint, type Value } from './values';

export function callInstr(run: Run, id: ValueId, i: Extract<Instr, { op: 'call' }>): Value {
  const callee = read(run, i.callee);
  const self = i.self ? read(run, i.self) : undefined;
  const { args, uses } = spreadArgs(run, i);
  const chosen = self ? listByName(run.fn, self, methodName(run, i), args, i.callee) : [];
  if (chosen.length > 0) run.tables.set(`${i.s}`, chosen);
  let out: Value = NOTHING;
  let understood = false;
  let leaves = callee.refs.length > 0;
  const known = callee.refs.some((r) => r.k === 'api' && specsOf(run, r).length > 0);
  // A value keeps no more of them.
  if (callee.refs.length >= LIMITS.members) run.cut = true;
  let apisLeft: number = LIMITS.targets;
  for (const r of callee.refs) {
    if (r.k === 'api' && apisLeft-- <= 0) {
      run.cut = true;
      continue;
    }
    if (r.k === 'fn') {
      understood = true;
      if (isBind(run, r, i, self)) {
        leaves = false;
        out = join2(out, ofRef({ ...r, self: args[0] ?? r.self, given: [...(r.given ?? []), ...args.slice(1)] }));
        continue;
      }
      const [target, targetArgs, targetSelf] = bound(run, r, i, args, self);
      const v = i.isNew && isConstructor(target.fn) ? made(run, target, targetArgs, i, id) : invoke(run, target, targetArgs, targetSelf, i, id);
      if (!run.solver.summary(target.fn, run.fn).neverReturns) leaves = false;
      out = join2(out, v);
      continue;
    }
    leaves = false;
    if (r.k === 'api' && isBoundApi(run, r, i, self)) {
      understood = true;
      out = join2(out, boundCall(run, id, i, r, args, uses));
      continue;
    }
    if (r.k === 'obj' && r.obj.takes) {
      understood = true;
      setField(r.obj, '*', args[0] ?? NOTHING, false);
    } else if (r.k === 'class') {
      understood = true;
      out = join(out, i.isNew ? construct(run, r.cls, args, i, id) : NOTHING);
    } else if (r.k === 'api') {
      // Of a function that a caller gives, its declared type says nothing of what it does.
      if (!i.isNew && callee.refs.some((x) => x.k === 'sym') && specsOf(run, r).length === 0) continue;
      understood = true;
      // What is known of one of several that may be meant is taken to hold for those of which nothing is known.
      const v = known && specsOf(run, r).length === 0 && !i.isNew ? NOTHING : apiCall(run, id, i, r, args, uses, self, callee);
      // What a framework hands to a callback is a parameter and known by its type.
      if (v === 'leaves') leaves = callee.refs.every((x) => x === r || x.k === 'sym');
      else out = join2(out, v);
    }
  }
  if ((!understood || leaves) && self) {
    // What a class leaves to those that extend it, by declaring it or by throwing.
    const targets = overrides(run, self, methodName(run, i));
    for (const t of targets) out = join2(out, invoke(run, t, args, t.self, i, id, { override: true }));
    if (targets.length > 0) {
      understood = true;
      leaves = false;
    }
  }
  if (!understood && run.fn.facts.instrs[i.callee[0]]?.op === 'super') understood = constructAbove(run, callee, args, i, id);
  if (!understood) {
    leaves = false;
    out = unknownCall(run, id, i, callee, args, uses, self);
  }
  if (leaves) run.left = true;
  return out;
}

function spreadArgs(run: Run, i: Extract<Instr, { op: 'call' }>): { args: Value[]; uses: Use[] } {
  const args: Value[] = [];
  const uses: Use[] = [];
  for (const a of i.args) {
    const v = read(run, a.use);
    if (a.spread) {
      const list = v.refs.find((r) => r.k === 'obj' && r.obj.array && !r.obj.rest);
      for (const item of list?.k === 'obj' ? list.obj.fields.values() : inTheirPlaces(run, a.use, v)) {
        args.push(item);
        uses.push(a.use);
      }
    } else {
      args.push(v);
      uses.push(a.use);
    }
  }
  return { args, uses };
}

/** What a function was given in the places of a rest parameter has the same places where it is spread; of another list, any element may stand anywhere. */
function inTheirPlaces(run: Run, [id]: Use, v: Value): Value[] {
  const { instrs, params } = run.fn.facts;
  const param = instrs[id];
  if (param?.op !== 'param' || !params[param.index]?.rest) return [elementOf(run, v)];
  return Array.from({ length: LIMITS.arguments }, (_, place) => part(v, String(place)));
}

/** `f.bind(self)`: nothing runs yet. */
function isBind(run: Run, r: FnRef, i: Extract<Instr, { op: 'call' }>, self: Value | undefined): boolean {
  const callee = run.fn.facts.instrs[i.callee[0]];
  return callee?.op === 'get' && callee.prop === 'bind' && (self?.refs.some((s) => s.k === 'fn' && s.fn === r.fn) ?? false);
}

/** `client.create.bind(client)`, `call` and `apply` of a function of an SDK. */
const isBoundApi = (run: Run, r: ApiRef, i: Extract<Instr, { op: 'call' }>, self: Value | undefined): boolean =>
  /^(bind|call|apply)$/.test(methodName(run, i)) && (self?.refs.some((s) => s.k === 'api' && s.name === r.name) ?? false);

function boundCall(run: Run, id: ValueId, i: Extract<Instr, { op: 'call' }>, r: ApiRef, args: Value[], uses: Use[]): Value {
  const method = methodName(run, i);
  if (method === 'bind') return ofRef(r);
  const given = method === 'call' ? args.slice(1) : args[1] ? [elementOf(run, args[1])] : [];
  const v = apiCall(run, id, i, r, given, uses.slice(1), args[0]);
  return v === 'leaves' ? NOTHING : v;
}

const methodName = (run: Run, i: Extract<Instr, { op: 'call' }>): string => {
  const callee = run.fn.facts.instrs[i.callee[0]];
  return callee?.op === 'get' && typeof callee.prop === 'string' ? callee.prop : '';
};

/** `f.call(self, …)` and `f.apply(self, list)`. */
function bound(run: Run, r: FnRef, i: Extract<Instr, { op: 'call' }>, args: Value[], self: Value | undefined): [FnRef, Value[], Value | undefined] {
  const name = methodName(run, i);
  const direct = self?.refs.some((s) => s.k === 'fn' && s.fn === r.fn);
  if (direct && name === 'call') return [r, args.slice(1), args[0]];
  if (direct && name === 'apply') return [r, args[1] ? [elementOf(run, args[1])] : [], args[0]];
  return [r, args, r.self ?? self];
}

/** A function that makes objects when it is called with `new`, as before there were classes. */
const isConstructor = ({ facts }: FnNode): boolean => facts.kind === 'function' && facts.class === undefined;

/** What such a function makes: what it puts on `this`, before what its prototype has. */
function made(run: Run, target: FnRef, args: readonly Value[], at: { s: number; e: number }, id: ValueId): Value {
  const obj = makeObj(run, id);
  const self = ofRef({ k: 'obj', obj });
  const given = invoke(run, target, args, self, at, id);
  run.solver.depend(membersOf(target.fn), run.fn);
  for (const r of field(membersOf(target.fn), 'prototype').refs) if (r.k === 'obj') for (const [name, v] of r.obj.fields) if (!obj.fields.has(name)) setField(obj, name, v, true);
  return join(self, given);
}

function construct(run: Run, cls: Extract<Ref, { k: 'class' }>['cls'], args: Value[], at: { s: number; e: number }, id: ValueId): Value {
  const self = ofRef({ k: 'inst', cls });
  for (let c: typeof cls | undefined = cls, n = 0; c && n < 6; c = run.solver.baseClass(c), n++) {
    const { init, ctor } = c.facts;
    for (const f of [init, ctor]) {
      if (f === undefined) continue;
      const fn = c.file.fns[f]!;
      invoke(run, { k: 'fn', fn, env: { fn, cells: new Map() } }, f === ctor ? args : [], self, at, id);
    }
    if (ctor !== undefined) break;
  }
  return self;
}

/** `super(…)`: the class above takes what it is given, and has fields of its own. */
function constructAbove(run: Run, self: Value, args: Value[], at: { s: number; e: number }, id: ValueId): boolean {
  const bases = self.refs.flatMap((r) => (r.k === 'inst' ? (run.solver.baseClass(r.cls) ?? []) : []));
  for (const base of bases) construct(run, base, args, at, id);
  return bases.length > 0;
}

const nameOf = (run: Run, { name }: ApiRef): string => run.solver.catalog.canonical(name.endsWith(':=') ? name.replace(/=$/, 'default') : name);
type ApiRef = Extract<Ref, { k: 'api' }>;
const specsOf = (run: Run, r: ApiRef): readonly CallSpec[] => run.solver.catalog.calls(nameOf(run, r));

function apiCall(run: Run, id: ValueId, i: Extract<Instr, { op: 'call' }>, r: ApiRef, args: Value[], uses: Use[], self: Value | undefined, callee?: Value): Value | 'leaves' {
  const { catalog } = run.solver;
  const name = nameOf(run, r);
  const specs = catalog.calls(name);
  const base = name.slice(0, name.indexOf('#') < 0 ? undefined : name.indexOf('#'));
  const isType = !name.includes('#') && catalog.type(base) !== undefined;
  if (specs.some((s) => s.model)) args = args.map((a) => walkedThrough(run, a, i, id));
  const event: CallEvent = {
    fn: run.fn,
    instr: id,
    name,
    specs,
    args,
    argUses: uses,
    self: self ?? (name.endsWith('#') ? ofRef(r) : undefined),
    // What a call gave is called: what that call was told says what this one does.
    callee: name.endsWith('()') && r.made?.specs.some((s) => s.lock) ? ofRef(r) : undefined,
    result: NOTHING,
    facts: run.facts,
    chain: [],
  };
  if (specs.some((s) => s.versions)) event.specs = specs.filter((s) => run.solver.versionFits(event, s));
  event.specs = withEndpoint(catalog, event);
  let result: Value =
    isType || (i.isNew && !name.endsWith('#')) ? ofRef({ k: 'api', name: `${name}#`, made: event.specs.length > 0 || isType ? event : outlined(event) }) : NOTHING;
  runsMiddleware(run, r, args, i);
  const outcome = event.specs.length > 0 ? modelled(run, event, i) : undefined;
  if (outcome === 'leaves') return 'leaves';
  if (outcome) result = join2(result, outcome);
  else if (!isType) result = join(result, assumed(run, event, i, r, callee));
  declaredLocks(run, name.replace(':', '#'), args, i);
  event.result = result;
  record(run, id, event);
  return result;
}

/** Middleware of an SDK that is made and run in one go, `(c, next) => bearerAuth({ token })(c, next)`: whoever comes back has passed it. */
function runsMiddleware(run: Run, { made }: ApiRef, args: readonly Value[], at: { s: number; e: number }): void {
  if (!made || args.length < 2) return;
  const locks = made.specs
    .flatMap((s) => listOf(s.lock))
    .filter((l) => l.how === 'middleware' && l.except === undefined && allHold(made, l.if) !== 'no' && !(l.unless ?? []).some((u) => holds(made, u) === 'yes'));
  const facts = locks.map((l) => lockFact(l.kind, run.fn, [at.s, at.e], 'run here'));
  if (facts.length > 0) run.facts = withFacts(run.facts, new Map(facts.map((f) => [f.key, f])));
}

/** A call of a known package that no model describes: it passes data on, and may call the functions that it is given. */
function assumed(run: Run, event: CallEvent, i: Extract<Instr, { op: 'call' }>, r: ApiRef, callee?: Value): Value {
  const method = r.name.slice(Math.max(r.name.lastIndexOf('.'), r.name.lastIndexOf('#')) + 1);
  const builtin = i.self ? builtinSpecs(run, method, event.self) : [];
  if (builtin.length > 0) {
    const meant = { ...event, ...builtin[0]! };
    const v = modelled(run, meant, i);
    // What it takes in is asked of by that name; what it gives back is the same by either.
    if (meant.specs.some((s) => s.sink)) record(run, event.instr, meant);
    const inside = event.self ? containment(method, event.self, event.args[0], run.fn, [i.s, i.e]) : UNTESTED;
    if (v && v !== 'leaves') return withTests(v, inside);
  }
  // `response.json()` of what may be a check that was asked over the wire is what the check said, and what the response carries.
  if (r.made?.tests && event.args.length === 0)
    return { taints: passedOn(flatten(event.self ? [event.self] : [])), refs: [{ k: 'api', name: `${r.name}()`, made: r.made, path: r.path?.slice(0, -1) }] };
  const returns = callBacks(run, event, i);
  const data = flatten([...handedOn(method, event.args), ...(event.self ? [event.self] : madeOf(r, callee)), tainted(handedOver(returns))]);
  return { taints: passedOn(data), refs: [{ k: 'api', name: `${r.name}()`, made: outlined(event) }, ...givenBack(event.self, method, event.args)] };
}

/** A function that was made of data (`const $ = cheerio.load(html)`) gives that data back. */
const madeOf = (r: ApiRef, callee: Value | undefined): Value[] => (r.made && callee ? [tainted(callee.taints.filter((t) => t.origin.k === 'source'))] : []);

/** What a test tells, beside what the value told before. */
const withTests = (v: Value, t: Tested): Value =>
  t === UNTESTED ? v : { ...v, truthy: withFacts(v.truthy ?? NO_FACTS, t.truthy), falsy: withFacts(v.falsy ?? NO_FACTS, t.falsy), verdict: t.verdict ?? v.verdict };

/** Of what a caller gives, only the caller knows what its methods give back. */
const givenBack = (self: Value | undefined, method: string, args: readonly Value[]): readonly Ref[] =>
  self && method !== '' && args.length === 0 ? part({ taints: [], refs: self.refs.filter((r) => r.k === 'sym') }, gives(method)).refs : [];

/** What unknown code may make its result of. What it searches for is not what it finds: whoever asked did not write that. */
const handedOn = (method: string, args: readonly Value[]): Value[] => (LOOKS_UP.test(method) ? [] : args.map((a) => tainted(handedOver(a))));
/** Of what stands in a row that came from a store, nothing but itself: that its column is the right one is assumed already. */
const handedOver = (v: Value): readonly Taint[] => deepTaints(v).filter((t) => t.origin.k === 'port' || !t.origin.kept || v.taints.includes(t));
const LOOKS_UP = /^(retrieve|lookup|recall|find(Unique|First|Many|One|By))([A-Z]|$)/;

/** What unknown code is assumed to give back. A credential opens a connection; it does not come out of it again. */
const passedOn = (data: Value, unless?: string): Taint[] =>
  data.taints.flatMap((t) => (t.origin.k === 'source' && t.origin.kinds.every((k) => k === 'secret') ? [] : [{ ...t, weak: true, unless: unless ?? t.unless }]));

function callBacks(run: Run, event: CallEvent, i: Extract<Instr, { op: 'call' }>): Value {
  let out = NOTHING;
  for (const a of event.args) {
    for (const f of fns(a)) out = join(out, invoke(run, f, [], undefined, i, event.instr, { callback: true }));
    for (const r of a.refs) {
      if (r.k !== 'obj') continue;
      for (const v of r.obj.fields.values()) for (const f of fns(v)) invoke(run, f, [], undefined, i, event.instr, { callback: true });
    }
  }
  return out;
}

const BUILTIN_TYPES = ['Array', 'String', 'Promise', 'Map', 'Set', 'Object', 'Element'];

/** Meanings of a method of the language, by its name, where nothing better is known of the receiver. */
function builtinSpecs(run: Run, method: string, self: Value | undefined): { name: string; specs: CallSpec[] }[] {
  const isText = self?.refs.some((r) => r.k === 'const' && typeof r.value === 'string');
  // Only what is made here is known to be walked by `next()`.
  const isList = self?.refs.some((r) => r.k === 'obj' && r.obj.array);
  const order = isText ? ['String', ...BUILTIN_TYPES] : isList ? [...BUILTIN_TYPES, 'Iterator'] : BUILTIN_TYPES;
  for (const t of order) {
    const name = `global:${t}#${method}`;
    const specs = run.solver.catalog.calls(name);
    if (specs.length > 0) return [{ name, specs }];
  }
  return [];
}

function unknownCall(run: Run, id: ValueId, i: Extract<Instr, { op: 'call' }>, callee: Value, args: Value[], uses: Use[], self: Value | undefined): Value {
  const method = methodName(run, i);
  const event: CallEvent = { fn: run.fn, instr: id, name: '', specs: [], args, argUses: uses, self, callee, result: NOTHING, facts: run.facts, chain: [], weak: true };
  if (method && self) {
    const test = testCall(run, method, self, args[0], i);
    const builtin = builtinSpecs(run, method, self);
    if (builtin.length > 0) {
      event.name = builtin[0]!.name;
      event.specs = builtin[0]!.specs;
      const v = modelled(run, event, i);
      event.result = v === 'leaves' || !v ? NOTHING : v;
      record(run, id, event);
      const inside = containment(method, self, args[0], run.fn, [i.s, i.e]);
      if (inside !== UNTESTED) return withTests(event.result, inside);
      return test.truthy.size + test.falsy.size > 0 ? { ...event.result, ...test } : event.result;
    }
    if (test.truthy.size + test.falsy.size > 0) return { ...NOTHING, ...test };
  }
  const returns = callBacks(run, event, i);
  const given = resultOf(event);
  if (given) record(run, id, event);
  if (given && !self && byCallersAlone(run.fn, callee)) return (event.result = given);
  // A method's data is its object's.
  const own = self ?? tainted(callee.taints.filter((t) => t.origin.k === 'source'));
  const data = flatten([...handedOn(method, args), own, returns]);
  const out: Value = { taints: passedOn(data, given && callee.refs.every(isGiven) ? resultPort(event) : undefined), refs: givenBack(self, method, args) };
  return (event.result = given ? join(out, given) : out);
}
