import type { Use } from '../facts/ir';
import type { CallEvent } from '../flow/events';

/** The name by which a call is made: `registerTool` of `server.registerTool(…)`. */
export function calleeMark(event: CallEvent): Use {
  const call = event.fn.facts.instrs[event.instr]!;
  if (call.op !== 'call') return [event.instr, call.s, call.e];
  const callee = event.fn.facts.instrs[call.callee[0]];
  const [value, start, end] = call.callee;
  return callee?.op === 'get' && typeof callee.prop === 'string' && end - callee.prop.length >= start ? [value, end - callee.prop.length, end] : [value, start, end];
}
