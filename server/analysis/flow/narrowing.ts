/**
 * Which values are told apart in which blocks by branches on constants: behind `if (turn.role === 'system') continue`, `turn` is another turn.
 * What a branch tells holds in the blocks that it dominates, as in the e-SSA form of Bodík, Gupta and Sarkar, "ABCD" (PLDI 2000).
 */
import { once } from '../facts/once';
import type { BlockId, FunctionFacts, Literal, ValueId } from '../facts/ir';
import { type MemberTest, combined } from './discriminants';
import { reversePostOrder } from './order';

/** Of some values, what has been tested. */
export type Told = ReadonlyMap<ValueId, readonly MemberTest[]>;
const NOTHING_TOLD: Told = new Map();

/** What a condition tells where it is true, and where it is false. */
interface Tells {
  yes: Told;
  no: Told;
}

export interface Narrowing {
  /** What was tested on every way to a block. */
  within(block: BlockId): Told;
  /** What was tested on the way from one block to the next. */
  along(from: BlockId, to: BlockId): Told;
}

/** The tests of one value on both ways, or what is left where one of two ways was taken. */
function merged(a: Told, b: Told, either: boolean): Told {
  if (a === b || (either && (a.size === 0 || b.size === 0))) return either && a !== b ? NOTHING_TOLD : a;
  const out = new Map<ValueId, readonly MemberTest[]>();
  for (const id of new Set([...a.keys(), ...b.keys()])) {
    const [left, right] = [a.get(id) ?? [], b.get(id) ?? []];
    const members = new Set([...left, ...right].map((t) => t.member));
    const tests = [...members].flatMap((member) => {
      const [one, other] = [left, right].map((tests) => tests.find((t) => t.member === member));
      if (one && other) return combined(one, other, either) ?? [];
      return either ? [] : (one ?? other)!;
    });
    if (tests.length > 0) out.set(id, tests);
  }
  return out;
}

/** Behind casts, the value itself. */
export function uncast(f: FunctionFacts, id: ValueId): ValueId {
  for (let at = id; ;) {
    const i = f.instrs[at];
    if (i?.op !== 'typed') return at;
    at = i.of[0];
  }
}

/** The object and the member that a value was read from, or the value itself, whose test has no member. */
function placeOf(f: FunctionFacts, value: ValueId): { of: ValueId; member: string } {
  const of = uncast(f, value);
  const i = f.instrs[of];
  return i?.op === 'get' && typeof i.prop === 'string' ? { of: uncast(f, i.obj[0]), member: i.prop } : { of, member: '' };
}

function testOf(f: FunctionFacts, value: ValueId, values: readonly Literal[], not: boolean): Tells {
  const { of, member } = placeOf(f, value);
  const told = (isNot: boolean): Told => new Map([[of, [{ member, values, not: isNot }]]]);
  return { yes: told(not), no: told(!not) };
}

const turned = ({ yes, no }: Tells): Tells => ({ yes: no, no: yes });

/** What a condition tells of the values in it: comparisons with constants, `['a', 'b'].includes(…)`, and what `!`, `&&` and `||` make of them. */
export function tellsOf(f: FunctionFacts, cond: ValueId, depth = 0): Tells | undefined {
  const i = f.instrs[cond];
  if (depth > 8) return undefined;
  if (i?.op === 'un' && i.kind === '!') {
    const of = tellsOf(f, i.of[0], depth + 1);
    return of && turned(of);
  }
  if (i?.op === 'bin' && /^[!=]==?$/.test(i.kind)) {
    const [left, right] = [f.instrs[i.left[0]], f.instrs[i.right[0]]];
    const [value, constant] = right?.op === 'lit' ? [i.left[0], right] : [i.right[0], left];
    return constant?.op === 'lit' && typeof constant.value === 'string' ? testOf(f, value, [constant.value], i.kind.startsWith('!')) : undefined;
  }
  if (i?.op === 'bin' && (i.kind === '&&' || i.kind === '||')) {
    const both = [i.left[0], secondOf(f, i.left[0], i.right[0])].map((v) => tellsOf(f, v, depth + 1) ?? { yes: NOTHING_TOLD, no: NOTHING_TOLD }) as [Tells, Tells];
    const and = (a: Tells, b: Tells): Tells => ({ yes: merged(a.yes, b.yes, false), no: merged(a.no, b.no, true) });
    return i.kind === '&&' ? and(...both) : turned(and(turned(both[0]), turned(both[1])));
  }
  if (i?.op !== 'call' || i.args.length !== 1) return undefined;
  const callee = f.instrs[i.callee[0]];
  const list = callee?.op === 'get' && callee.prop === 'includes' ? f.instrs[callee.obj[0]] : undefined;
  if (list?.op !== 'array') return undefined;
  const values = list.items.flatMap(({ use, spread }) => {
    const item = f.instrs[use[0]];
    return item?.op === 'lit' && !spread ? [item.value] : [];
  });
  return values.length === list.items.length ? testOf(f, i.args[0]!.use[0], values, false) : undefined;
}

/** Of `a && b`, `b`: the value is what comes together behind both. */
function secondOf(f: FunctionFacts, first: ValueId, last: ValueId): ValueId {
  const phi = f.instrs[last];
  const others = phi?.op === 'phi' ? phi.of.map(([, id]) => id).filter((id) => id !== first) : [];
  return others.length === 1 ? others[0]! : last;
}

/** Undefined for a function in which nothing is told apart. */
export const narrowingOf = once(narrowing);

function narrowing(f: FunctionFacts): Narrowing | undefined {
  const written = new Set(f.instrs.flatMap((i) => (i.op === 'set' || i.op === 'delete' ? [typeof i.prop === 'string' ? i.prop : '*'] : [])));
  // A member that is written to may be another behind the test.
  const kept = (told: Told): Told =>
    written.size === 0 ? told : new Map([...told].flatMap(([of, tests]) => (written.has('*') || tests.some((t) => written.has(t.member)) ? [] : [[of, tests] as const])));
  const tells = new Map<BlockId, Tells>();
  f.blocks.forEach(({ end }, b) => {
    const told = end.kind === 'branch' && end.then !== end.else ? tellsOf(f, end.cond[0]) : undefined;
    if (told) tells.set(b, { yes: kept(told.yes), no: kept(told.no) });
  });
  if (tells.size === 0) return undefined;
  const before = new Map<BlockId, Told>();
  const along = (from: BlockId, to: BlockId): Told => {
    const held = before.get(from) ?? NOTHING_TOLD;
    const told = tells.get(from);
    const { end } = f.blocks[from]!;
    return told && end.kind === 'branch' ? merged(held, end.then === to ? told.yes : told.no, false) : held;
  };
  for (const b of reversePostOrder(f)) {
    const { preds, throwsFrom } = f.blocks[b]!;
    // Ways back to the head of a loop come from blocks that it dominates: they tell nothing less.
    const ways = preds.filter((p) => before.has(p)).map((p) => (throwsFrom?.includes(p) ? before.get(p)! : along(p, b)));
    before.set(b, ways.length > 0 ? ways.reduce((a, c) => merged(a, c, true)) : NOTHING_TOLD);
  }
  return { within: (b) => before.get(b) ?? NOTHING_TOLD, along };
}
