/** A callee's summary put to use at a call: its result, its effects, and its own calls with our arguments in them. */
import { ANONYMOUS } from '../facts/ir';
import { LIMITS } from '../limits';
import { carriesData, chainTaints, deepTaints, fns, isCallers, isOpen, partAt, portsOf, setField } from './access';
import { isAsked } from './asked';
import { assumedResult, isGiven, isResultPort, resultPort } from './givenResults';
import { withEndpoint } from './endpoints';
import { hostsChecked } from './addresses';
import { chosenBelow } from './dispatch';
import { giveContexts } from './contexts';
import type { CallEvent, CallSite, Called, Effect, Summary } from './events';
import { keepRows } from './rows';
import { noteOwned, traced, type Run } from './run';
import { type Binding, Substitution, clearedBy, factsAbout, lockFact, safeFact, withFacts } from './substitute';
import { BIT, NOTHING, NO_FACTS, join, join2, newObj, ofRef, type Env, type Facts, type FnNode, type FnRef, type Value } from './values';
import { assignProperty } from './variables';

const portName = (fn: FnNode, port: string): string => {
  const p = fn.facts.params[Number(port)];
  return p?.name ? `\`${p.name}\`` : `argument ${Number(port) + 1}`;
};

const spoken = ({ facts: { name } }: FnNode): string => (name === ANONYMOUS ? 'a function' : `\`${name}()\``);

/** Puts a callee's summary to use here: its result, its effects, its calls with our arguments in them. */
export function invoke(
  run: Run,
  target: FnRef,
  args: readonly Value[],
  self: Value | undefined,
  at: { s: number; e: number },
  instr: number,
  { callback, override }: Pick<Called, 'callback' | 'override'> = {},
): Value {
  if (target.given?.length) return invoke(run, { ...target, given: undefined }, [...target.given, ...args], self, at, instr, { callback, override });
  const { solver } = run;
  const { fn } = target;
  args.forEach((a, n) => solver.noteContext(fn, n, a));
  const summary = solver.summary(fn, run.fn);
  const site: CallSite = { fn: run.fn, instr };
  const call = `${instr}>${fn.file.path}#${fn.facts.key}`;
  if (!run.calls.has(call) && instr >= 0)
    run.calls.set(call, { site, target: fn, facts: run.facts, callback, override, on: self?.refs.flatMap((r) => (r.k === 'inst' ? [r.cls] : [])) });
  const ports = new Map<string, Value | undefined>();
  const results: Results = { given: new Map(), understood: new Map() };
  const bind = (name: string): Value | undefined => {
    if (name === 'this') return self ?? NOTHING;
    if (name.startsWith('cell ')) return captured(run, target.env, fn, name);
    const n = Number(name);
    if (fn.facts.params[n]?.rest) return ofRef({ k: 'obj', obj: newObj({ array: true, fields: new Map(args.slice(n).map((a, place) => [String(place), a])) }) });
    return args[n] ?? NOTHING;
  };
  const binding: Binding = {
    callee: target,
    port(name) {
      if (isResultPort(name)) return results.given.has(name) ? results.given.get(name) : NOTHING;
      if (!ports.has(name)) ports.set(name, bind(name));
      return ports.get(name);
    },
    understood: (port) => results.understood.get(port) ?? false,
    enter: (port) =>
      port.startsWith('cell ') || isResultPort(port)
        ? undefined
        : { fn: run.fn, s: at.s, e: at.e, label: port === 'this' ? `used by ${spoken(fn)}` : `passed to ${spoken(fn)} as ${portName(fn, port)}` },
  };
  const sub = new Substitution(binding);
  const awaiting = summary.effects.filter((e) => hasResults(e.value));
  const apply = (effects: readonly Effect[]): void => effects.forEach((e) => applyEffect(run, e, sub, args, self, target) && sub.forget());
  apply(awaiting.length === 0 ? summary.effects : summary.effects.filter((e) => !awaiting.includes(e)));
  liftAll(run, summary, binding, site, results);
  if (results.given.size > 0) sub.forget();
  apply(awaiting);
  // Whoever was asked before the call was asked of all that it runs.
  const chosen = summary.dispatches.length > 0 && !run.facts.has('lock approval') ? chosenBelow(summary.dispatches, (v) => sub.value(v)) : [];
  if (chosen.length > 0) run.tables.set(call, chosen);
  const passed = sub.facts(summary.exit);
  noteOwned(run, passed);
  for (const [key, of] of summary.compared) {
    const given = sub.value(of);
    if (given.taints.some(isCallers)) run.owned.add(key);
    else if (isOpen(given)) run.compared.set(key, given);
  }
  if (summary.admits && instr >= 0 && !callback) run.admitted.set(instr, withFacts(run.facts, sub.facts(summary.admits)));
  run.facts = withFacts(run.facts, passed);
  declaredLocks(run, `${fn.file.path}#${fn.facts.name}`, args, at);
  const result = asked(run, summary, sub.value(summary.returns), args, at);
  return result.taints.length > 0 ? traced(run, result, at, `returned by ${spoken(fn)}`) : result;
}

