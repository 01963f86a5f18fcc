/** Tools that a call is given as plain objects, each with the function that runs: `runTools({ tools: [{ type: 'function', function: { function: remove } }] })`. */
import type { Use } from '../facts/ir';
import type { CallEvent } from '../flow/events';
import { valuesAt } from '../flow/positions';
import type { Solver } from '../flow/solver';
import { type FnNode, type Obj, ofRef, siteOf } from '../flow/values';
import type { ToolSpec } from '../models/format';
import { listOf } from '../models/ports';

/** As if a call had defined the tool, with the object as its argument, where the object is written. */
export interface DescribedTool {
  event: CallEvent;
  spec: ToolSpec;
  /** Its name, or else what runs. */
  mark: Use;
}

export function describedTools(solver: Solver, call: CallEvent, tool: ToolSpec): DescribedTool[] {
  const each = tool.each!;
  const below = (port: string): string => (port.startsWith(`${each}.`) ? `0${port.slice(each.length)}` : port);
  const spec: ToolSpec = { ...tool, each: undefined, name: tool.name && below(tool.name), schema: listOf(tool.schema).map(below), handler: tool.handler && below(tool.handler) };
  const objects = valuesAt(call, each).flatMap((at) => at.value.refs.flatMap((r) => (r.k === 'obj' && !r.obj.array ? [r.obj] : [])));
  return objects.flatMap((obj) => {
    const written = literalOf(solver, obj, spec.handler!.slice(2));
    if (!written) return [];
    const event: CallEvent = { ...call, fn: written.fn, instr: written.use[0], args: [ofRef({ k: 'obj', obj })], argUses: [written.use], specs: [{ tool: spec }], chain: [] };
    const [mark = written.use] = [spec.name, spec.handler].flatMap((port) => (port === undefined ? [] : valuesAt(event, port).map((at) => at.mark)));
    return [{ event, spec, mark }];
  });
}

interface Written {
  fn: FnNode;
  use: Use;
}

/** Found once for each place, as long as its function stays as it is: rules ask at every edit. */
const places = new WeakMap<object, Written & { facts: FnNode['facts'] }>();

/** Where an object is written that has this property. */
function literalOf(solver: Solver, obj: Obj, property: string): Written | undefined {
  const known = places.get(obj.site);
  if (known && known.fn.facts === known.facts) return known;
  for (const file of solver.solvedFiles())
    for (const fn of file.fns)
      for (const [n, i] of fn.facts.instrs.entries()) {
        if (i.op !== 'object' || !i.props.some((p) => p.key === property) || siteOf(fn, n) !== obj.site) continue;
        const written = { fn, use: [n, i.s, i.e] as Use, facts: fn.facts };
        places.set(obj.site, written);
        return written;
      }
  return undefined;
}
