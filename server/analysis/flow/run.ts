/** Solves one function: walks its graph in reverse post-order and gives every value what may flow into it. */
import type { BlockId, FunctionFacts, Instr, Use, ValueId } from '../facts/ir';
import { LIMITS } from '../limits';
import { GENERATED, deepTaints } from './access';
import { publicWhen } from './addresses';
import { condensed } from './condense';
import { decorateParams } from './decorators';
import { checkedOfEach } from './eachChecked';
import { evaluate } from './evaluate';
import { Effects } from './effects';
import { type Exit, admitted, returnTests, silent, tellByMembers } from './exits';
import type { CallEvent, Summary } from './events';
import { tested } from './guards';
import { defineFileTools } from './fileTools';
import { callEntries } from './invoke';
import { branchesByName, distinct, type Dispatch } from './dispatch';
import { modelLoops } from './loops';
import { type Flags, flagsOf } from './flags';
import { type Narrowing, narrowingOf } from './narrowing';
import { reversePostOrder } from './order';
import { asTold, onCondition } from './told';
import { limitedBehind } from './limited';
import { onlyRemarks } from './remarks';
import { answersWithError, blockRefuses, caughtRefusal, emptyUpTo, leavesAsTooMany, leavesAsking, passedRefusal } from './refusals';
import { iterated } from './members';
import { elementOf } from './objects';
import { united } from './rows';
import type { Solver } from './solver';
import { both, clearedBy, lockFact, safeFact, withFacts } from './substitute';
import type { Table } from './tables';
import { type Step, step } from './trace';
import { BIT, NOTHING, NO_FACTS, constant, join, joinWays, newObj, ofRef, type Env, type Fact, type Facts, type FnNode, type Obj, type Value } from './values';

export interface Run {
  solver: Solver;
  fn: FnNode;
  values: Value[];
  env: Env;
  /** Objects made by literals, one for each instruction, so that a second walk of a loop finds the same. */
  objs: Map<ValueId, Obj>;
  block: number;
  facts: Facts;
  effects: Effects;
  /** Rows that it stores, by table. */
  kept: Map<Table, Value[]>;
  events: Map<number, CallEvent[]>;
  /** Those of them that put something before others. */
  registered: Set<CallEvent>;
  lifted: CallEvent[];
  /** How many of each API were lifted. */
  lifts: Map<string, number>;
  /** A limit was reached: calls that may matter were not followed. */
  cut: boolean;
  calls: Map<string, Summary['calls'][number]>;
  /** Sources that a branch compares with the caller's identity, by key. */
  owned: Set<string>;
  /** Sources that a branch compares with what only a caller knows. */
  compared: Map<string, Value>;
  /** Tables of functions that are read by the name that a model gave. */
  tables: Map<string, Dispatch[]>;
  /** Blocks that end in a test of who is calling. */
  asking: Set<number>;
  /** What holds after a call that came back without having refused, where that is more. */
  admitted: Map<ValueId, Facts>;
  /** Set by a call that never comes back. */
  left: boolean;
  /** Functions given to callees that are being called right now: one that is handed to itself is followed once. */
  calling: Set<FnNode>;
  /** Place of each block in reverse post-order. */
  position: Map<number, number>;
  /** What branches on constants tell, where there are any. */
  narrowing: Narrowing | undefined;
  /** What variables tell that remember which way was taken, where there are any. */
  flags: Flags | undefined;
  /** What came together in a phi from each block, for `flags` to choose from. */
  ways: Map<ValueId, ReadonlyMap<BlockId, Value>>;
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
    effects: new Effects(),
    kept: new Map(),
    events: new Map(),
    registered: new Set(),
    lifted: [],
    lifts: new Map(),
    cut: false,
    calls: new Map(),
    owned: new Set(),
    compared: new Map(),
    tables: new Map(),
    asking: new Set(),
    admitted: new Map(),
    left: false,
    calling: new Set(),
    position: new Map(),
    narrowing: narrowingOf(f),
    flags: flagsOf(f),
    ways: new Map(),
  };
  const order = reversePostOrder(f);
  order.forEach((b, i) => run.position.set(b, i));
  const exits: Exit[] = [];
  const yields: Value[] = [];
  const hasLoop = order.some((b, i) => f.blocks[b]!.preds.some((p) => (run.position.get(p) ?? -1) >= i));
  for (let round = 0; round < (hasLoop ? LIMITS.rounds : 1); round++) {
    exits.length = yields.length = 0;
    run.effects = new Effects();
    run.kept.clear();
    run.events.clear();
    run.registered.clear();
    run.lifted = [];
    run.lifts.clear();
    run.cut = false;
    run.calls.clear();
    walk(run, order, exits, yields);
  }
  if (fn.file.facts.classes.length > 0) decorateParams(run);
  if (f.id === 0) {
    callEntries(run);
    defineFileTools(run);
  }
  tellByMembers(exits);
  const last = joinWays(exits.map((e) => e.value));
  const returns = f.generator ? generator(yields, last) : last;
  const out = condensed({ ...returns, ...returnTests(exits) }, run.effects.list());
  const summary: Summary = {
    fn,
    returns: out.returns,
    answers: exits.flatMap(({ mark, value, facts }) => (mark && deepTaints(value).some((t) => t.origin.k === 'source') ? [{ mark, value, facts }] : [])),
    effects: out.effects,
    kept: new Map([...run.kept].map(([table, rows]) => [table, united(rows)])),
    events: [...run.events.values()].flat(),
    lifted: run.lifted,
    calls: [...run.calls.values()],
    exit: exits.length === 0 ? NO_FACTS : exits.map((e) => e.facts).reduce(both),
    admits: admitted(exits),
    silent: silent(exits),
    neverReturns: exits.length === 0,
    asking: run.asking,
    publicWhen: publicWhen(run),
    owned: run.owned,
    compared: run.compared,
    dispatches: distinct([...branchesByName(run), ...[...run.tables.values()].flat()]),
    loops: hasLoop ? modelLoops(run) : [],
    cut: run.cut,
  };
  return summary;
}

