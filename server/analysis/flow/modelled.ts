/** What the models say of a call: steps, results, callbacks, locks, entry points. */
import type { CallSpec, SafeFor, StepSpec } from '../models/format';
import { listOf, parsePort, type Port, type PortStep } from '../models/ports';
import { deepTaints, fns, inPlace, part, PIECE, setField, taintAt } from './access';
import { carry } from './carried';
import { emit, heard } from './channels';
import { expressionOf, isExpression, replacedBy } from './charsets';
import { giveContexts } from './contexts';
import type { CallEvent } from './events';
import { answerTest } from './answers';
import { UNTESTED, comparison, lockFacts, membership, patternTest, type Tested } from './guards';
import { contextRead } from './instructed';
import { invoke } from './invoke';
import { returned, sourceValue } from './members';
import { elementOf, spread } from './objects';
import { ownRows } from './ownRows';
import { allHold, holds, namedBy, valuesAt } from './positions';
import { display } from './recorded';
import { refusingFilters } from './refusing';
import { matcherTest, methodOnRoute } from './routes';
import { givenToGraph, stateGiven, updateOf } from './state';
import { keep, recalled } from './rows';
import { throwsHere } from './promised';
import type { Run } from './run';
import { runByName } from './runs';
import { parseWith, passing } from './schemas';
import { sifted } from './sifted';
import { clearedBy, withFacts } from './substitute';
import {
  BIT,
  NOTHING,
  NO_FACTS,
  UNKNOWN,
  bitsOf,
  constant,
  constantsOf,
  isUnknown,
  join,
  join2,
  newObj,
  ofRef,
  originKey,
  tainted,
  type Fact,
  type Facts,
  type FnNode,
  type FnRef,
  type Obj,
  type Ref,
  type Value,
} from './values';
import { assignProperty, overwrites } from './variables';

/** What methods of lists, sets and expressions tell where they are tested. */
export function testCall(run: Run, method: string, self: Value | undefined, item: Value | undefined, at: { s: number; e: number }): Tested {
  if (!item || !self) return UNTESTED;
  const route = methodOnRoute(method, self, item, run.fn, [at.s, at.e]);
  const data = testOfData(run, method, self, item, at);
  return route === UNTESTED ? data : { truthy: withFacts(data.truthy, route.truthy), falsy: withFacts(data.falsy, route.falsy), verdict: data.verdict };
}

function testOfData(run: Run, method: string, self: Value, item: Value, at: { s: number; e: number }): Tested {
  const answer = answerTest(method, self, item);
  if (answer) return answer;
  if (/^(has|includes|hasOwnProperty)$/.test(method)) return { truthy: membership(self, item, run.fn, [at.s, at.e]), falsy: NO_FACTS };
  // `a.equals(b)` of ids and the like is a comparison.
  if (method === 'equals') return { truthy: comparison(self, item, run.fn, [at.s, at.e]), falsy: NO_FACTS };
  if (method === 'test' || method === 'exec') return patternTest(self, item, run.fn, [at.s, at.e]);
  return method === 'match' ? patternTest(item, self, run.fn, [at.s, at.e]) : UNTESTED;
}

