/** Loops that examine each thing of a list, and are left for good where one does not pass: `for (const turn of turns) if (turn.role !== 'user') return refuse()`. */
import type { BlockId } from '../facts/ir';
import type { Run } from './run';
import { both } from './substitute';
import { type Facts, NO_FACTS, leadsThrough, sameOrigin } from './values';

/**
 * What holds of each element, and so of the list, where a loop has come to its end. Of a list without elements it holds as well; other checks
 * in the loop may never have been made.
 * @param along what holds on the way from one block to another, where that was walked
 */
export function checkedOfEach(run: Run, head: BlockId, along: (from: BlockId, to: BlockId) => Facts | undefined): Facts {
  const f = run.fn.facts;
  const { loop, instrs, preds } = f.blocks[head]!;
  const element = loop?.kind === 'of' ? instrs.find((v) => f.instrs[v]!.op === 'element') : undefined;
  const things = element === undefined ? [] : (run.values[element]?.taints ?? []);
  if (things.length === 0) return NO_FACTS;
  const isBack = (from: BlockId): boolean => (run.position.get(from) ?? -1) >= run.position.get(head)!;
  const rounds = preds.flatMap((p) => (isBack(p) ? (along(p, head) ?? []) : []));
  if (rounds.length === 0) return NO_FACTS;
  const ofEach = [...rounds.reduce(both)].filter(([, fact]) => fact.kind === 'safe' && things.some((t) => sameOrigin(t.origin, fact.origin!) && leadsThrough(fact.path!, t.path)));
  return new Map(ofEach);
}
