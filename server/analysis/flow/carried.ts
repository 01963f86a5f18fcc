/**
 * What is put on an instance of an SDK's type for whoever is given one: `app.decorate('db', db)`, the context of procedures. Every
 * instance of the type has it. Whoever reads it is solved again when more is put there.
 */
import { holderOf } from '../models/catalog';
import type { CallSpec } from '../models/format';
import { field } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import type { Run } from './run';
import { NOTHING, constantsOf, join, newObj, ofRef, type Obj, type Value } from './values';
import { givenBack, typedValue } from './typed';
import { assignProperty } from './variables';

const stores = new WeakMap<object, Map<string, Obj>>();

/** By the holder's name: `fastify:FastifyInstance#`, `hono:Context#var`. */
function storeOf(run: Run, holder: string): Obj {
  let all = stores.get(run.solver);
  if (!all) stores.set(run.solver, (all = new Map()));
  let store = all.get(holder);
  if (!store) all.set(holder, (store = newObj({ known: false, shared: {} })));
  return store;
}

export function carry(run: Run, event: CallEvent, { to, name, value, type, made }: NonNullable<CallSpec['carries']>): void {
  const call = run.fn.facts.instrs[event.instr];
  const written = type !== undefined && call?.op === 'call' ? call.types?.[type] : undefined;
  const all = [...(value ? valuesAt(event, value).map((at) => at.value) : []), ...(written ? [typedValue(run, NOTHING, written)] : [])].reduce(join, NOTHING);
  const given = made ? givenBack(run, all) : all;
  if (given === NOTHING) return;
  const { holder, member } = holderOf(to);
  const names = name ? valuesAt(event, name).flatMap((at) => constantsOf(at.value)?.map(String) ?? []) : [member];
  for (const n of names) assignProperty(run, ofRef({ k: 'obj', obj: storeOf(run, name ? to : holder) }), n, given);
}

/** `event.locals.db = createClient(…)`. Data is left out: what unknown code found by a cookie is not what the cookie says. */
export function carryWritten(run: Run, holder: string, name: string, { refs }: Value): void {
  const things = refs.filter((r) => r.k === 'api' || r.k === 'fn' || r.k === 'inst');
  if (things.length > 0) assignProperty(run, ofRef({ k: 'obj', obj: storeOf(run, holder) }), name, { taints: [], refs: things });
}

/** What was put under this name on instances of the holder. */
export function carried(run: Run, holder: string, name: string): Value {
  if (!run.solver.catalog.carries(holder)) return NOTHING;
  const store = storeOf(run, holder);
  run.solver.depend(store.shared!, run.fn);
  return field(store, name);
}