/** What the models say of a call. Undefined where they say nothing of its result. */
export function modelled(run: Run, event: CallEvent, i: { s: number; e: number }): Value | 'leaves' | undefined {
  let result: Value | undefined;
  const cbInputs = new Map<FnRef, Value[]>();
  const invoked = new Map<FnRef, Value>();
  const { specs } = event;
  const method = event.name.slice(event.name.lastIndexOf('#') + 1);
  // Contexts first: what a callback's parameters are decides how it is solved.
  giveContexts(run, event);
  const locks = lockFacts(event);
  event.refusing = refusingFilters(run, event);
  event.contextRead = contextRead(run, event);
  event.tests = locks.members.size > 0 ? locks.members : undefined;
  const ways: Ways = { inputs: cbInputs, invoked, taken: new Map(), at: i };
  const steps = specs.flatMap((s) => s.steps ?? []).filter((st) => allHold(event, st.if) === 'yes' && !(st.unless ?? []).some((u) => holds(event, u) === 'yes'));
  const movesOut = (from: string): boolean => from.includes('(');
  for (const s of specs) {
    if (s.emits) emit(run, event, s.emits);
    if (s.carries) carry(run, event, s.carries);
    for (const k of listOf(s.keeps)) keep(run, event, k);
    if (s.listens) hear(event, heard(run, event, s.listens), ways);
    if (s.state) takePart(run, event, s.state, ways);
  }
  for (const st of steps) for (const from of listOf(st.from)) takeCalls(event, parsePort(from), ways);
  // What goes into callbacks first, what they give back afterwards.
  for (const out of [false, true])
    for (const st of steps)
      for (const from of listOf(st.from))
        if (movesOut(from) === out) {
          const given = portValue(run, event, from, ways);
          const found = st.placed ? putThere(given) : st.one ? inPlace(given, pieceOf(event)) : given;
          const moved = made(st.keys ? keysOf(found) : found, bitsOf(st.safeFor), st.part ? pieceOf(event) : undefined, st.turns);
          const value = st.text ? writtenOut(moved) : moved;
          for (const to of listOf(st.to)) result = moveTo(run, event, settled(event, to), st.part && to.endsWith('[*]') ? part(value, '*') : value, ways, result);
          for (const to of listOf(st.to)) if (!movesOut(from)) noteOrigin(event, from, parsePort(to), result);
        }
  result = replaced(event, method, result);
  for (const s of specs) {
    if (!s.returns) continue;
    const spec = typeof s.returns === 'string' ? { type: s.returns } : s.returns;
    if (spec.if && allHold(event, spec.if) !== 'yes') continue;
    if (spec.instance) for (const at of valuesAt(event, spec.instance)) result = join2(result ?? NOTHING, { taints: [], refs: at.value.refs.flatMap(instanceOf) });
    result = withConstants(join2(result ?? NOTHING, returned(run, spec, `the result of \`${display(event.name)}\``, i, event)), spec.fields);
  }
  for (const r of specs.flatMap((s) => listOf(s.recalls))) {
    const rows = recalled(run, event, r);
    if (rows !== NOTHING) for (const to of r.rows) result = moveTo(run, event, parsePort(to), rows, ways, result);
  }
  for (const s of specs) if (s.runs) result = join2(result ?? NOTHING, runByName(run, event, s.runs, i));
  if (result) result = ownRows(event, result);
  for (const a of event.args)
    for (const f of [...fns(a), ...a.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields.values()].flatMap(fns) : []))]) runCallback(run, event, f, ways);
  if (locks.passed.size > 0 && throwsHere(run, event.instr)) run.facts = withFacts(run.facts, locks.passed);
  if (method === 'catch') run.facts = withoutSwallowed(run, event);
  if (specs.some((s) => s.leaves === true)) return 'leaves';
  // `list.some(test)` is true only where the test was true for one of them, and false only where it was false for each.
  const perElement = [...invoked.values()][0];
  const some = /^(some|every|find|findLast)$/.test(method) ? perElement?.truthy : undefined;
  const none = method === 'some' ? perElement?.falsy : undefined;
  // What a list was filtered by holds for what is left of it.
  if (/^(filter|find|findLast)$/.test(method) && result) {
    for (const f of fns(event.args[0] ?? NOTHING)) result = sifted(result, f);
    if (perElement?.truthy) result = admitted(result, perElement.truthy);
  }
  const schema = specs.find((s) => s.schema)?.schema;
  if (schema?.parses) result = parseWith(event, schema);
  if (schema?.tells) result = withField(result ?? NOTHING, schema.tells, { ...NOTHING, truthy: passing(event, schema, schema.tests!) });
  const middleware = specs.flatMap((s) => listOf(s.lock)).some((l) => l.how === 'middleware' || l.how === 'wrapper');
  if (middleware) result = join(result ?? NOTHING, ofRef({ k: 'api', name: `${event.name}()`, made: event }));
  const identity = specs.flatMap((s) => listOf(s.lock)).some((l) => l.how === 'identity' && allHold(event, l.if) !== 'no');
  const test = testCall(run, method, event.self, event.args[0], i);
  const routed = event.name.endsWith('#') ? matcherTest(event, [i.s, i.e]) : UNTESTED;
  const truthy = [test.truthy, routed.truthy, some].reduce<Facts>(withFacts, locks.truthy);
  if (identity) result = join(result ?? NOTHING, sourceValue(run, { kind: 'identity', label: `\`${display(event.name)}\`` }, '', i));
  // A tool is known by the call that defines it, wherever it is bound to an agent; a condition, wherever a query has it.
  result ??= specs.some((s) => s.tool || s.agent || s.approval || s.builds || s.combines || s.validates) ? ofRef({ k: 'api', name: `${event.name}()`, made: event }) : NOTHING;
  if (event.tests && !result?.refs.some((r) => r.k === 'api')) result = join(result ?? NOTHING, ofRef({ k: 'api', name: `${event.name}()`, made: event, path: [] }));
  const falsy = [test.falsy, routed.falsy, none].reduce<Facts>(withFacts, locks.falsy);
  if (truthy.size > 0 || falsy.size > 0) result = { ...result, truthy: truthy.size ? truthy : undefined, falsy: falsy.size ? falsy : undefined };
  return locks.verdict ? { ...result, verdict: locks.verdict } : result;
}

