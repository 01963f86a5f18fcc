/** Functions that a program sets around a model, and whether they can refuse what is about to be asked. */
import type { FunctionFacts, Instr, ValueId } from '../facts/ir';
import { operandsOf } from '../facts/operands';
import { LIMITS } from '../limits';
import type { FilterOption } from '../models/format';
import { fns } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import type { Run } from './run';
import type { FnNode } from './values';

/** The filter options of a call whose functions can refuse. What they examine is the project's own affair. */
export function refusingFilters(run: Run, event: CallEvent): ReadonlySet<FilterOption> | undefined {
  const asked = event.specs.flatMap((s) => [s.model, s.agent].flatMap((m) => (m?.filter ?? []).filter((f) => f.stops)));
  const found = asked.filter((f) => valuesAt(event, f.port).some((at) => fns(at.value).some(({ fn }) => mayRefuse(run, fn, f.stops!, 0))));
  return found.length > 0 ? new Set(found) : undefined;
}

type Stops = NonNullable<FilterOption['stops']>;

/** On some way the function throws, or answers in the place of what was asked, before it calls on. */
function mayRefuse(run: Run, fn: FnNode, stops: Stops, depth: number): boolean {
  const f = fn.facts;
  const calls = run.solver.summary(fn, run.fn).calls;
  const seen = new Set([0]);
  const queue = [0];
  for (const b of queue) {
    const block = f.blocks[b]!;
    const on = block.instrs.findIndex((v) => callsOn(f, v, stops.before));
    const before = on < 0 ? block.instrs : block.instrs.slice(0, on);
    if (stops.by && before.some((v) => callsOn(f, v, stops.by))) return true;
    if (depth < LIMITS.refusals && calls.some((c) => c.target !== fn && before.includes(c.site.instr) && mayThrow(run, c.target, depth + 1))) return true;
    if (on >= 0) continue;
    const { end } = block;
    if (end.kind === 'throw' || (end.kind === 'return' && end.value && replaces(f, end.value[0], stops.replaces))) return true;
    for (const to of end.kind === 'goto' ? [end.to] : end.kind === 'branch' ? [end.then, end.else] : []) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  return false;
}

const mayThrow = (run: Run, fn: FnNode, depth: number): boolean => mayRefuse(run, fn, {}, depth);

/** `doGenerate()`, whether it was taken out of the parameter or not, or `next()`. */
function callsOn(f: FunctionFacts, v: ValueId, before: Stops['before']): boolean {
  const i = f.instrs[v]!;
  if (before === undefined || i.op !== 'call') return false;
  const callee = f.instrs[i.callee[0]]!;
  return typeof before === 'number' ? callee.op === 'param' && callee.index === before : callee.op === 'get' && callee.prop === before;
}

/** A new value for a property, made of nothing that came in, be it on one way alone: `bad ? { ...params, prompt: REFUSAL } : params`. */
function replaces(f: FunctionFacts, value: ValueId, name: string | undefined, seen: readonly Instr[] = []): boolean {
  const i = f.instrs[value]!;
  if (i.op === 'phi') return !seen.includes(i) && i.of.some(([, v]) => replaces(f, v, name, [...seen, i]));
  if (name === undefined || i.op !== 'object') return false;
  const prop = i.props.find((p) => p.key === name);
  return prop !== undefined && !comesIn(f, prop.value[0], new Set());
}

function comesIn(f: FunctionFacts, v: ValueId, seen: Set<ValueId>): boolean {
  if (seen.has(v)) return false;
  seen.add(v);
  const i = f.instrs[v]!;
  return i.op === 'param' || operandsOf(i).some((o) => comesIn(f, o, seen));
}
