import type { Use } from '../facts/ir';
import type { FnNode } from '../flow/values';

/** Where an exported function is marked: the name under which its module keeps it, else its own name or head. */
export function exportMark(fn: FnNode, local: string): Use {
  const at = local === 'default' ? undefined : fn.file.fns[0]!.facts.instrs.find((i) => i.op === 'store' && i.cell.name === local);
  return at ? [0, at.s, at.e] : [0, fn.facts.name_s, fn.facts.name_e];
}