/** `check(x).catch(log)`: whoever goes on has not passed the check. A handler that throws again, or leaves, changes nothing. */
function withoutSwallowed(run: Run, event: CallEvent): Facts {
  const call = run.fn.facts.instrs[event.instr];
  const handlers = event.args.flatMap(fns);
  const checked = call?.op === 'call' ? call.self : undefined;
  if (!checked || handlers.length === 0 || handlers.every((f) => run.solver.summary(f.fn, run.fn).neverReturns)) return run.facts;
  const before = run.events.get(checked[0])?.[0]?.facts;
  const swallowed = (f: Fact): boolean => f.fn === run.fn && f.at[0] === checked[1] && f.at[1] === checked[2];
  return new Map([...run.facts].flatMap(([key, f]): [string, Fact][] => (swallowed(f) ? (before?.has(key) ? [[key, before.get(key)!]] : []) : [[key, f]])));
}

/** What a call's callbacks were given and gave back, while the call is evaluated. */
interface Ways {
  inputs: Map<FnRef, Value[]>;
  invoked: Map<FnRef, Value>;
  /** What keeps the calls of a parameter, by the port that asks for it. */
  taken: Map<string, Obj>;
  at: { s: number; e: number };
}

/** A value, or each element of a list, with what a test told of it and of its parts. `lists`: what became of the lists on the way, since one may be an element of itself. */
function admitted(v: Value, facts: Facts, lists = new Map<Obj, Obj>()): Value {
  if (v.refs.some((r) => r.k === 'obj' && r.obj.array))
    return { ...v, refs: v.refs.map((r) => (r.k === 'obj' && r.obj.array ? { ...r, obj: admittedList(r.obj, facts, lists) } : r)) };
  const taints = clearedBy(v.taints, facts);
  const fields = new Map<string, Value>();
  for (const f of facts.values()) {
    const name = f.path?.[f.path.length - 1];
    if (f.kind !== 'safe' || name === undefined || fields.has(name) || !v.taints.some((t) => originKey(t.origin) === originKey(f.origin!) && t.path.length === f.path!.length - 1))
      continue;
    const field = tainted(v.taints.flatMap((t) => taintAt(t, name) ?? []));
    fields.set(name, { ...field, taints: clearedBy(field.taints, facts) });
  }
  if (fields.size === 0) return { ...v, taints };
  // The other parts are as they were.
  return { taints: [], refs: [...v.refs, { k: 'obj', obj: newObj({ fields, rest: part(tainted(taints), '*'), known: false }) }] };
}

function admittedList(list: Obj, facts: Facts, lists: Map<Obj, Obj>): Obj {
  const known = lists.get(list);
  if (known) return known;
  const sifted = newObj({ array: true });
  lists.set(list, sifted);
  sifted.rest = admitted(part(ofRef({ k: 'obj', obj: list }), '*'), facts, lists);
  return sifted;
}

/** What is made safe, or cut out, is made anew: it has no parts that are still as they were. What is found of a piece tells nothing of the whole, nor of other pieces. */
function made(v: Value, safe: number, piece?: string, turns: StepSpec['turns'] = {}): Value {
  if (safe === 0 && !piece) return v;
  const taints = deepTaints(v).flatMap((t) => (piece ? (taintAt(t, piece) ?? []) : [t]));
  const turned = (bits: number): number => Object.entries(turns).reduce((all, [from, to]) => (bits & BIT[from as SafeFor] ? all | BIT[to] : all), bits);
  return { taints: taints.map((t) => ({ ...t, safe: turned(t.safe | safe) })), refs: [] };
}

/** What was put at the place that a value names: an upload that is kept in a file, by its path. */
const putThere = ({ taints }: Value): Value => tainted(taints.filter((t) => t.origin.k === 'source' && t.origin.places?.includes(t.path.at(-1) ?? '') === true));

/** Which piece of a text a call yields: the same where it is cut out by the same constants, else one of its own. */
function pieceOf({ name, args, instr }: CallEvent): string {
  const by = args.map((a) => constantsOf(a));
  return `${PIECE}${name.slice(Math.max(name.lastIndexOf('#'), name.lastIndexOf('.'), name.lastIndexOf(':')) + 1)} ${by.every((c) => c?.length === 1) ? by.map((c) => JSON.stringify(c![0])).join(',') : `#${instr}`}`;
}

