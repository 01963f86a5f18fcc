/** The order in which a function is walked. */
import type { FunctionFacts } from '../facts/ir';
import { handlersOf } from './handlers';

/** Blocks, each behind all that lead to it, but for ways back to the head of a loop. */
export function reversePostOrder(f: FunctionFacts): number[] {
  const seen = new Uint8Array(f.blocks.length);
  const order: number[] = [];
  const handlers = handlersOf(f);
  const next = (b: number): number[] => {
    const end = f.blocks[b]!.end;
    const to = end.kind === 'goto' ? [end.to] : end.kind === 'branch' ? [end.else, end.then] : [];
    return [...(handlers.get(b) ?? []), ...to];
  };
  const stack: { b: number; succ: number[]; i: number }[] = [{ b: 0, succ: next(0), i: 0 }];
  seen[0] = 1;
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    if (top.i < top.succ.length) {
      const s = top.succ[top.i++]!;
      if (!seen[s]) {
        seen[s] = 1;
        stack.push({ b: s, succ: next(s), i: 0 });
      }
    } else {
      order.push(top.b);
      stack.pop();
    }
  }
  return order.reverse();
}
