/** Solves one function: walks its graph in reverse post-order and gives every value what may flow into it. */
import type { FunctionFacts, Instr, Use, ValueId } from '../facts/ir';
import { LIMITS } from '../limits';
import { isOpen, setField } from './access';
import { callEntries, callInstr, jsxInstr, writeEvent } from './calls';
import type { CallEvent, Effect, Summary } from './events';
import { comparison, leavesWithRefusal, membership, presence, tested, UNTESTED, type Tested } from './guards';
import { readProperty } from './members';
import type { Solver } from './solver';
import { both, clearedBy, lockFact, step, withFacts } from './substitute';
import { typedValue } from './typed';
import {
  type Env,
  type Facts,
  type FnNode,
  BIT,
  NO_FACTS,
  NOTHING,
  joinWays,
  type Obj,
  type Trace,
  type Value,
  constant,
  join,
  newObj,
  ofRef,
  originKey,
  refKey,
  tainted,
} from './values';

export interface Run {
  solver: Solver;
  fn: FnNode;
  values: Value[];
  env: Env;
  /** Objects made by literals, one for each instruction, so that a second walk of a loop finds the same. */
  objs: Map<ValueId, Obj>;
  block: number;
  facts: Facts;
  effects: Effect[];
  events: Map<number, CallEvent[]>;
  lifted: CallEvent[];
  calls: Map<string, Summary['calls'][number]>;
  /** Set by a call that never comes back. */
  left: boolean;
  /** Place of each block in reverse post-order. */
  position: Map<number, number>;
}

export function solve(solver: Solver, fn: FnNode): Summary {
  const f = fn.facts;
  const run: Run = {
    solver,
    fn,
    values: new Array<Value>(f.instrs.length).fill(NOTHING),
    env: { fn, cells: new Map() },
    objs: new Map(),
    block: 0,
    facts: NO_FACTS,
    effects: [],
    events: new Map(),
    lifted: [],
    calls: new Map(),
    left: false,
    position: new Map(),
  };
  const order = reversePostOrder(f);
  order.forEach((b, i) => run.position.set(b, i));
  const exits: { value: Value; facts: Facts }[] = [];
  const yields: Value[] = [];
  const hasLoop = order.some((b, i) => f.blocks[b]!.preds.some((p) => (run.position.get(p) ?? -1) >= i));
  for (let round = 0; round < (hasLoop ? LIMITS.rounds : 1); round++) {
    exits.length = yields.length = 0;
    run.effects = [];
    run.events.clear();
    run.lifted = [];
    run.calls.clear();
    walk(run, order, exits, yields);
  }
  if (f.id === 0) callEntries(run);
  let returns = joinWays(exits.map((e) => e.value));
  for (const y of yields) returns = join(returns, elementHolder(y));
  returns = { ...returns, ...returnTests(exits) };
  const summary: Summary = {
    fn,
    returns,
    effects: run.effects,
    events: [...run.events.values()].flat(),
    lifted: run.lifted,
    calls: [...run.calls.values()],
    exit: exits.length === 0 ? NO_FACTS : exits.map((e) => e.facts).reduce(both),
    neverReturns: exits.length === 0,
    print: '',
  };
  return { ...summary, print: print(summary) };
}

const elementHolder = (v: Value): Value => ofRef({ k: 'obj', obj: newObj({ rest: v, array: true, known: true }) });

