/** Calls: of workspace functions by their summaries, of APIs by their models, of unknown code by assumption. */
import type { Instr, Use, ValueId } from '../facts/ir';
import { LIMITS } from '../limits';
import type { CallSpec, EntrySpec } from '../models/format';
import { parsePort, listOf } from '../models/ports';
import { BIT, bitsOf } from './values';
import { apis, deepTaints, fns, isOpen, part, partAt } from './access';
import type { CallEvent, CallSite } from './events';
import { containment, lockFacts, membership } from './guards';
import { returned, sourceValue } from './members';
import { valuesAt } from './positions';
import { type Run, assignProperty, elementOf, flatten, read, traced } from './run';
import { parseWith } from './schemas';
import { Substitution, lockFact, safeFact, withFacts } from './substitute';
import { type Env, type Facts, type FnNode, NO_FACTS, NOTHING, type Ref, type Taint, type Value, join, newObj, ofRef, tainted } from './values';

type FnRef = Extract<Ref, { k: 'fn' }>;

export function callInstr(run: Run, id: ValueId, i: Extract<Instr, { op: 'call' }>): Value {
  const callee = read(run, i.callee);
  const self = i.self ? read(run, i.self) : undefined;
  const { args, uses } = spreadArgs(run, i);
  let out: Value = NOTHING;
  let understood = false;
  let leaves = callee.refs.length > 0;
  for (const r of callee.refs.slice(0, LIMITS.targets)) {
    if (r.k === 'fn') {
      understood = true;
      const [target, targetArgs, targetSelf] = bound(run, r, i, args, self);
      const v = invoke(run, target, targetArgs, targetSelf, i, id);
      if (!run.solver.summary(target.fn, run.fn).neverReturns) leaves = false;
      out = join2(out, v);
      continue;
    }
    leaves = false;
    if (r.k === 'class') {
      understood = true;
      out = join(out, i.isNew ? construct(run, r.cls, args, i, id) : NOTHING);
    } else if (r.k === 'api') {
      understood = true;
      const v = apiCall(run, id, i, r, args, uses, self);
      if (v === 'leaves') leaves = callee.refs.length === 1;
      else out = join2(out, v);
    }
  }
  if (!understood) {
    leaves = false;
    out = unknownCall(run, id, i, callee, args, uses, self);
  }
  if (leaves) run.left = true;
  return out;
}

/** Keeps what the only target's result tells when it is tested. */
const join2 = (a: Value, b: Value): Value => (a === NOTHING ? b : join(a, b));