/** What a function that tells private addresses says of those that it is given. */
function asked(run: Run, { publicWhen }: Summary, result: Value, args: readonly Value[], at: { s: number; e: number }): Value {
  if (publicWhen === undefined) return result;
  const facts = hostsChecked(run, args, at);
  if (facts.size === 0) return result;
  if (publicWhen === 'returns') {
    run.facts = withFacts(run.facts, facts);
    return { ...result, taints: clearedBy(result.taints, facts) };
  }
  return publicWhen ? { ...result, truthy: withFacts(result.truthy ?? NO_FACTS, facts) } : { ...result, falsy: withFacts(result.falsy ?? NO_FACTS, facts) };
}

function captured(run: Run, env: Env, _callee: FnNode, port: string): Value | undefined {
  const [, owner, ...rest] = port.split(' ');
  const name = rest.join(' ');
  const id = Number(owner);
  for (let e: Env | undefined = env; e; e = e.parent) if (e.fn.facts.id === id && e.fn.file === _callee.file) return e.cells.get(name) ?? NOTHING;
  if (run.fn.file === _callee.file && run.fn.facts.id === id) return run.env.cells.get(name) ?? NOTHING;
  return undefined;
}

/** Whether it has written to what the caller gives. */
function applyEffect(run: Run, e: Effect, sub: Substitution, args: readonly Value[], self: Value | undefined, target: FnRef): boolean {
  const value = sub.value(e.value);
  if (value.taints.length === 0 && value.refs.length === 0) return false;
  if (e.to.k === 'table') {
    keepRows(run, e.to, value);
    return false;
  }
  if (e.to.k === 'cell') {
    run.solver.writeModuleCell(e.to.fn.file, e.to.name, value);
    if (isOpen(value)) run.effects.add(e.to, value);
    return false;
  }
  if (e.to.k === 'field') {
    run.solver.writeField(e.to.ref, e.to.name, value);
    if (isOpen(value)) run.effects.add(e.to, value);
    return false;
  }
  if (e.to.k === 'obj') {
    run.solver.writeShared(e.to.obj, e.to.name, value);
    if (isOpen(value)) run.effects.add(e.to, value);
    return false;
  }
  const { port, path } = e.to;
  if (port.startsWith('cell ')) {
    const [, owner, ...rest] = port.split(' ');
    const name = rest.join(' ');
    if (path.length > 0) {
      const base = captured(run, target.env, target.fn, port);
      if (base) return writeAt(run, base, path, value);
      run.effects.add(e.to, value);
      return false;
    }
    for (let env: Env | undefined = target.env; env; env = env.parent) {
      if (env.fn.facts.id === Number(owner) && env.fn.file === target.fn.file) {
        env.cells.set(name, join(env.cells.get(name) ?? NOTHING, value));
        return false;
      }
    }
    run.effects.add(e.to, value);
    return false;
  }
  const base = port === 'this' ? self : args[Number(port)];
  return base !== undefined && path.length > 0 && writeAt(run, base, path, value);
}

function writeAt(run: Run, base: Value, path: readonly string[], value: Value): boolean {
  return assignProperty(run, partAt(base, path.slice(0, -1)), path[path.length - 1]!, value);
}

/** What functions gave back that a callee was given, by port. */
interface Results {
  /** Undefined where only our own caller knows the function. */
  given: Map<string, Value | undefined>;
  /** Whether they are functions that are seen, all of them, on each way to the call. */
  understood: Map<string, boolean>;
}