/** A generator is a list of what it yields; what it returns only who delegates to it gets. */
const generator = (yields: readonly Value[], last: Value): Value =>
  ofRef({ k: 'obj', obj: newObj({ rest: yields.reduce<Value>(join, NOTHING), array: true, known: true, fields: new Map([[GENERATED, last]]) }) });

/** Instructions that make things. */
const MADE = new Set<Instr['op']>(['object', 'array', 'call']);

function walk(run: Run, order: number[], exits: Exit[], yields: Value[]): void {
  const f = run.fn.facts;
  const edges = new Map<string, Facts>();
  const entry: Facts[] = [];
  const protectedBlocks = new Set(f.blocks.flatMap((b) => b.throwsFrom ?? []));
  for (const b of order) {
    const block = f.blocks[b]!;
    let facts: Facts | undefined;
    const throwing = block.throwsFrom && new Set(block.throwsFrom);
    for (const p of block.preds) {
      // An exception may leave a block before anything in it has been passed.
      const inc = throwing?.has(p) ? entry[p] : edges.get(`${p}>${b}`);
      const end = f.blocks[p]!.end;
      const here =
        inc && end.kind === 'branch' && end.else === b
          ? withFacts(
              inc,
              checkedOfEach(run, p, (from, to) => edges.get(`${from}>${to}`)),
            )
          : inc;
      if (here) facts = facts ? both(facts, here) : here;
    }
    const limit = facts && block.preds.length > 1 && !block.throwsFrom ? limitedBehind(run, b, (p) => edges.get(`${p}>${b}`)) : undefined;
    if (limit) facts = withFacts(facts!, new Map([[limit.key, limit]]));
    if (b !== 0 && facts === undefined) continue;
    run.facts = entry[b] = facts ?? NO_FACTS;
    run.block = b;
    run.left = false;
    for (const v of block.instrs) {
      const instr = f.instrs[v]!;
      if (instr.op === 'yield') yields.push(instr.each ? join(elementOf(run, read(run, instr.of)), iterated(run, read(run, instr.of), instr, v)) : read(run, instr.of));
      const value = evaluate(run, v, instr, edges);
      run.values[v] = run.narrowing && MADE.has(instr.op) ? onCondition(run, value, run.narrowing.within(b)) : value;
      if (run.left) break;
    }
    if (run.left) continue;
    const caught = protectedBlocks.has(b) ? caughtRefusal(run, b, block.instrs) : undefined;
    if (caught) run.facts = withFacts(run.facts, new Map([[caught.key, caught]]));
    const end = block.end;
    if (end.kind === 'goto') edges.set(`${b}>${end.to}`, run.facts);
    else if (end.kind === 'branch') {
      const t = tested(run.values[end.cond[0]] ?? NOTHING, run.fn, end.cond);
      if ((t.truthy.size > 0 || t.falsy.size > 0) && !onlyRemarks(run, b, end)) {
        noteOwned(run, t.truthy);
        noteOwned(run, t.falsy);
      }
      if (t.truthy.has('lock auth') || t.falsy.has('lock auth') || showsCaller(run, end.cond[0])) run.asking.add(b);
      const literal = run.values[end.cond[0]]?.refs;
      const never = literal?.length === 1 && literal[0]!.k === 'const' && run.values[end.cond[0]]!.taints.length === 0 ? literal[0]!.value : undefined;
      const thenFacts = withFacts(t.truthy, leaving(run, end.cond, end.else));
      const elseFacts = withFacts(withFacts(t.falsy, nothingThere(run, end.cond)), leaving(run, end.cond, end.then));
      if (never !== false) edges.set(`${b}>${end.then}`, withFacts(run.facts, thenFacts));
      if (never !== true) edges.set(`${b}>${end.else}`, withFacts(run.facts, elseFacts));
    } else if (end.kind === 'return') {
      const value = end.value ? onCondition(run, read(run, end.value), run.narrowing?.within(b)) : constant(undefined);
      const admits = end.value ? run.admitted.get(waitedFor(f, end.value[0])) : undefined;
      exits.push({ value, mark: end.value, facts: run.facts, refuses: blockRefuses(run, b), admits: admits ?? unanswered(run, b, edges) });
    }
  }
}

