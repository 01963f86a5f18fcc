/**
 * The state of a graph whose nodes are functions: each is called with what the graph was given and with what other nodes gave back. A store for
 * each graph, in which values stand under the names of the state's fields. Whoever hands the state to functions is solved again when it gets more.
 */
import type { CallSpec } from '../models/format';
import { deepTaints } from './access';
import { rootOf } from './chains';
import type { CallEvent } from './events';
import { elementOf } from './objects';
import { valuesAt } from './positions';
import type { Run } from './run';
import { type Obj, type Ref, type Taint, type Value, BIT, NOTHING, join, newObj, originKey, siteOf } from './values';

const states = new WeakMap<object, Obj>();

/** The states of the graphs that a call is made on: one for each place that makes a graph. */
function statesOf(event: CallEvent): Obj[] {
  const began = (event.self?.refs ?? []).flatMap((r) => (r.k === 'api' && r.made ? [rootOf(r.made)] : []));
  return [...new Set(began.map((made) => siteOf(made.fn, made.instr)))].map((key) => {
    let state = states.get(key);
    if (!state) states.set(key, (state = newObj({ known: false, shared: {} })));
    return state;
  });
}

/** What nodes are called with. */
export function stateGiven(run: Run, event: CallEvent): Value {
  const all = statesOf(event);
  for (const state of all) run.solver.depend(state.shared!, run.fn);
  return { taints: [], refs: all.map((obj): Ref => ({ k: 'obj', obj })) };
}

/** Data that stands at positions of a model call, whose question that call is. */
interface Asked {
  instructions: readonly Taint[];
  content: readonly Taint[];
}

/** What a graph is given. Where the call is itself one of a model, that call is asked about it, and not the nodes as well: content counts as examined, and instructions stay there. */
export function givenToGraph(event: CallEvent, { puts = [] }: NonNullable<CallSpec['state']>): Value {
  const dataAt = (ports: readonly string[]): Taint[] => ports.flatMap((port) => valuesAt(event, port)).flatMap((at) => deepTaints(at.value));
  const models = event.specs.flatMap((s) => s.model ?? []);
  const asked = { instructions: dataAt(models.flatMap((m) => m.instructions ?? [])), content: dataAt(models.flatMap((m) => [...(m.content ?? []), ...(m.roles ?? [])])) };
  const given = puts.flatMap((port) => valuesAt(event, port)).map((at) => at.value);
  return given.map((v) => answeredFor(v, asked, new Map())).reduce(join, NOTHING);
}

const isAmong = (t: Taint, all: readonly Taint[]): boolean =>
  all.some((a) => originKey(a.origin) === originKey(t.origin) && a.path.every((p, n) => n >= t.path.length || p === t.path[n]));

function answeredFor(v: Value, asked: Asked, seen: Map<Obj, Obj>): Value {
  const copy = (o: Obj): Obj => {
    let known = seen.get(o);
    if (known || o.shared) return known ?? o;
    seen.set(o, (known = newObj({ ...o, fields: new Map() })));
    for (const [name, f] of o.fields) known.fields.set(name, answeredFor(f, asked, seen));
    known.rest = o.rest && answeredFor(o.rest, asked, seen);
    known.spread = o.spread && answeredFor(o.spread, asked, seen);
    return known;
  };
  return {
    ...v,
    taints: v.taints.flatMap((t) => (isAmong(t, asked.instructions) ? [] : isAmong(t, asked.content) ? [{ ...t, safe: t.safe | BIT.filter | BIT.roles }] : [t])),
    refs: v.refs.map((r) => (r.k === 'obj' ? { ...r, obj: copy(r.obj) } : r)),
  };
}

/** What a node gives back: fields of the state, themselves or in a list. */
export const updateOf = (run: Run, returned: Value): Value => (returned.refs.some((r) => r.k === 'obj' && r.obj.array) ? join(returned, elementOf(run, returned)) : returned);
