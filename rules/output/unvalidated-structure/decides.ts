/** Whether the outcome of a schema's check decides what happens to the value: one that is only logged, or that nobody reads, is none. */
import type { FnNode } from '../../../server/analysis/api';
import { operandsOf } from '../../../server/analysis/api';

/**
 * @param result the instruction that gave the outcome (`schema.safeParse(value)`)
 * @param tells the member of it that says whether the value passed
 * @param value the instructions that are the value that was checked
 */
export function decides(fn: FnNode, result: number, tells: string, value: ReadonlySet<number>): boolean {
  const { instrs, blocks } = fn.facts;
  const outcome = new Set([result]);
  // Tests of the outcome, also turned round.
  const tests = new Set<number>();
  for (const [v, i] of instrs.entries()) {
    const operands = operandsOf(i);
    if (operands.some((o) => tests.has(o))) {
      if (i.op !== 'un' && i.op !== 'phi' && i.op !== 'bin') return true;
      tests.add(v);
    } else if (operands.some((o) => outcome.has(o))) {
      if (i.op === 'await' || i.op === 'typed') outcome.add(v);
      else if (i.op !== 'get') return true;
      else if (i.prop === tells) tests.add(v);
      // What is wrong with the value changes nothing by itself.
      else if (i.prop !== 'error' && i.prop !== 'issues') return true;
    }
  }
  if (blocks.some((b) => b.end.kind === 'return' && b.end.value && (outcome.has(b.end.value[0]) || tests.has(b.end.value[0])))) return true;
  const reads = new Set(blocks.flatMap((b, n) => (b.instrs.some((v) => readsMember(fn, v, value)) ? [n] : [])));
  return blocks.some(({ end }) => end.kind === 'branch' && tests.has(end.cond[0]) && [end.then, end.else].some((to) => !reaches(fn, to, reads)));
}

function readsMember(fn: FnNode, v: number, value: ReadonlySet<number>): boolean {
  const i = fn.facts.instrs[v]!;
  return i.op === 'get' && value.has(i.obj[0]);
}

function reaches(fn: FnNode, from: number, targets: ReadonlySet<number>): boolean {
  const seen = new Set([from]);
  for (const b of seen) {
    if (targets.has(b)) return true;
    const { end } = fn.facts.blocks[b]!;
    if (end.kind === 'goto') seen.add(end.to);
    else if (end.kind === 'branch') seen.add(end.then).add(end.else);
  }
  return false;
}