/** What a class makes, where somebody else makes it. */
function instanceOf(r: Ref): Ref[] {
  if (r.k === 'class') return [{ k: 'inst', cls: r.cls }];
  return r.k === 'api' && !r.made && !r.name.includes('#') && !isUnknown(r) ? [{ k: 'api', name: `${r.name}#` }] : [];
}

/** The names that an object has; of data, what its sender called them. Names of secrets tell none. */
function keysOf(v: Value): Value {
  const names = v.refs.flatMap((r) => (r.k === 'obj' && !r.obj.array ? [...r.obj.fields.keys()] : []));
  const known = v.refs.length > 0 && v.refs.every((r) => r.k === 'obj' && r.obj.known && !r.obj.rest);
  const taints = v.taints.filter((t) => t.origin.k === 'port' || !t.origin.kinds.every((k) => k === 'secret'));
  return { taints, refs: known ? names.map((name): Ref => ({ k: 'const', value: name })) : [UNKNOWN] };
}

/** A port with the names that arguments give to its steps. */
function settled(event: CallEvent, text: string): Port {
  const port = parsePort(text);
  return port.steps.some((s) => s.kind === 'named') ? { ...port, steps: port.steps.map((s) => namedBy(event, s)) } : port;
}

/** `x.replace(/[^\w]/g, '')`: what is left is safe where none of it can do harm. */
function replaced(event: CallEvent, method: string, result: Value | undefined): Value | undefined {
  if (!result || !/^replace(All)?$/.test(method)) return result;
  const [pattern, by] = [0, 1].map((n) => (event.args[n] ? constantsOf(event.args[n]!) : undefined));
  if (pattern?.length !== 1 || typeof pattern[0] !== 'string' || by?.length !== 1 || typeof by[0] !== 'string') return result;
  const bits = replacedBy(method === 'replaceAll' && !isExpression(pattern[0]) ? expressionOf(pattern[0]) : pattern[0], by[0]);
  return bits === 0 ? result : made(result, bits);
}

/** A text keeps the parts of what was written out, for whoever parses it again; later changes of the object do not reach it. */
const writtenOut = (v: Value): Value => ({
  taints: v.taints,
  refs: v.refs.map((r) => (r.k === 'obj' ? { ...r, obj: { ...r.obj, fields: new Map(r.obj.fields), text: true } } : r)),
});

/** The result's own object with the properties that every such result has. */
function withConstants(v: Value, fields: Record<string, string> | undefined): Value {
  if (!fields) return v;
  return Object.entries(fields).reduce((out, [name, value]) => withField(out, name, constant(value)), v);
}

/** Puts a value where a step leads, and gives back the call's result as far as it is known. */
function moveTo(run: Run, event: CallEvent, to: Port, v: Value, ways: Ways, result: Value | undefined): Value | undefined {
  const param = to.callback?.param;
  const [first] = to.steps;
  if (to.root === 'return') {
    const inner = to.steps.slice(1).reduceRight<Value>(held, v);
    if (first?.kind === 'prop' || first?.kind === 'every') return withField(result ?? NOTHING, first.name ?? '*', inner);
    return into(result ?? NOTHING, to.steps.length > 0, inner);
  }
  if (param !== undefined) {
    for (const f of valuesAt(event, String(to.index)).flatMap((a) => fns(a.value))) {
      const list = ways.inputs.get(f) ?? [];
      list[param] = join(list[param] ?? NOTHING, v);
      ways.inputs.set(f, list);
    }
    return result;
  }
  const target = to.root === 'this' ? event.self : event.args[to.index];
  if (target) write(run, target, to.steps, v);
  return result;
}

/** Where in the call a field of its result is written. */
function noteOrigin(event: CallEvent, from: string, to: Port, result: Value | undefined): void {
  const [step] = to.steps;
  const at = valuesAt(event, from)[0];
  if (to.root !== 'return' || step?.kind !== 'prop' || !at) return;
  for (const r of result?.refs ?? []) if (r.k === 'obj') r.obj.from = new Map([...(r.obj.from ?? []), [step.name!, { fn: event.fn, use: at.mark }]]);
}

function hear(event: CallEvent, given: ReadonlyMap<FnNode, readonly Value[]>, ways: Ways): void {
  for (const f of event.args.flatMap(fns)) {
    const values = given.get(f.fn);
    if (values) ways.inputs.set(f, [...values]);
  }
}

