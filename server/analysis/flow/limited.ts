/** A limit that is not asked on some ways: where nothing was set up to count with, and where nothing was counted yet. */
import type { ValueId } from '../facts/ir';
import { operandsOf } from '../facts/operands';
import { LIMITS } from '../limits';
import type { Run } from './run';
import type { Fact, Facts } from './values';

const KEY = 'lock rateLimit';

/**
 * `if (limiter) { … }` and `if (last && now - last < SECOND) { … }`, one of whose ways leaves where there were too many: what comes behind is
 * limited, unless the caller chooses whether anything is counted. `into` gives what holds on the edge from a block.
 */
export function limitedBehind(run: Run, block: number, into: (from: number) => Facts | undefined): Fact | undefined {
  let limit: Fact | undefined;
  const f = run.fn.facts;
  for (const p of f.blocks[block]!.preds) {
    const facts = into(p);
    const own = facts?.get(KEY);
    const { end } = f.blocks[p]!;
    if (own) limit = own;
    else if (facts && (end.kind !== 'branch' || isCallers(run, end.cond[0], 0))) return undefined;
  }
  return limit;
}

/** Whether what is tested is what the caller sent. What unknown code found by it is the program's own. */
function isCallers(run: Run, id: ValueId, depth: number): boolean {
  const sent = run.values[id]?.taints.some((t) => !t.weak && t.origin.k === 'source' && t.origin.kinds.includes('user'));
  return sent || (depth < LIMITS.refusals && isTest(run, id) && operandsOf(run.fn.facts.instrs[id]!).some((o) => isCallers(run, o, depth + 1)));
}

/** Comparisons and the like, whose result is no data. */
const isTest = (run: Run, id: ValueId): boolean => ['bin', 'un', 'either', 'phi'].includes(run.fn.facts.instrs[id]!.op);
