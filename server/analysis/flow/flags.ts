/**
 * Variables that remember which way was taken: behind `if (isCopy)`, where one way alone had set `isCopy = true` before the ways came together, whatever
 * else came together there is what that way brought. In SSA form: a phi with constants tells which inputs the other phis of its block have.
 */
import { once } from '../facts/once';
import type { BlockId, FunctionFacts, Instr, ValueId } from '../facts/ir';
import { reversePostOrder } from './order';

type Phi = Extract<Instr, { op: 'phi' }>;
/** Which flags were seen to be true, or false. */
type Seen = ReadonlyMap<ValueId, boolean>;
const NONE: Seen = new Map();

export interface Flags {
  /** The blocks from which this value can have come, as far as a block knows; undefined where it knows nothing of it. */
  from(value: ValueId, block: BlockId): ReadonlySet<BlockId> | undefined;
}

/** Undefined for a function that tests no such variable. */
export const flagsOf = once(flagsIn);

function flagsIn(f: FunctionFacts): Flags | undefined {
  const tests = new Map<BlockId, { flag: ValueId; whenTrue: BlockId }>();
  f.blocks.forEach(({ end }, b) => {
    if (end.kind !== 'branch' || end.then === end.else) return;
    const cond = f.instrs[end.cond[0]];
    const [flag, whenTrue] = cond?.op === 'un' && cond.kind === '!' ? [cond.of[0], end.else] : [end.cond[0], end.then];
    const phi = f.instrs[flag];
    if (phi?.op === 'phi' && phi.of.some(([, v]) => f.instrs[v]?.op === 'lit')) tests.set(b, { flag, whenTrue });
  });
  if (tests.size === 0) return undefined;
  const before = seenBefore(f, tests);
  const home = new Map([...f.blocks.entries()].flatMap(([b, { instrs }]) => instrs.filter((v) => f.instrs[v]!.op === 'phi').map((v) => [v, b] as const)));
  return {
    from(value, block) {
      const phi = f.instrs[value];
      const told = [...(before.get(block) ?? NONE)].filter(([flag]) => flag !== value && home.get(flag) === home.get(value));
      if (phi?.op !== 'phi' || told.length === 0) return undefined;
      return new Set(phi.of.flatMap(([way]) => (told.every(([flag, is]) => mayBe(f, f.instrs[flag] as Phi, way, is)) ? [way] : [])));
    },
  };
}

/** What was seen on every way to a block. Ways back to the head of a loop come from blocks that it dominates: they tell nothing less. */
function seenBefore(f: FunctionFacts, tests: ReadonlyMap<BlockId, { flag: ValueId; whenTrue: BlockId }>): ReadonlyMap<BlockId, Seen> {
  const before = new Map<BlockId, Seen>();
  for (const b of reversePostOrder(f)) {
    const { preds, throwsFrom } = f.blocks[b]!;
    const ways = preds.flatMap((p): Seen[] => {
      const seen = before.get(p);
      const test = throwsFrom?.includes(p) ? undefined : tests.get(p);
      return seen ? [test ? new Map([...seen, [test.flag, test.whenTrue === b]]) : seen] : [];
    });
    before.set(b, ways.length > 0 ? ways.reduce((a, c) => new Map([...a].filter(([flag, is]) => c.get(flag) === is))) : NONE);
  }
  return before;
}

/** Whether what comes from this block may be true, or false. */
const mayBe = (f: FunctionFacts, flag: Phi, way: BlockId, is: boolean): boolean =>
  flag.of.some(([block, v]) => {
    const input = f.instrs[v];
    return block === way && (input?.op !== 'lit' || input.regex === true || Boolean(input.value) === is);
  });