/** What a graph is given, and what its nodes give back, goes into its state, with which they are called. */
function takePart(run: Run, event: CallEvent, spec: NonNullable<CallSpec['state']>, ways: Ways): void {
  const state = stateGiven(run, event);
  write(run, state, [], givenToGraph(event, spec));
  for (const f of (spec.runs ?? []).flatMap((port) => valuesAt(event, port)).flatMap((at) => fns(at.value))) {
    ways.inputs.set(f, [state]);
    write(run, state, [], updateOf(run, runCallback(run, event, f, ways)));
  }
}

/** Gives callbacks a parameter that keeps what it is called with. */
function takeCalls(event: CallEvent, { index, callback, text }: Port, ways: Ways): void {
  if (callback?.param === undefined || callback.given === undefined) return;
  const taker = newObj({ takes: true });
  ways.taken.set(text, taker);
  for (const f of fns(event.args[index] ?? NOTHING)) {
    const list = ways.inputs.get(f) ?? [];
    list[callback.param] = ofRef({ k: 'obj', obj: taker });
    ways.inputs.set(f, list);
  }
}

function runCallback(run: Run, event: CallEvent, f: FnRef, ways: Ways): Value {
  const done = ways.invoked.get(f);
  if (done) return done;
  // What is checked inside a callback holds inside it, not after it.
  const before = run.facts;
  const args = [...(ways.inputs.get(f) ?? [])].map((x) => x ?? NOTHING);
  const v = invoke(run, f, args, undefined, ways.at, event.instr, { callback: true });
  run.facts = before;
  ways.invoked.set(f, v);
  return v;
}

function portValue(run: Run, event: CallEvent, text: string, ways: Ways): Value {
  const port = parsePort(text);
  if (port.callback?.given !== undefined) {
    for (const f of fns(event.args[port.index] ?? NOTHING)) runCallback(run, event, f, ways);
    return ways.taken.get(text)?.rest ?? NOTHING;
  }
  if (port.callback && port.callback.param === undefined) {
    const given = event.args[port.index];
    const out = (given ? fns(given) : []).map((f) => runCallback(run, event, f, ways)).reduce<Value>(join, NOTHING);
    return port.steps.length > 0 ? elementOf(run, out) : out;
  }
  return valuesAt(event, text)
    .map((a) => a.value)
    .reduce<Value>((v, w) => (v === NOTHING ? w : join(v, w)), NOTHING);
}

/** What has a value where a step of a port leads: an object with that property, a list with such elements. */
const held = (v: Value, step: PortStep): Value =>
  ofRef({ k: 'obj', obj: step.kind === 'prop' ? newObj({ fields: new Map([[step.name!, v]]) }) : newObj({ rest: v, array: step.kind === 'element' }) });

/** The result with a property of that name; `*` for any. */
function withField(result: Value, name: string, v: Value): Value {
  const existing = result.refs.find((r) => r.k === 'obj' && !r.obj.array);
  if (existing?.k === 'obj') {
    setField(existing.obj, name, v, false);
    return result;
  }
  const obj = newObj();
  setField(obj, name, v, true);
  return join(result, ofRef({ k: 'obj', obj }));
}

export function into(result: Value, asElement: boolean, v: Value): Value {
  if (!asElement) return join2(result, v);
  const existing = result.refs.find((r) => r.k === 'obj' && r.obj.array);
  if (existing?.k === 'obj') {
    existing.obj.rest = join(existing.obj.rest ?? NOTHING, v);
    return result;
  }
  return join(result, ofRef({ k: 'obj', obj: newObj({ array: true, rest: v }) }));
}

export function write(run: Run, target: Value, steps: readonly PortStep[], v: Value): void {
  const names = steps.map((s) => (s.kind === 'prop' ? s.name! : '*'));
  if (names.length > 0) return void assignProperty(run, names.slice(0, -1).reduce(part, target), names[names.length - 1]!, v);
  for (const r of target.refs) {
    if (r.k === 'obj' && !r.obj.shared) {
      spread(r.obj, v, overwrites(run, target, r.obj));
      continue;
    }
    for (const source of v.refs) {
      if (source.k !== 'obj') continue;
      for (const [key, field] of source.obj.fields) assignProperty(run, ofRef(r), key, field);
      if (source.obj.rest) assignProperty(run, ofRef(r), '*', source.obj.rest);
    }
    if (v.taints.length > 0) assignProperty(run, ofRef(r), '*', tainted(v.taints));
  }
}
