import type { Use } from '../facts/ir';
import type { CallEvent } from '../flow/events';
import { propertyOf, valuesAt } from '../flow/positions';
import type { FnNode } from '../flow/values';
import { parsePort } from '../models/ports';

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

/** The property at a port, name and value: of the call's own literal, or of the one that its options were made with before, in the same file. */
export function propertyWritten(event: CallEvent, port: string): { fn: FnNode; mark: Use } {
  const at = valuesAt(event, port)[0]!;
  const names = parsePort(port).steps.flatMap((s) => (s.kind === 'prop' ? [s.name!] : []));
  for (let n = 0; n < names.length && !at.property; n++) {
    const found = names.slice(n).reduce<Written | undefined>((w, name) => w && memberOf(w, name), { fn: event.fn, value: at.mark });
    if (found?.property) return { fn: found.fn, mark: found.property };
  }
  return { fn: event.fn, mark: propertyOf(at) };
}

interface Written {
  fn: FnNode;
  value: Use;
  property?: Use;
}

function memberOf(of: Written, name: string): Written | undefined {
  const literal = literalOf(of, 0);
  const i = literal?.fn.facts.instrs[literal.value[0]];
  const prop = i?.op === 'object' ? i.props.findLast((p) => p.key === name) : undefined;
  return prop?.s === undefined ? undefined : { fn: literal!.fn, value: prop.value, property: [prop.value[0], prop.s, prop.value[2]] };
}

/** The literal that a value is, through casts, and through variables that are written once. */
function literalOf({ fn, value }: Written, depth: number): Written | undefined {
  const i = fn.facts.instrs[value[0]];
  if (i?.op === 'object') return { fn, value };
  if (depth > DEPTH) return undefined;
  if (i?.op === 'typed') return literalOf({ fn, value: i.of }, depth + 1);
  if (i?.op === 'get' && typeof i.prop === 'string') {
    const held = memberOf({ fn, value: i.obj }, i.prop);
    return held && literalOf(held, depth + 1);
  }
  if (i?.op !== 'load') return undefined;
  const owner = fn.file.fns[i.cell.fn]!;
  const stores = fn.file.fns.flatMap((f) => f.facts.instrs.flatMap((s) => (s.op === 'store' && s.cell.fn === i.cell.fn && s.cell.name === i.cell.name ? [{ f, s }] : [])));
  return stores.length === 1 && stores[0]!.f === owner ? literalOf({ fn: owner, value: stores[0]!.s.value }, depth + 1) : undefined;
}
const DEPTH = 4;
