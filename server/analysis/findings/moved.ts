/**
 * Where a step of a proof stands now. What is kept in fields, module variables and channels outlives edits, and with it the steps by
 * which it came there: their places are those of the text in which they were taken.
 */
import type { FunctionFacts, Instr } from '../facts/ir';
import { once } from '../facts/once';
import type { Trace } from '../flow/trace';
import type { Taint } from '../flow/values';

type Span = readonly [start: number, end: number];

/** The span of a step in the text as it is now; its old one where the function has nothing like it any more. */
export function placeOf({ fn, facts, s, e }: Trace): Span {
  if (facts === fn.facts) return [s, e];
  const before = spansOf(facts);
  const now = spansOf(fn.facts);
  const at = before.findIndex((x) => x[0] === s && x[1] === e);
  if (at < 0) return [s, e];
  // Typing in a function leaves what stands before it as it was, counted from the beginning, and what stands behind it, counted from the end.
  const likely = [now[at], now[now.length - (before.length - at)]].flatMap((x) => (x && x[1] - x[0] === e - s ? [x] : []));
  const isWhere = ([start]: Span): boolean => start - fn.facts.s === s - facts.s || fn.facts.e - start === facts.e - s;
  return likely.find(isWhere) ?? likely[0] ?? [s, e];
}

/** Whether the proof of some data has steps in texts that are no more as they were. */
export function isOutdated(t: Taint): boolean {
  for (let at = t.trace; at; at = at.prev) if (at.facts !== at.fn.facts) return true;
  return false;
}

/** Every place that the facts of a function name, in the order in which they name them. */
const spansOf = once((f: FunctionFacts): readonly Span[] => [
  [f.name_s, f.name_e],
  [f.s, f.e],
  [f.s, f.s],
  ...f.params.map((p): Span => [p.s, p.e]),
  ...f.blocks.flatMap(({ loop, end }): Span[] => [...(loop ? [[loop.s, loop.e] as const] : []), ...within(end)]),
  ...f.instrs.flatMap((i): Span[] => [[i.s, i.e], ...within(i)]),
]);

/** The spans of the uses in an instruction or at the end of a block: triples of a value and where it is used. */
function within(part: Instr | FunctionFacts['blocks'][number]['end']): Span[] {
  const found: Span[] = [];
  const todo: unknown[] = Object.values(part);
  for (const x of todo) {
    if (Array.isArray(x) && x.length === 3 && x.every((n) => typeof n === 'number')) found.push([x[1] as number, x[2] as number]);
    else if (typeof x === 'object' && x !== null) todo.push(...Object.values(x));
  }
  return found;
}