const hasResults = (v: Value): boolean => [...portsOf([v])].some(isResultPort);

/** The open calls of a callee, with our arguments in them, where those bring anything. */
function liftAll(run: Run, summary: Summary, binding: Binding, site: CallSite, results: Results): void {
  const open = openCalls(summary);
  if (open.length === 0) return;
  const brings = new Map<string, boolean>();
  const sub = new Substitution(binding, true);
  const bound = (port: string): boolean => (binding.port(port)?.refs.length ?? 1) > 0;
  const live = (port: string): boolean => {
    let answer = brings.get(port);
    if (answer === undefined) {
      const v = binding.port(port);
      brings.set(port, (answer = v === undefined || tells(v) || fns(v).length > 0 || v.refs.some((r) => r.k === 'obj' && r.obj.takes)));
    }
    return answer;
  };
  // A method of an object that is written out here is a function that we give as well.
  const isOurs = ({ name, callee }: CallEvent): boolean => name === '' && callee !== undefined && fns(sub.value(callee)).length > 0;
  for (const { event, ports } of open) {
    if (!registers(event) && !ports.some(live) && !(isConfigured(event) && ports.some(bound)) && !isOurs(event)) continue;
    const result = lift(run, event, sub, site);
    if (event.name !== '') continue;
    const port = resultPort(event);
    const before = results.given.get(port);
    results.given.set(port, result && before ? join(before, result) : (result ?? before));
    results.understood.set(port, (results.understood.get(port) ?? true) && isSeen(sub.value(event.callee ?? NOTHING)));
    brings.delete(port);
    sub.forget(port);
  }
}

/** Functions of the workspace, and nothing else. */
const isSeen = ({ refs, taints }: Value): boolean => taints.length === 0 && refs.length > 0 && refs.every((r) => r.k === 'fn');

/** Data, or something that a caller further out may know, in a value or in what SDK objects in it were made of. */
function tells(v: Value, depth = 0): boolean {
  if (carriesData(v) || isOpen(v)) return true;
  return (
    depth < LIMITS.objectDepth &&
    v.refs.some((r) => r.k === 'api' && r.made !== undefined && [...r.made.args, ...(r.made.self ? [r.made.self] : [])].some((a) => tells(a, depth + 1)))
  );
}

/** Of clients, agents, tools and their limits the constants and functions matter too: a key, an address, a switch, a handler that a caller passes on. */
const isConfigured = (e: CallEvent): boolean => e.specs.some((s) => s.client || s.agent || s.tool || s.bound || s.approval);

/** Routes and middleware are told apart by what they are registered on. */
const registers = (e: CallEvent): boolean => e.specs.some((s) => s.entry || s.middleware);

interface OpenCall {
  event: CallEvent;
  ports: readonly string[];
}
const known = new WeakMap<Summary, readonly OpenCall[]>();

/** Calls that rules ask about and that depend on what a caller gives, each with the ports that it depends on. */
function openCalls(summary: Summary): readonly OpenCall[] {
  let open = known.get(summary);
  if (!open) {
    open = [...summary.events, ...summary.lifted].flatMap((event): OpenCall[] => {
      if (!isAsked(event) || event.chain.length >= LIMITS.lift) return [];
      const ports = portsOf([...givenTo(event), ...(event.name === '' && event.callee ? [event.callee] : [])]);
      return ports.size > 0 ? [{ event: { ...event, facts: factsAbout(event.facts, givenTo(event)) }, ports: [...ports] }] : [];
    });
    known.set(summary, open);
  }
  return open;
}

const givenTo = ({ args, self }: Pick<CallEvent, 'args' | 'self'>): readonly Value[] => (self ? [...args, self] : args);

const wayTo = ({ fn, instr }: CallEvent, site: CallSite): string => `${fn.file.path} ${fn.facts.id} ${instr} ${site.instr}`;

