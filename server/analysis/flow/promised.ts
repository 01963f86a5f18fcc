/** Checks whose promise is not awaited where they stand: what they throw then ends the chain of calls on that promise, and nothing else. */
import type { FunctionFacts, Instr, Use, ValueId } from '../facts/ir';
import { fns } from './access';
import type { Run } from './run';
import { NOTHING } from './values';

export interface Link {
  /** The call of `then`, `catch` or `finally`. */
  call: ValueId;
  method: string;
  args: readonly Use[];
}

const LINK = /^(then|catch|finally)$/;

function linkOf(f: FunctionFacts, call: ValueId): (Link & { on: ValueId }) | undefined {
  const i = f.instrs[call];
  const callee = i?.op === 'call' ? f.instrs[i.callee[0]] : undefined;
  if (i?.op !== 'call' || callee?.op !== 'get' || typeof callee.prop !== 'string' || !LINK.test(callee.prop)) return undefined;
  return { call, method: callee.prop, args: i.args.map((a) => a.use), on: callee.obj[0] };
}

/** The links that were made on the result of a call, in their order. */
function linksOn(f: FunctionFacts, call: ValueId): Link[] {
  const out: Link[] = [];
  let on = call;
  for (let n = call + 1; n < f.instrs.length; n++) {
    const link = linkOf(f, n);
    if (link?.on !== on) continue;
    out.push(link);
    on = n;
  }
  return out;
}

/** Whether to come past a call tells that it did not throw: not where nobody waits for it, or what it threw was taken and ended nothing. */
export function throwsHere(run: Run, call: ValueId): boolean {
  const { facts } = run.fn;
  const links = linksOn(facts, call);
  if (links.length === 0) return true;
  const goesOn = (taker: Use | undefined): boolean => {
    const i = taker && facts.instrs[taker[0]];
    const takers = i?.op === 'closure' ? [run.fn.file.fns[i.fn]!] : fns((taker && run.values[taker[0]]) ?? NOTHING).map((f) => f.fn);
    return takers.length > 0 && !takers.every((f) => run.solver.summary(f, run.fn).neverReturns);
  };
  if (links.some((l) => (l.method === 'catch' && goesOn(l.args[0])) || (l.method === 'then' && goesOn(l.args[1])))) return false;
  const end = links[links.length - 1]!.call;
  const isEnd = (i: Instr): boolean => i.op === 'await' && i.of[0] === end;
  return facts.instrs.some(isEnd);
}

/** What a function that is given to a link waits for: the call that the chain began with, and whether it runs after that went well (`then`) or did not (`catch`). */
export function waitsFor(f: FunctionFacts, closure: ValueId): { call: ValueId; after: 'well' | 'failure' } | undefined {
  for (let n = closure + 1; n < f.instrs.length; n++) {
    const link = linkOf(f, n);
    const at = link ? link.args.findIndex((a) => a[0] === closure) : -1;
    if (!link || at < 0 || link.method === 'finally') continue;
    let taken = false;
    let on = link.on;
    for (let before = linkOf(f, on); before; before = linkOf(f, on)) {
      taken ||= before.method === 'catch' || before.args.length > 1;
      on = before.on;
    }
    if (link.method === 'catch' || at === 1) return taken ? undefined : { call: on, after: 'failure' };
    // Behind a link that takes failures, it runs either way.
    return { call: on, after: taken ? 'failure' : 'well' };
  }
  return undefined;
}
