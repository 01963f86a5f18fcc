import type { Instr, Use } from '../facts/ir';
import type { FnNode } from '../flow/values';

/** Where an exported function is marked: the name under which its module keeps it, else its own name or head. */
export function exportMark(fn: FnNode, local: string): Use {
  const at = fn.file.fns[0]!.facts.instrs.find((i): i is Extract<Instr, { op: 'store' }> => i.op === 'store' && i.cell.name === local);
  if (local === 'default') return defaultMark(fn, at?.value);
  return at ? [0, at.s, at.e] : named(fn);
}

/** `export default` has no name of its own: the function's is taken, or the wrapper's that makes it. */
function defaultMark(fn: FnNode, value: Use | undefined): Use {
  const made = value && fn.file.fns[0]!.facts.instrs[value[0]];
  if (made?.op === 'closure') return named(fn.file.fns[made.fn]!);
  const [, s, e] = made?.op === 'call' ? made.callee : (value ?? named(fn));
  return [0, s, e];
}

const named = (fn: FnNode): Use => [0, fn.facts.name_s, fn.facts.name_e];