/** Of a call of something that the callee was given: what it gives back, or undefined where only our own caller knows. */
function lift(run: Run, e: CallEvent, sub: Substitution, site: CallSite): Value | undefined {
  // Each API has room of its own, so that a logger which is called everywhere does not crowd out what matters; and so has each call of it for each of ours.
  const way = wayTo(e, site);
  const taken = { api: run.lifts.get(e.name) ?? 0, way: run.lifts.get(way) ?? 0 };
  if (taken.api >= LIMITS.openSinks || (taken.way >= LIMITS.ways && !registers(e))) {
    run.cut = true;
    return NOTHING;
  }
  if (e.chain.some((c) => c.fn === site.fn && c.instr === site.instr)) return NOTHING;
  const args = e.args.map((a) => sub.value(a));
  const self = e.self && sub.value(e.self);
  const callee = e.callee && sub.value(e.callee);
  const result = e.name === '' && callee ? held(run, sub.facts(e.facts), () => called(run, callee, args, self, site)) : undefined;
  if (result) return result;
  // Nobody further out knows more of it.
  if (e.name === '' && !callee?.refs.some((r) => r.k === 'sym')) return NOTHING;
  const given = [...givenTo({ args, self }), ...(e.name === '' && callee ? [callee] : [])];
  if (!registers(e) && !given.some((a) => tells(a) || chainTaints(a).length > 0) && !(isConfigured(e) && given.some((a) => a.refs.length > 0))) return NOTHING;
  const lifted: CallEvent = { ...e, args, self, callee, facts: factsAbout(withFacts(run.facts, sub.facts(e.facts)), given), chain: [...e.chain, site] };
  lifted.specs = withEndpoint(run.solver.catalog, lifted);
  giveContexts(run, lifted);
  run.lifts.set(e.name, taken.api + 1).set(way, taken.way + 1);
  run.lifted.push(lifted);
  return callee?.refs.some(isGiven) ? undefined : assumedResult(args);
}

/** Coming back from a function that the project declares to be a lock is the lock: it is taken to throw where it refuses. */
export function declaredLocks(run: Run, reference: string, args: readonly Value[], at: { s: number; e: number }): void {
  for (const kind of run.solver.declared(reference)) {
    const facts = [lockFact(kind, run.fn, [at.s, at.e], 'checked by a function that the project declares')];
    const safe = kind === 'filter' ? BIT.filter : kind === 'encryption' ? BIT.encrypted : 0;
    if (safe) for (const a of args) for (const t of deepTaints(a)) facts.push(safeFact(t, safe, run.fn, [at.s, at.e], 'checked by a function that the project declares'));
    run.facts = withFacts(run.facts, new Map(facts.map((f) => [f.key, f])));
  }
}

/** What held where the callee made a call holds for that call alone; what the call tells by coming back goes on to hold. */
function held<T>(run: Run, facts: Facts, call: () => T): T {
  if (facts.size === 0) return call();
  const before = run.facts;
  run.facts = withFacts(before, facts);
  const out = call();
  run.facts = withFacts(before, new Map([...run.facts].filter(([key]) => !facts.has(key))));
  return out;
}

/** A function that a callee was given and called: now that it is known, it is called here, with what the callee gave it. */
function called(run: Run, callee: Value, args: readonly Value[], self: Value | undefined, site: CallSite): Value | undefined {
  const targets = fns(callee).filter((f) => f.fn !== run.fn && !run.calling.has(f.fn));
  if (targets.length >= LIMITS.members) run.cut = true;
  const at = run.fn.facts.instrs[site.instr] ?? { s: run.fn.facts.name_s, e: run.fn.facts.name_e };
  let out = NOTHING;
  for (const f of targets) {
    run.calling.add(f.fn);
    out = join2(out, invoke(run, f, args, f.self ?? self, at, site.instr, { callback: true }));
    run.calling.delete(f.fn);
  }
  const takers = callee.refs.flatMap((r) => (r.k === 'obj' && r.obj.takes ? [r.obj] : []));
  for (const taker of takers) setField(taker, '*', args[0] ?? NOTHING, false);
  return targets.length + takers.length > 0 ? out : undefined;
}

/** Exported functions that a framework calls, where the export is a value: `export const POST = withAuth(handler)`. */
export function callEntries(run: Run): void {
  for (const { local, args } of run.solver.entryCalls(run.fn.file)) {
    for (const f of fns(run.fn.file.cells.get(local) ?? NOTHING)) {
      if (f.fn.facts.parent === 0 && f.fn.file === run.fn.file) continue;
      invoke(run, f, args, undefined, { s: f.fn.facts.name_s, e: f.fn.facts.name_e }, -1, { callback: true });
    }
  }
}