function spreadArgs(run: Run, i: Extract<Instr, { op: 'call' }>): { args: Value[]; uses: Use[] } {
  const args: Value[] = [];
  const uses: Use[] = [];
  for (const a of i.args) {
    const v = read(run, a.use);
    if (a.spread) {
      const list = v.refs.find((r) => r.k === 'obj' && r.obj.array && !r.obj.rest);
      for (const item of list?.k === 'obj' ? list.obj.fields.values() : [elementOf(run, v)]) {
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

/** `f.call(self, …)` and `f.apply(self, list)`. */
function bound(run: Run, r: FnRef, i: Extract<Instr, { op: 'call' }>, args: Value[], self: Value | undefined): [FnRef, Value[], Value | undefined] {
  const callee = run.fn.facts.instrs[i.callee[0]];
  const name = callee?.op === 'get' && typeof callee.prop === 'string' ? callee.prop : '';
  const direct = self?.refs.some((s) => s.k === 'fn' && s.fn === r.fn);
  if (direct && name === 'call') return [r, args.slice(1), args[0]];
  if (direct && name === 'apply') return [r, args[1] ? [elementOf(run, args[1])] : [], args[0]];
  return [r, args, r.self ?? self];
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

const portName = (fn: FnNode, port: string): string => {
  const p = fn.facts.params[Number(port)];
  return p?.name ? `\`${p.name}\`` : `argument ${Number(port) + 1}`;
};

/** Puts a callee's summary to use here: its result, its effects, its calls with our arguments in them. */
export function invoke(run: Run, target: FnRef, args: readonly Value[], self: Value | undefined, at: { s: number; e: number }, instr: number, callback = false): Value {
  const { solver } = run;
  const { fn } = target;
  args.forEach((a, n) => solver.noteContext(fn, n, a));
  const summary = solver.summary(fn, run.fn);
  const site: CallSite = { fn: run.fn, instr };
  const call = `${instr}>${fn.file.path}#${fn.facts.key}`;
  if (!run.calls.has(call) && instr >= 0) run.calls.set(call, { site, target: fn, facts: run.facts, callback: callback || undefined });
  const sub = new Substitution({
    port: (name) => {
      if (name === 'this') return self ?? NOTHING;
      if (name.startsWith('cell ')) return captured(run, target.env, fn, name);
      const n = Number(name);
      if (fn.facts.params[n]?.rest) return ofRef({ k: 'obj', obj: newObj({ array: true, rest: args.slice(n).reduce<Value>(join, NOTHING) }) });
      return args[n] ?? NOTHING;
    },
    enter: (port) =>
      port.startsWith('cell ')
        ? undefined
        : { fn: run.fn, s: at.s, e: at.e, label: port === 'this' ? `used by \`${fn.facts.name}()\`` : `passed to \`${fn.facts.name}()\` as ${portName(fn, port)}` },
  });
  for (const e of summary.effects) applyEffect(run, e, sub, args, self, target);
  for (const e of [...summary.events, ...summary.lifted]) lift(run, e, sub, site);
  run.facts = withFacts(run.facts, sub.facts(summary.exit));
  declaredLocks(run, `${fn.file.path}#${fn.facts.name}`, args, at);
  const result = sub.value(summary.returns);
  return result.taints.length > 0 ? traced(run, result, at, `returned by \`${fn.facts.name}()\``) : result;
}

function captured(run: Run, env: Env, _callee: FnNode, port: string): Value | undefined {
  const [, owner, ...rest] = port.split(' ');
  const name = rest.join(' ');
  const id = Number(owner);
  for (let e: Env | undefined = env; e; e = e.parent) if (e.fn.facts.id === id && e.fn.file === _callee.file) return e.cells.get(name) ?? NOTHING;
  if (run.fn.file === _callee.file && run.fn.facts.id === id) return run.env.cells.get(name) ?? NOTHING;
  return undefined;
}

function applyEffect(run: Run, e: import('./events').Effect, sub: Substitution, args: readonly Value[], self: Value | undefined, target: FnRef): void {
  const value = sub.value(e.value);
  if (value.taints.length === 0 && value.refs.length === 0) return;
  if (e.to.k === 'cell') {
    run.solver.writeModuleCell(e.to.fn.file, e.to.name, value);
    if (isOpen(value)) run.effects.push({ to: e.to, value });
    return;
  }
  if (e.to.k === 'field') {
    run.solver.writeField(e.to.ref, e.to.name, value);
    if (isOpen(value)) run.effects.push({ to: e.to, value });
    return;
  }
  if (e.to.k === 'obj') {
    run.solver.writeShared(e.to.obj, e.to.name, value);
    if (isOpen(value)) run.effects.push({ to: e.to, value });
    return;
  }
  const { port, path } = e.to;
  if (port.startsWith('cell ')) {
    const [, owner, ...rest] = port.split(' ');
    const name = rest.join(' ');
    if (path.length > 0) {
      const base = captured(run, target.env, target.fn, port);
      if (base) assignProperty(run, partAt(base, path.slice(0, -1)), path[path.length - 1]!, value);
      else run.effects.push({ to: e.to, value });
      return;
    }
    for (let env: Env | undefined = target.env; env; env = env.parent) {
      if (env.fn.facts.id === Number(owner) && env.fn.file === target.fn.file) {
        env.cells.set(name, join(env.cells.get(name) ?? NOTHING, value));
        return;
      }
    }
    run.effects.push({ to: e.to, value });
    return;
  }
  const base = port === 'this' ? self : args[Number(port)];
  if (base && path.length > 0) assignProperty(run, partAt(base, path.slice(0, -1)), path[path.length - 1]!, value);
}

function lift(run: Run, e: CallEvent, sub: Substitution, site: CallSite): void {
  if (e.chain.length >= LIMITS.lift || run.lifted.length >= LIMITS.openSinks) return;
  if (![...e.args, ...(e.self ? [e.self] : []), ...(e.name === '' && e.callee ? [e.callee] : [])].some((a) => isOpen(a))) return;
  if (e.chain.some((c) => c.fn === site.fn && c.instr === site.instr)) return;
  const args = e.args.map((a) => sub.value(a));
  const self = e.self && sub.value(e.self);
  if (e.name === '' && e.callee && called(run, sub.value(e.callee), args, self, site)) return;
  if (![...args, ...(self ? [self] : [])].some((a) => deepTaints(a).length > 0 || isOpen(a))) return;
  run.lifted.push({ ...e, args, self, facts: withFacts(run.facts, sub.facts(e.facts)), chain: [...e.chain, site] });
}

/** Coming back from a function that the project declares to be a lock is the lock: it is taken to throw where it refuses. */
function declaredLocks(run: Run, reference: string, args: readonly Value[], at: { s: number; e: number }): void {
  for (const kind of run.solver.declared(reference)) {
    const facts = [lockFact(kind, run.fn, [at.s, at.e], 'checked by a function that the project declares')];
    const safe = kind === 'filter' ? BIT.filter : kind === 'encryption' ? BIT.encrypted : 0;
    if (safe) for (const a of args) for (const t of deepTaints(a)) facts.push(safeFact(t, safe, run.fn, [at.s, at.e], 'checked by a function that the project declares'));
    run.facts = withFacts(run.facts, new Map(facts.map((f) => [f.key, f])));
  }
}

/** A function that a callee was given and called: now that it is known, it is called here, with what the callee gave it. */
function called(run: Run, callee: Value, args: readonly Value[], self: Value | undefined, site: CallSite): boolean {
  const targets = fns(callee)
    .filter((f) => f.fn !== run.fn)
    .slice(0, LIMITS.targets);
  const at = run.fn.facts.instrs[site.instr] ?? { s: run.fn.facts.name_s, e: run.fn.facts.name_e };
  for (const f of targets) invoke(run, f, args, f.self ?? self, at, site.instr, true);
  return targets.length > 0;
}

/** Exported functions that a framework calls, where the export is a value: `export const POST = withAuth(handler)`. */
export function callEntries(run: Run): void {
  for (const { local, args } of run.solver.entryCalls(run.fn.file)) {
    for (const f of fns(run.fn.file.cells.get(local) ?? NOTHING)) {
      if (f.fn.facts.parent === 0 && f.fn.file === run.fn.file) continue;
      invoke(run, f, args, undefined, { s: f.fn.facts.name_s, e: f.fn.facts.name_e }, -1, true);
    }
  }
}

function record(run: Run, id: ValueId, event: CallEvent): void {
  const list = run.events.get(id) ?? [];
  const at = list.findIndex((e) => e.name === event.name);
  if (at >= 0) list[at] = event;
  else list.push(event);
  run.events.set(id, list);
}

function apiCall(run: Run, id: ValueId, i: Extract<Instr, { op: 'call' }>, r: Extract<Ref, { k: 'api' }>, args: Value[], uses: Use[], self: Value | undefined): Value | 'leaves' {
  const { catalog } = run.solver;
  const name = catalog.canonical(r.name.endsWith(':=') ? r.name.replace(/=$/, 'default') : r.name);
  const specs = catalog.calls(name);
  const base = name.slice(0, name.indexOf('#') < 0 ? undefined : name.indexOf('#'));
  const isType = !name.includes('#') && catalog.type(base) !== undefined;
  const event: CallEvent = { fn: run.fn, instr: id, name, specs, args, argUses: uses, self, result: NOTHING, facts: run.facts, chain: [] };
  let result: Value = isType || (i.isNew && !name.endsWith('#')) ? ofRef({ k: 'api', name: `${name}#`, made: event }) : NOTHING;
  const outcome = specs.length > 0 ? modelled(run, event, i) : undefined;
  if (outcome === 'leaves') return 'leaves';
  if (outcome) result = join2(result, outcome);
  else if (!isType) result = join(result, assumed(run, event, i, r));
  declaredLocks(run, name.replace(':', '#'), args, i);
  event.result = result;
  record(run, id, event);
  return result;
}

/** A call of a known package that no model describes: it passes data on, and may call the functions that it is given. */
function assumed(run: Run, event: CallEvent, i: Extract<Instr, { op: 'call' }>, r: Extract<Ref, { k: 'api' }>): Value {
  const method = r.name.slice(Math.max(r.name.lastIndexOf('.'), r.name.lastIndexOf('#')) + 1);
  const builtin = i.self ? builtinSpecs(run, method, event.self) : [];
  if (builtin.length > 0) {
    const v = modelled(run, { ...event, name: builtin[0]!.name, specs: builtin[0]!.specs }, i);
    if (v && v !== 'leaves') return v;
  }
  callBacks(run, event, i);
  const data = flatten([...event.args.map((a) => tainted(deepTaints(a))), ...(event.self ? [event.self] : [])]);
  return { taints: passedOn(data), refs: [{ k: 'api', name: `${r.name}()`, made: event }] };
}

/** What unknown code is assumed to give back. A credential opens a connection; it does not come out of it again. */
const passedOn = (data: Value): Taint[] => data.taints.flatMap((t) => (t.origin.k === 'source' && t.origin.kinds.every((k) => k === 'secret') ? [] : [{ ...t, weak: true }]));

function callBacks(run: Run, event: CallEvent, i: Extract<Instr, { op: 'call' }>): Value {
  let out = NOTHING;
  for (const a of event.args) {
    for (const f of fns(a)) out = join(out, invoke(run, f, [], undefined, i, event.instr, true));
    for (const r of a.refs) {
      if (r.k !== 'obj') continue;
      for (const v of r.obj.fields.values()) for (const f of fns(v)) invoke(run, f, [], undefined, i, event.instr, true);
    }
  }
  return out;
}

const BUILTIN_TYPES = ['Array', 'String', 'Promise', 'Map', 'Set', 'Object'];

/** Meanings of a method of the language, by its name, where nothing better is known of the receiver. */
function builtinSpecs(run: Run, method: string, self: Value | undefined): { name: string; specs: CallSpec[] }[] {
  const isText = self?.refs.some((r) => r.k === 'const' && typeof r.value === 'string');
  const order = isText ? ['String', ...BUILTIN_TYPES] : BUILTIN_TYPES;
  for (const t of order) {
    const name = `global:${t}#${method}`;
    const specs = run.solver.catalog.calls(name);
    if (specs.length > 0) return [{ name, specs }];
  }
  return [];
}

function unknownCall(run: Run, id: ValueId, i: Extract<Instr, { op: 'call' }>, callee: Value, args: Value[], uses: Use[], self: Value | undefined): Value {
  const get = run.fn.facts.instrs[i.callee[0]];
  const method = get?.op === 'get' && typeof get.prop === 'string' ? get.prop : '';
  const event: CallEvent = { fn: run.fn, instr: id, name: '', specs: [], args, argUses: uses, self, callee, result: NOTHING, facts: run.facts, chain: [], weak: true };
  if (method && self) {
    const test = membershipCall(run, method, self, args[0], i);
    const builtin = builtinSpecs(run, method, self);
    if (builtin.length > 0) {
      event.name = builtin[0]!.name;
      event.specs = builtin[0]!.specs;
      const v = modelled(run, event, i);
      event.result = v === 'leaves' || !v ? NOTHING : v;
      record(run, id, event);
      const inside = containment(method, self, args[0], run.fn, [i.s, i.e]);
      if (inside.truthy.size + inside.falsy.size > 0) return { ...event.result, ...inside };
      return test.size > 0 ? { ...event.result, truthy: test } : event.result;
    }
    if (test.size > 0) return { ...NOTHING, truthy: test };
  }
  const returns = callBacks(run, event, i);
  if (callee.refs.some((r) => r.k === 'sym')) record(run, id, event);
  const data = flatten([...args.map((a) => tainted(deepTaints(a))), ...(self ? [self] : []), tainted(callee.taints.filter((t) => t.origin.k === 'source')), returns]);
  event.result = { taints: passedOn(data), refs: [] };
  return event.result;
}

function membershipCall(run: Run, method: string, self: Value, item: Value | undefined, at: { s: number; e: number }): Facts {
  if (!item || !/^(has|includes|hasOwnProperty)$/.test(method)) return NO_FACTS;
  return membership(self, item, run.fn, [at.s, at.e]);
}

/** What the models say of a call. Undefined where they say nothing of its result. */
function modelled(run: Run, event: CallEvent, i: { s: number; e: number }): Value | 'leaves' | undefined {
  let result: Value | undefined;
  const cbInputs = new Map<FnRef, Value[]>();
  const invoked = new Map<FnRef, Value>();
  const specs = event.specs.filter((s) => run.solver.versionFits(event, s));
  const method = event.name.slice(event.name.lastIndexOf('#') + 1);
  // Contexts first: what a callback's parameters are decides how it is solved.
  for (const s of specs) {
    if (s.entry) entry(run, event, s.entry);
    for (const [port, what] of Object.entries(s.callbacks ?? {})) contextOf(run, event, port, what);
  }
  const locks = lockFacts(event);
  event.tests = locks.members.size > 0 ? locks.members : undefined;
  // What goes into callbacks first, what they give back afterwards.
  const steps = specs.flatMap((s) => s.steps ?? []).flatMap((st) => listOf(st.from).map((from) => ({ ...st, from })));
  const late = (st: { from: string }): boolean => st.from.includes('(');
  for (const s of [...steps.filter((x) => !late(x)), ...steps.filter(late)]
    .map((st) => ({ steps: [st], returns: undefined }))
    .concat(specs.map((s) => ({ steps: [], returns: s.returns as undefined })))) {
    for (const st of s.steps ?? []) {
      for (const to of listOf(st.to)) {
        const target = parsePort(to);
        for (const from of listOf(st.from)) {
          const value = portValue(run, event, from, cbInputs, invoked, i);
          const moved: Value = st.safeFor || st.becomes ? { ...value, taints: value.taints.map((t) => ({ ...t, safe: t.safe | bitsOf(st.safeFor) })) } : value;
          const labelled = moved.taints.length > 0 && target.root === 'return' && target.steps.length === 0 ? moved : moved;
          if (target.root === 'return') result = into(result ?? NOTHING, target.steps.length > 0, labelled);
          else if (target.callback?.param !== undefined) {
            for (const a of valuesAt(event, String(target.index)))
              for (const f of fns(a.value)) {
                const list = cbInputs.get(f) ?? [];
                list[target.callback.param] = join(list[target.callback.param] ?? NOTHING, labelled);
                cbInputs.set(f, list);
              }
          } else if (target.root === 'this' && event.self) write(run, event.self, target.steps, labelled);
          else if (target.root === 'arg' && event.args[target.index]) write(run, event.args[target.index]!, target.steps, labelled);
        }
      }
    }
    if (s.returns) {
      const r = returned(run, typeof s.returns === 'string' ? { type: s.returns } : s.returns, `the result of \`${display(event.name)}\``, i, event);
      result = join2(result ?? NOTHING, r);
    }
  }
  for (const a of event.args)
    for (const f of [...fns(a), ...a.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields.values()].flatMap(fns) : []))]) runCallback(run, event, f, cbInputs, invoked, i);
  run.facts = withFacts(run.facts, locks.passed);
  if (specs.some((s) => s.leaves === true)) return 'leaves';
  // `list.some(test)` is true only where the test was true for one of them.
  const some = method === 'some' ? [...invoked.values()].map((v) => v.truthy)[0] : undefined;
  const parsed = specs.find((s) => s.schema?.parses)?.schema;
  if (parsed && event.self) result = parseWith(event, parsed);
  const middleware = specs.flatMap((s) => listOf(s.lock)).some((l) => l.how === 'middleware');
  if (middleware) result = join(result ?? NOTHING, ofRef({ k: 'api', name: `${event.name}()`, made: event }));
  const identity = specs.flatMap((s) => listOf(s.lock)).some((l) => l.how === 'identity');
  const test = event.self && event.args[0] ? membershipCall(run, method, event.self, event.args[0], i) : NO_FACTS;
  const truthy = withFacts(withFacts(locks.truthy, test), some);
  if (identity) result = join(result ?? NOTHING, sourceValue(run, { kind: 'identity', label: `\`${display(event.name)}\`` }, '', i));
  result ??= NOTHING;
  if (event.tests && !result?.refs.some((r) => r.k === 'api')) result = join(result ?? NOTHING, ofRef({ k: 'api', name: `${event.name}()`, made: event, path: [] }));
  if (truthy.size > 0 || locks.falsy.size > 0) result = { ...(result ?? NOTHING), truthy: truthy.size ? truthy : undefined, falsy: locks.falsy.size ? locks.falsy : undefined };
  return result;
}

function runCallback(run: Run, event: CallEvent, f: FnRef, inputs: Map<FnRef, Value[]>, invoked: Map<FnRef, Value>, at: { s: number; e: number }): Value {
  const done = invoked.get(f);
  if (done) return done;
  // What is checked inside a callback holds inside it, not after it.
  const before = run.facts;
  const v = invoke(
    run,
    f,
    [...(inputs.get(f) ?? [])].map((x) => x ?? NOTHING),
    undefined,
    at,
    event.instr,
    true,
  );
  run.facts = before;
  invoked.set(f, v);
  return v;
}

function portValue(run: Run, event: CallEvent, text: string, inputs: Map<FnRef, Value[]>, invoked: Map<FnRef, Value>, at: { s: number; e: number }): Value {
  const port = parsePort(text);
  if (port.callback && port.callback.param === undefined) {
    let out = NOTHING;
    for (const a of event.args[port.index] ? [event.args[port.index]!] : []) for (const f of fns(a)) out = join(out, runCallback(run, event, f, inputs, invoked, at));
    return port.steps.length > 0 ? elementOf(run, out) : out;
  }
  return valuesAt(event, text)
    .map((a) => a.value)
    .reduce<Value>((v, w) => (v === NOTHING ? w : join(v, w)), NOTHING);
}

function into(result: Value, asElement: boolean, v: Value): Value {
  if (!asElement) return join2(result, v);
  const existing = result.refs.find((r) => r.k === 'obj' && r.obj.array);
  if (existing?.k === 'obj') {
    existing.obj.rest = join(existing.obj.rest ?? NOTHING, v);
    return result;
  }
  return join(result, ofRef({ k: 'obj', obj: newObj({ array: true, rest: v }) }));
}

function write(run: Run, target: Value, steps: readonly import('../models/ports').PortStep[], v: Value): void {
  const names = steps.map((s) => (s.kind === 'prop' ? s.name! : '*'));
  if (names.length === 0) {
    for (const r of target.refs)
      if (r.k === 'obj')
        for (const w of v.refs)
          if (w.k === 'obj') {
            for (const [k, f] of w.obj.fields) assignProperty(run, ofRef(r), k, f);
            if (w.obj.rest) assignProperty(run, ofRef(r), '*', w.obj.rest);
          }
    if (v.taints.length > 0) assignProperty(run, target, '*', tainted(v.taints));
    return;
  }
  assignProperty(run, names.slice(0, -1).reduce(part, target), names[names.length - 1]!, v);
}

function contextOf(run: Run, event: CallEvent, portText: string, what: NonNullable<EntrySpec['params']>[number]): void {
  const port = parsePort(portText);
  const param = port.callback?.param;
  if (param === undefined || what === null) return;
  const values = valuesAt(event, portText.slice(0, portText.indexOf('(')));
  for (const v of values) for (const f of fns(v.value)) run.solver.giveParam(f.fn, param, what, event);
}

function entry(run: Run, event: CallEvent, spec: EntrySpec): void {
  for (const at of valuesAt(event, spec.handler)) {
    for (const f of fns(at.value)) {
      (spec.params ?? []).forEach((p, n) => p !== null && run.solver.giveParam(f.fn, n, p, event));
    }
  }
}

/** `el.innerHTML = x`: a write that a model gives a meaning to. */
export function writeEvent(run: Run, id: ValueId, name: string, i: Extract<Instr, { op: 'set' }>, value: Value): void {
  const specs = run.solver.catalog.calls(`global:Element#${name}=`);
  if (specs.length === 0) return;
  record(run, id, { fn: run.fn, instr: id, name: `write:${name}`, specs, args: [value], argUses: [i.value], result: NOTHING, facts: run.facts, chain: [] });
}

export function jsxInstr(run: Run, id: ValueId, i: Extract<Instr, { op: 'jsx' }>): Value {
  const obj = newObj();
  for (const p of i.props) {
    const v = read(run, p.value);
    if (typeof p.key === 'string') obj.fields.set(p.key, v);
    else if (v.taints.length > 0) obj.rest = join(obj.rest ?? NOTHING, tainted(v.taints));
  }
  const kids = i.children.map((c) => read(run, c));
  if (kids.length > 0) obj.fields.set('children', kids.reduce(join));
  const props = ofRef({ k: 'obj', obj });
  const tag = typeof i.tag === 'string' ? undefined : read(run, i.tag);
  const event: CallEvent = {
    fn: run.fn,
    instr: id,
    name: typeof i.tag === 'string' ? `jsx:${i.tag}` : `jsx:${tag ? (apis(tag)[0]?.name ?? '') : ''}`,
    specs: [],
    args: [props],
    argUses: [[id, i.s, i.e]],
    result: NOTHING,
    facts: run.facts,
    chain: [],
  };
  record(run, id, event);
  for (const f of tag ? fns(tag) : []) invoke(run, f, [props], undefined, i, id);
  // Handlers and render functions given as attributes run later.
  for (const v of obj.fields.values()) for (const f of fns(v)) invoke(run, f, [], undefined, i, id, true);
  return tainted(kids.flatMap((k) => [...k.taints]));
}

/** `openai:OpenAI#chat.completions.create` as people write it. */
export function display(name: string): string {
  const short = name
    .slice(name.indexOf(':') + 1)
    .replace(/#$/, '')
    .replace(/^default#?/, '');
  return short.replace('#', '.') || name;
}
