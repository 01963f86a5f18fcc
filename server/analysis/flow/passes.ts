/** Where a middleware lets the request pass: its calls of `next`, also those in functions that are written inside it. */
import type { CallEvent, Summary } from './events';
import type { FnNode } from './values';

/** `verify(token, key, (error, user) => { …; next(); })` passes in a function of its own. */
export const passesOf = (fn: FnNode, summaryOf: (fn: FnNode) => Summary | undefined): CallEvent[] =>
  [fn, ...fn.file.fns.filter((f) => f.facts.parent === fn.facts.id && f !== fn)].flatMap((f) => summaryOf(f)?.events.filter((e) => callsNext(e, fn)) ?? []);

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