function walk(run: Run, order: number[], exits: { value: Value; facts: Facts }[], yields: Value[]): void {
  const f = run.fn.facts;
  const edges = new Map<string, Facts>();
  const entry: Facts[] = [];
  for (const b of order) {
    const block = f.blocks[b]!;
    let facts: Facts | undefined;
    for (const p of block.preds) {
      // An exception may leave a block before anything in it has been passed.
      const inc = block.throwsFrom?.includes(p) ? entry[p] : edges.get(`${p}>${b}`);
      if (inc) facts = facts ? both(facts, inc) : inc;
    }
    if (b !== 0 && facts === undefined) continue;
    run.facts = entry[b] = facts ?? NO_FACTS;
    run.block = b;
    run.left = false;
    for (const v of block.instrs) {
      const instr = f.instrs[v]!;
      if (instr.op === 'yield') yields.push(read(run, instr.of));
      run.values[v] = evaluate(run, v, instr, edges);
      if (run.left) break;
    }
    if (run.left) continue;
    const end = block.end;
    if (end.kind === 'goto') edges.set(`${b}>${end.to}`, run.facts);
    else if (end.kind === 'branch') {
      const t = tested(run.values[end.cond[0]] ?? NOTHING, run.fn, end.cond);
      const literal = run.values[end.cond[0]]?.refs;
      const never = literal?.length === 1 && literal[0]!.k === 'const' && run.values[end.cond[0]]!.taints.length === 0 ? literal[0]!.value : undefined;
      const at: [number, number] = [end.cond[1], end.cond[2]];
      const guard = lockFact('auth', run.fn, at, 'a refusal leaves here');
      const thenFacts = leavesWithRefusal(f, end.else) ? withFacts(t.truthy, new Map([[guard.key, guard]])) : t.truthy;
      const elseFacts = leavesWithRefusal(f, end.then) ? withFacts(t.falsy, new Map([[guard.key, guard]])) : t.falsy;
      if (never !== false) edges.set(`${b}>${end.then}`, withFacts(run.facts, thenFacts));
      if (never !== true) edges.set(`${b}>${end.else}`, withFacts(run.facts, elseFacts));
    } else if (end.kind === 'return') exits.push({ value: end.value ? read(run, end.value) : constant(undefined), facts: run.facts });
  }
}

/** What a caller learns by testing the result: what held at every return that may give such a result. */
function returnTests(exits: { value: Value; facts: Facts }[]): { truthy?: Facts; falsy?: Facts } {
  let truthy: Facts | undefined;
  let falsy: Facts | undefined;
  for (const { value, facts } of exits) {
    const only = value.taints.length === 0 && value.refs.length > 0 ? truthiness(value) : undefined;
    if (only !== false) {
      const here = withFacts(facts, value.truthy);
      truthy = truthy ? both(truthy, here) : here;
    }
    if (only !== true) {
      const here = withFacts(facts, value.falsy);
      falsy = falsy ? both(falsy, here) : here;
    }
  }
  return { truthy: truthy?.size ? truthy : undefined, falsy: falsy?.size ? falsy : undefined };
}

function truthiness(v: Value): boolean | undefined {
  let answer: boolean | undefined;
  for (const r of v.refs) {
    const own = r.k === 'const' ? Boolean(r.value) : r.k === 'sym' || r.k === 'api' ? undefined : true;
    if (own === undefined || (answer !== undefined && own !== answer)) return undefined;
    answer = own;
  }
  return answer;
}

/** An operand, with what was checked before taken into account. */
export function read(run: Run, use: Use): Value {
  const v = run.values[use[0]] ?? NOTHING;
  if (run.facts.size === 0 || v.taints.length === 0) return v;
  const taints = clearedBy(v.taints, run.facts);
  return taints.some((t, i) => t !== v.taints[i]) ? { ...v, taints } : v;
}

export function traced(run: Run, v: Value, at: { s: number; e: number }, label: string): Value {
  if (v.taints.length === 0) return v;
  const s: Omit<Trace, 'prev' | 'length'> = { fn: run.fn, s: at.s, e: at.e, label };
  return { ...v, taints: v.taints.map((t) => ({ ...t, trace: step(t.trace, s) })) };
}

