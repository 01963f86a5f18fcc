/** Branches that decide nothing: `if (row.userId !== userId) console.warn(…)`, behind which all goes on as if nothing had been asked. */
import type { BlockId, Instr, Terminator } from '../facts/ir';
import { apis } from './access';
import { listOf } from '../models/ports';
import { calleeOf } from './refusals';
import type { Run } from './run';

/** One way of the branch logs at most, and both come together with the same values. */
export function onlyRemarks(run: Run, from: BlockId, end: Extract<Terminator, { kind: 'branch' }>): boolean {
  const { blocks, instrs } = run.fn.facts;
  const after = (way: BlockId): BlockId | undefined => {
    const { end: last, preds } = blocks[way]!;
    return last.kind === 'goto' && preds.length === 1 ? last.to : undefined;
  };
  const way = after(end.then) === end.else ? end.then : after(end.else) === end.then ? end.else : undefined;
  if (way === undefined) return false;
  const meeting = way === end.then ? end.else : end.then;
  if (!blocks[way]!.instrs.every((v) => saysAtMost(run, instrs[v]!))) return false;
  return blocks[meeting]!.instrs.every((v) => {
    const i = instrs[v]!;
    return i.op !== 'phi' || new Set(i.of.flatMap(([b, value]) => (b === way || b === from ? [value] : []))).size < 2;
  });
}

function saysAtMost(run: Run, i: Instr): boolean {
  if (i.op === 'set' || i.op === 'store' || i.op === 'delete' || i.op === 'yield') return false;
  if (i.op !== 'call') return true;
  const callee = apis(calleeOf(run, i));
  return callee.length > 0 && callee.every((r) => run.solver.catalog.calls(r.name).some((s) => listOf(s.store).some((x) => x.kind === 'log')));
}
