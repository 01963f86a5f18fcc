import type { Use } from '../facts/ir';
import type { CallEvent } from '../flow/events';
import type { FnNode } from '../flow/values';

/** The name by which a call is made: `registerTool` of `server.registerTool(…)`. */
export function calleeMark(event: CallEvent): Use {
  const call = event.fn.facts.instrs[event.instr]!;
  if (call.op !== 'call') return [event.instr, call.s, call.e];
  const callee = event.fn.facts.instrs[call.callee[0]];
  const [value, start, end] = call.callee;
  return callee?.op === 'get' && typeof callee.prop === 'string' && end - callee.prop.length >= start ? [value, end - callee.prop.length, end] : [value, start, end];
}

/** Where a constant that reached a call through its callers is written: the argument of the outermost of them, else the mark in the call. */
export function whereWritten(event: CallEvent, mark: Use, text: unknown): { fn: FnNode; mark: Use } {
  for (const site of [...event.chain].reverse()) {
    const call = site.fn.facts.instrs[site.instr];
    if (call?.op !== 'call') continue;
    for (const { use } of call.args) {
      const i = site.fn.facts.instrs[use[0]];
      if (i?.op === 'lit' && i.value === text) return { fn: site.fn, mark: use };
    }
  }
  return { fn: event.fn, mark };
}