function evaluate(run: Run, id: ValueId, i: Instr, edges: Map<string, Facts>): Value {
  switch (i.op) {
    case 'lit':
      return constant(i.value);
    case 'param':
      return parameter(run, i.index);
    case 'this':
      return thisValue(run);
    case 'load':
      return loadCell(run, i.cell.fn, i.cell.name);
    case 'store':
      storeCell(run, i.cell.fn, i.cell.name, read(run, i.value));
      return NOTHING;
    case 'global':
      return run.solver.global(i.name);
    case 'import':
      return run.solver.imported(run.fn, i.from, i.name);
    case 'closure':
      return ofRef({ k: 'fn', fn: run.fn.file.fns[i.fn]!, env: run.env });
    case 'class':
      return ofRef({ k: 'class', cls: run.fn.file.classes[i.id]! });
    case 'get':
      return readProperty(run, i);
    case 'set': {
      const value = read(run, i.value);
      assignProperty(run, read(run, i.obj), typeof i.prop === 'string' ? i.prop : key(run, i.prop), value);
      if (typeof i.prop === 'string') writeEvent(run, id, i.prop, i, value);
      return NOTHING;
    }
    case 'call':
      return callInstr(run, id, i);
    case 'object': {
      const obj = makeObj(run, id);
      for (const p of i.props) {
        const v = read(run, p.value);
        if (p.key === null) spread(obj, v);
        else setField(obj, typeof p.key === 'string' ? p.key : key(run, p.key), v, true);
      }
      return ofRef({ k: 'obj', obj });
    }
    case 'array': {
      const obj = makeObj(run, id);
      obj.array = true;
      let index = 0;
      let exact = true;
      for (const item of i.items) {
        const v = read(run, item.use);
        if (item.spread) {
          exact = false;
          setField(obj, '*', elementOf(run, v), false);
        } else setField(obj, exact ? String(index++) : '*', v, exact);
      }
      return ofRef({ k: 'obj', obj });
    }
    case 'template': {
      const parts = i.parts.map((p) => read(run, p));
      const text = parts.every((p) => p.taints.length === 0 && p.refs.length === 1 && p.refs[0]!.k === 'const');
      if (text) return constant(i.texts.reduce((s, t, n) => s + (n > 0 ? String((parts[n - 1]!.refs[0] as { value: unknown }).value) : '') + t, ''));
      return traced(run, flatten(fixedOrigin(i.texts, parts)), i, 'joined into a text');
    }
    case 'bin':
      return binary(run, i);
    case 'un': {
      const v = read(run, i.of);
      if (i.kind === '!') {
        const t = tested(v, run.fn, i.of);
        const known = truthiness(v);
        return { taints: [], refs: known === undefined || v.taints.length > 0 ? [] : [{ k: 'const', value: !known }], truthy: t.falsy, falsy: t.truthy };
      }
      return NOTHING;
    }
    case 'either':
      return i.of.map((u) => read(run, u)).reduce(join);
    case 'phi':
      return phi(run, i.of, edges);
    case 'await':
      return read(run, i.of);
    case 'yield':
      return NOTHING;
    case 'element':
      return elementOf(run, read(run, i.of));
    case 'keys':
      return tainted(read(run, i.of).taints);
    case 'rest':
      return restOf(read(run, i.of), i.without);
    case 'typed':
      return typedValue(run, read(run, i.of), i.type);
    case 'jsx':
      return jsxInstr(run, id, i);
    case 'super':
      return thisValue(run);
    default:
      return NOTHING;
  }
}

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+[/?#]/i;

/** Behind a constant `https://host/`, or a base that nobody outside chose and a slash, data can no longer choose the host. */
function fixedOrigin(texts: readonly string[], parts: readonly Value[]): Value[] {
  const fixed = (v: Value): Value => ({ ...v, taints: v.taints.map((t) => ({ ...t, safe: t.safe | BIT.host })) });
  const [first, ...rest] = parts;
  if (ORIGIN.test(texts[0] ?? '') || /^[/?#]/.test(texts[0] ?? '')) return parts.map(fixed);
  if (!first) return [];
  const base = texts[0] === '' && first.taints.every((t) => t.origin.k === 'source' && t.origin.kinds.every((k) => k === 'secret' || k === 'identity'));
  return base && /^[/?#]/.test(texts[1] ?? '') ? [first, ...rest.map(fixed)] : [...parts];
}

const key = (run: Run, use: Use): string => {
  const v = read(run, use);
  const only = v.refs.length === 1 && v.refs[0]!.k === 'const' && v.taints.length === 0 ? v.refs[0]!.value : undefined;
  return typeof only === 'string' || typeof only === 'number' ? String(only) : '*';
};

function makeObj(run: Run, id: ValueId): Obj {
  let obj = run.objs.get(id);
  if (!obj) run.objs.set(id, (obj = newObj({ block: run.block })));
  return obj;
}

function spread(obj: Obj, v: Value): void {
  for (const r of v.refs) {
    if (r.k === 'obj') {
      for (const [k, f] of r.obj.fields) setField(obj, k, f, true);
      if (r.obj.rest) setField(obj, '*', r.obj.rest, false);
      if (!r.obj.known) obj.known = false;
    } else if (r.k !== 'const') {
      obj.known = false;
      if (r.k === 'sym') setField(obj, '*', { taints: [], refs: [r] }, false);
    }
  }
  if (v.taints.length > 0) {
    obj.known = false;
    // What was there before may be overwritten; what comes after stands.
    for (const [k, f] of obj.fields) obj.fields.set(k, join(f, tainted(v.taints)));
    setField(obj, '*', tainted(v.taints), false);
  }
}

/** Only what flows in, no longer what it is. */
export const flatten = (parts: readonly Value[]): Value => {
  let out = NOTHING;
  for (const p of parts) out = join(out, tainted(p.taints));
  return out;
};

export function elementOf(_run: Run, v: Value): Value {
  let out: Value = tainted(v.taints);
  for (const r of v.refs) {
    if (r.k === 'obj') {
      for (const f of r.obj.fields.values()) out = join(out, f);
      if (r.obj.rest) out = join(out, r.obj.rest);
    } else if (r.k === 'sym') out = join(out, ofRef({ ...r, path: r.path.length < LIMITS.accessPath ? [...r.path, '*'] : r.path }));
    else if (r.k === 'api') out = join(out, ofRef(r));
  }
  return out;
}

function restOf(v: Value, without: string[]): Value {
  const refs = v.refs.map((r) => {
    if (r.k !== 'obj') return r;
    if (r.obj.array) {
      let rest = r.obj.rest ?? NOTHING;
      for (const [k, f] of r.obj.fields) if (!without.includes(k)) rest = join(rest, f);
      return { k: 'obj' as const, obj: newObj({ known: r.obj.known, array: true, rest }) };
    }
    const copy = newObj({ known: r.obj.known, rest: r.obj.rest });
    for (const [k, f] of r.obj.fields) if (!without.includes(k)) copy.fields.set(k, f);
    return { k: 'obj' as const, obj: copy };
  });
  return { taints: v.taints, refs };
}

function phi(run: Run, of: [number, ValueId][], edges: Map<string, Facts>): Value {
  const ways: Value[] = [];
  let truthy: Facts | undefined;
  let falsy: Facts | undefined;
  for (const [block, id] of of) {
    const v = run.values[id] ?? NOTHING;
    const held = edges.get(`${block}>${run.block}`);
    // A way that is never taken gives nothing. Ways back to a loop's head were walked in the round before.
    const back = (run.position.get(block) ?? -1) >= run.position.get(run.block)!;
    if (held === undefined && !back && run.fn.facts.blocks[run.block]!.throwsFrom === undefined) continue;
    ways.push(held ? { ...v, taints: clearedBy(v.taints, held) } : v);
    const t = tested(v, run.fn, [id, 0, 0]);
    const only = v.taints.length === 0 && v.refs.length > 0 ? truthiness(v) : undefined;
    if (only !== false) truthy = truthy ? both(truthy, withFacts(held ?? NO_FACTS, t.truthy)) : withFacts(held ?? NO_FACTS, t.truthy);
    if (only !== true) falsy = falsy ? both(falsy, withFacts(held ?? NO_FACTS, t.falsy)) : withFacts(held ?? NO_FACTS, t.falsy);
  }
  return ways.length === 0 ? NOTHING : { ...joinWays(ways), truthy, falsy };
}

function binary(run: Run, i: Extract<Instr, { op: 'bin' }>): Value {
  const left = read(run, i.left);
  const right = read(run, i.right);
  const at: [number, number] = [i.s, i.e];
  switch (i.kind) {
    case '+': {
      const a = left.refs.length === 1 && left.refs[0]!.k === 'const' ? left.refs[0]!.value : undefined;
      const b = right.refs.length === 1 && right.refs[0]!.k === 'const' ? right.refs[0]!.value : undefined;
      if (a !== undefined && b !== undefined && left.taints.length + right.taints.length === 0)
        return constant(typeof a === 'number' && typeof b === 'number' ? a + b : String(a) + String(b));
      return traced(run, flatten(fixedOrigin([typeof a === 'string' ? a : '', ''], typeof a === 'string' ? [right] : [left, right])), i, 'joined into a text');
    }
    case '===':
    case '==':
    case '!==':
    case '!=': {
      const equal: Tested = { truthy: comparison(left, right, run.fn, at), falsy: presence(left, right, run.fn, i.left) };
      const t = i.kind.startsWith('!') ? { truthy: equal.falsy, falsy: equal.truthy } : equal;
      return { ...NOTHING, ...t };
    }
    case 'in':
      return { ...NOTHING, truthy: keyMembership(run, left, right, at) };
    case 'instanceof':
      return { ...NOTHING };
    case '&&':
    case '||':
    case '??': {
      const a = tested(left, run.fn, i.left);
      const t: Tested =
        i.kind === '&&'
          ? { truthy: withFacts(a.truthy, tested(right, run.fn, i.right).truthy), falsy: NO_FACTS }
          : { truthy: NO_FACTS, falsy: withFacts(a.falsy, tested(right, run.fn, i.right).falsy) };
      return { ...right, truthy: t.truthy.size ? t.truthy : right.truthy, falsy: t.falsy.size ? t.falsy : right.falsy };
    }
    case '-':
    case '*':
    case '/':
    case '%':
    case '**':
    case '<':
    case '>':
    case '<=':
    case '>=':
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
    case '>>>':
      return { ...NOTHING, ...UNTESTED };
    default:
      return flatten([left, right]);
  }
}

function keyMembership(run: Run, item: Value, collection: Value, at: [number, number]): Facts {
  return membership(collection, item, run.fn, at);
}

function parameter(run: Run, index: number): Value {
  const { fn, solver } = run;
  const port = String(index);
  const declared = fn.facts.params[index];
  let v: Value = { taints: [{ origin: { k: 'port', port }, path: [], safe: 0 }], refs: [{ k: 'sym', port, path: [] }] };
  solver.depend(fn.context, fn);
  const context = fn.context.get(index);
  if (context) v = { ...v, refs: [...v.refs, ...context] };
  const origin = fn.sources.get(index);
  if (origin) {
    const span = { s: declared?.s ?? fn.facts.name_s, e: declared?.e ?? fn.facts.name_e };
    const label = origin.k === 'source' ? `read from ${origin.label}` : '';
    v = { ...v, taints: [{ origin, path: [], safe: 0, trace: step(undefined, { fn, ...span, label }) }] };
  }
  return declared?.type ? typedValue(run, v, declared.type) : v;
}

export function thisValue(run: Run): Value {
  const cls = run.fn.facts.class;
  if (cls === undefined) return { taints: [], refs: [{ k: 'sym', port: 'this', path: [] }] };
  const node = run.fn.file.classes[cls]!;
  return ofRef(run.fn.facts.isStatic ? { k: 'class', cls: node } : { k: 'inst', cls: node });
}

/** Captured variables of functions around this one stay ports; those of the module are read where they are kept. */
function loadCell(run: Run, owner: number, name: string): Value {
  const { fn, solver } = run;
  if (owner === 0) return solver.moduleCell(fn.file, name, fn);
  if (owner === fn.facts.id) return run.env.cells.get(name) ?? NOTHING;
  const holder = fn.file.fns[owner]!;
  if (name === 'this' && holder.facts.class !== undefined)
    return ofRef(holder.facts.isStatic ? { k: 'class', cls: fn.file.classes[holder.facts.class]! } : { k: 'inst', cls: fn.file.classes[holder.facts.class]! });
  const port = `cell ${owner} ${name}`;
  const shape = solver.cellShape(holder, name, fn);
  return { taints: [{ origin: { k: 'port', port }, path: [], safe: 0 }], refs: [{ k: 'sym', port, path: [] }, ...shape] };
}

function storeCell(run: Run, owner: number, name: string, value: Value): void {
  const { fn, solver } = run;
  if (owner === 0) {
    solver.writeModuleCell(fn.file, name, value);
    if (isOpen(value)) run.effects.push({ to: { k: 'cell', fn: fn.file.fns[0]!, name }, value });
    return;
  }
  if (owner === fn.facts.id) {
    const before = run.env.cells.get(name);
    const after = before ? join(before, value) : value;
    run.env.cells.set(name, after);
    solver.noteCellShape(fn, name, after);
    return;
  }
  const holder = fn.file.fns[owner]!;
  solver.noteCellShape(holder, name, value);
  run.effects.push({ to: { k: 'port', port: `cell ${owner} ${name}`, path: [] }, value });
}

/** `obj.name = value`, on whatever the object may be. */
export function assignProperty(run: Run, obj: Value, name: string, value: Value): void {
  for (const r of obj.refs) {
    if (r.k === 'obj') {
      if (r.obj.shared) {
        run.solver.writeShared(r.obj, name, value);
        if (isOpen(value)) run.effects.push({ to: { k: 'obj', obj: r.obj, name }, value });
        continue;
      }
      if (name === '*' && r.obj.fields.size > 0 && !r.obj.array) r.obj.loose = true;
      const strong = obj.refs.length === 1 && name !== '*' && (r.obj.block === run.block || dominatesExit(run.fn.facts, run.block));
      setField(r.obj, name, value, strong);
    } else if (r.k === 'inst') {
      run.solver.writeField(r, name, value);
      if (isOpen(value)) run.effects.push({ to: { k: 'field', ref: r, name }, value });
    } else if (r.k === 'class') setField(r.cls.fields, name, value, false);
    else if (r.k === 'sym') run.effects.push({ to: { k: 'port', port: r.port, path: [...r.path, name].slice(0, LIMITS.accessPath) }, value });
    else if (r.k === 'api' && r.name === 'global:module' && name === 'exports') run.solver.writeModuleCell(run.fn.file, '=', value);
    else if (r.k === 'api' && (r.name === 'global:exports' || r.name === 'global:module.exports')) run.solver.writeModuleCell(run.fn.file, `=${name}`, value);
  }
}

/** A block of straight-line code at the top level of the function. */
const dominatesExit = (f: FunctionFacts, block: number): boolean => block === 0 || (f.blocks[block]!.preds.length !== 1 && f.blocks[block]!.loop === undefined);

export function reversePostOrder(f: FunctionFacts): number[] {
  const seen = new Uint8Array(f.blocks.length);
  const order: number[] = [];
  const handlers = new Map<number, number[]>();
  f.blocks.forEach((b, i) => b.throwsFrom?.forEach((p) => handlers.set(p, [...(handlers.get(p) ?? []), i])));
  const next = (b: number): number[] => {
    const end = f.blocks[b]!.end;
    const to = end.kind === 'goto' ? [end.to] : end.kind === 'branch' ? [end.else, end.then] : [];
    return [...(handlers.get(b) ?? []), ...to];
  };
  const stack: { b: number; succ: number[]; i: number }[] = [{ b: 0, succ: next(0), i: 0 }];
  seen[0] = 1;
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    if (top.i < top.succ.length) {
      const s = top.succ[top.i++]!;
      if (!seen[s]) {
        seen[s] = 1;
        stack.push({ b: s, succ: next(s), i: 0 });
      }
    } else {
      order.push(top.b);
      stack.pop();
    }
  }
  return order.reverse();
}

/** What callers can see of a summary; when it stays the same, they need not be solved again. */
function print(s: Summary): string {
  const value = (v: Value, d = 0): string =>
    `${v.taints.map((t) => `${originKey(t.origin)}.${t.path.join('.')}!${t.safe}@${t.trace?.s}-${t.trace?.e}`).join()}|${v.refs.map((r) => (r.k === 'obj' ? (d > 3 ? '{}' : `{${[...r.obj.fields].map(([k, f]) => `${k}:${value(f, d + 1)}`).join()};${r.obj.rest ? value(r.obj.rest, d + 1) : ''}}`) : refKey(r))).join()}`;
  return [
    String(s.fn.facts.s),
    value(s.returns),
    [...(s.returns.truthy?.keys() ?? [])].join(),
    [...(s.returns.falsy?.keys() ?? [])].join(),
    [...s.exit.keys()].join(),
    String(s.neverReturns),
    s.effects.map((e) => JSON.stringify(e.to.k === 'port' ? e.to : e.to.k) + value(e.value)).join(),
    [...s.events, ...s.lifted]
      .map(
        (e) =>
          `${e.name}@${e.fn.facts.key}+${e.fn.facts.s}:${e.instr}@${e.argUses.map((u) => u.slice(1, 3).join('-')).join()}(${e.args.map((a) => value(a)).join()})[${[...e.facts.keys()].join()}]`,
      )
      .join(),
  ].join('\n');
}
