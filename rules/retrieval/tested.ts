/** Whether a program looks at what a query found: one whose result nobody tests has told nobody anything. */
import { type CallEvent, type RuleContext, operandsOf } from '../../server/analysis/api';

/**
 * Its result decides a branch, is given back, kept, or handed to code that may look at it, or the query itself throws where it finds nothing. What
 * is only sent, stored or logged is not looked at.
 */
export function isTested({ solver }: RuleContext, query: CallEvent): boolean {
  if (/Or(Throw|Fail)$/.test(query.name)) return true;
  const { instrs, blocks } = query.fn.facts;
  const ends = new Set(
    blocks.flatMap(({ end }) => (end.kind === 'branch' ? [end.cond[0]] : end.kind === 'return' && end.value ? [end.value[0]] : end.kind === 'throw' ? [end.value[0]] : [])),
  );
  const known = new Set((solver.solved.get(query.fn)?.events ?? []).flatMap((e) => (e.specs.length > 0 ? [e.instr] : [])));
  const reached = new Set([query.instr]);
  for (const value of reached) {
    if (ends.has(value)) return true;
    for (const [n, i] of instrs.entries()) {
      if (reached.has(n) || !operandsOf(i).includes(value)) continue;
      if (i.op === 'store' || i.op === 'set' || i.op === 'yield') return true;
      const isGiven = i.op === 'call' && i.self?.[0] !== value && i.callee[0] !== value;
      if (isGiven && !known.has(n)) return true;
      if (!isGiven) reached.add(n);
    }
  }
  return false;
}