/** At the end of a function: what holds where no error was answered with on the way. Undefined where that is no other. */
function unanswered(run: Run, block: number, edges: ReadonlyMap<string, Facts>): Facts | undefined {
  const { preds } = run.fn.facts.blocks[block]!;
  if (preds.length < 2 || !emptyUpTo(run.fn.facts, block)) return undefined;
  const others = preds.filter((p) => !answersWithError(run, p));
  if (others.length === preds.length) return undefined;
  return others.flatMap((p) => edges.get(`${p}>${block}`) ?? []).reduce<Facts | undefined>((a, b) => (a ? both(a, b) : b), undefined);
}

/** `if (!token)`: whether a credential is there at all. */
function showsCaller(run: Run, cond: ValueId): boolean {
  const i = run.fn.facts.instrs[cond]!;
  return (run.values[i.op === 'un' ? i.of[0] : cond] ?? NOTHING).taints.some((t) => t.origin.k === 'source' && t.origin.kinds.includes('credential'));
}

/** The call behind `await`. */
const waitedFor = (f: FunctionFacts, value: ValueId): ValueId => {
  const i = f.instrs[value]!;
  return i.op === 'await' ? i.of[0] : value;
};

/** What a branch compares with the identity is tied to it where it matters, also where others are let in on another way. */
export function noteOwned(run: Run, facts: Facts): void {
  for (const f of facts.values()) {
    if (f.origin?.k !== 'source') continue;
    if (f.kind === 'safe' && f.safe! & BIT.scope) run.owned.add(f.origin.key);
    else if (f.kind === 'own' && f.of) run.compared.set(f.origin.key, f.of);
  }
}

/** What holds where a way was not taken that leaves with a refusal. */
function leaving(run: Run, cond: Use, other: number): Facts | undefined {
  const facts: Fact[] = [];
  const refused = passedRefusal(run, cond, other);
  if (refused) facts.push(refused);
  if (leavesAsTooMany(run, other)) facts.push(lockFact('rateLimit', run.fn, [cond[1], cond[2]], 'too many requests leave here'));
  if (leavesAsking(run, other)) facts.push(lockFact('approval', run.fn, [cond[1], cond[2]], 'a person was asked'));
  return facts.length > 0 ? new Map(facts.map((x) => [x.key, x])) : undefined;
}

const READS = new Set<Instr['op']>(['param', 'load', 'get', 'element', 'phi']);

/** `if (path && !isInside(path)) refuse()`: where what was asked about is not there at all, or empty, nothing is left of it that could do harm. */
function nothingThere(run: Run, cond: Use): Facts | undefined {
  if (!READS.has(run.fn.facts.instrs[cond[0]]!.op)) return undefined;
  const facts = (run.values[cond[0]] ?? NOTHING).taints.filter((t) => !t.weak).map((t) => safeFact(t, BIT.any, run.fn, [cond[1], cond[2]], 'is not there'));
  return facts.length > 0 ? new Map(facts.map((f) => [f.key, f])) : undefined;
}

/** What a variable holds that was set on several ways, where a flag tells which of them were taken. */
function onItsWays(run: Run, id: ValueId): Value | undefined {
  const ways = run.flags && run.ways.get(id);
  const taken = ways && run.flags!.from(id, run.block);
  return taken && taken.size < ways.size ? joinWays([...ways].flatMap(([block, v]) => (taken.has(block) ? [v] : []))) : undefined;
}

/** An operand, with what was checked and told apart before taken into account. */
export function read(run: Run, use: Use): Value {
  const v = onItsWays(run, use[0]) ?? run.values[use[0]] ?? NOTHING;
  const taints = clearedBy(v.taints, run.facts);
  const cleared = taints === v.taints ? v : { ...v, taints };
  return run.narrowing ? asTold(run.fn.facts, cleared, use[0], run.narrowing.within(run.block)) : cleared;
}

export function traced(run: Run, v: Value, at: { s: number; e: number }, label: string): Value {
  if (v.taints.length === 0) return v;
  const s: Step = { fn: run.fn, s: at.s, e: at.e, label };
  return { ...v, taints: v.taints.map(({ origin, path, safe, weak, unless, only, trace }) => ({ origin, path, safe, weak, unless, only, trace: step(trace, s) })) };
}
