/** Where a middleware lets the request pass: its calls of `next`, also those in functions that are written inside it. */
import type { CallEvent, Summary } from './events';
import { lockFacts } from './guards';
import { waitsFor } from './promised';
import type { Facts, FnNode } from './values';

export interface Pass {
  event: CallEvent;
  /** What holds there. */
  facts: Facts;
  /** It passes after this check failed as well. */
  failed?: CallEvent[];
}

/** `verify(token, key, (error, user) => { …; next(); })` and `verify(token).then(() => next())` pass in a function of their own. */
export const passesOf = (fn: FnNode, summaryOf: (fn: FnNode) => Summary | undefined): Pass[] =>
  [fn, ...fn.file.fns.filter((f) => f.facts.parent === fn.facts.id && f !== fn)].flatMap((f) => {
    const passes = summaryOf(f)?.events.filter((e) => callsNext(e, fn)) ?? [];
    if (passes.length === 0 || f === fn) return passes.map((event) => ({ event, facts: event.facts }));
    const closure = fn.facts.instrs.findIndex((i) => i.op === 'closure' && i.fn === f.facts.id);
    const waits = closure < 0 ? undefined : waitsFor(fn.facts, closure);
    const checks = waits ? (summaryOf(fn)?.events.filter((e) => e.instr === waits.call && e.chain.length === 0) ?? []) : [];
    if (waits?.after === 'failure') return passes.map((event) => ({ event, facts: event.facts, failed: checks }));
    const passed = checks.flatMap((e) => [...lockFacts(e).passed]);
    return passes.map((event) => ({ event, facts: passed.length > 0 ? new Map([...event.facts, ...passed]) : event.facts }));
  });

/** A call of what lets the request pass: the second or third parameter, or `next` or `resolve` of the first. */
function callsNext(e: CallEvent, middleware: FnNode): boolean {
  const { instrs } = e.fn.facts;
  const call = instrs[e.instr];
  const callee = call?.op === 'call' ? instrs[call.callee[0]] : undefined;
  if (callee?.op === 'get') return e.fn === middleware && (callee.prop === 'next' || callee.prop === 'resolve') && instrs[callee.obj[0]]?.op === 'param';
  const at = callee?.op === 'load' && callee.cell.fn === middleware.facts.id ? middleware.facts.params.findIndex((p) => p.name === callee.cell.name) : -1;
  const index = callee?.op === 'param' && e.fn === middleware ? callee.index : at;
  // `next(error)` ends in the handler of errors, or is the refusal itself.
  return (index === 1 || index === 2) && e.args.length === 0;
}
