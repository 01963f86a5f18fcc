/**
 * Events that an emitter carries from whoever emits to whoever listens, in any file: a store for each emitter, in which what is
 * emitted stands under the event's name. Listeners are solved again when more is put there.
 */
import type { CallSpec } from '../models/format';
import { field, fns } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import type { Run } from './run';
import { NOTHING, constantsOf, join, newObj, ofRef, siteOf, type FnNode, type Obj, type Value } from './values';
import { assignProperty } from './variables';

const channels = new WeakMap<object, Obj>();

/** The stores of the emitters that a value may be: one for each place that makes one, and one for all instances of a class. */
function channelsOf(v: Value | undefined): Obj[] {
  return (v?.refs ?? []).flatMap((r) => {
    const key = r.k === 'inst' ? r.cls : r.k === 'api' && r.made ? siteOf(r.made.fn, r.made.instr) : undefined;
    if (!key) return [];
    let channel = channels.get(key);
    if (!channel) channels.set(key, (channel = newObj({ known: false, shared: {} })));
    return [channel];
  });
}

/** Names of events that stand at a port; `*` where they cannot be seen. */
const named = (event: CallEvent, port: string): string[] => valuesAt(event, port).flatMap((at) => constantsOf(at.value)?.map(String) ?? ['*']);

const slot = (name: string, n: number): string => `${name} ${n}`;

/** `emitter.emit(name, …data)` */
export function emit(run: Run, event: CallEvent, { event: port, data }: NonNullable<CallSpec['emits']>): void {
  for (const channel of channelsOf(event.self))
    for (const name of named(event, port)) valuesAt(event, data).forEach(({ value }, n) => assignProperty(run, ofRef({ k: 'obj', obj: channel }), slot(name, n), value));
}

/** `emitter.on(name, handler)`: what the handler's parameters are. */
export function heard(run: Run, event: CallEvent, { event: port, handler }: NonNullable<CallSpec['listens']>): Map<FnNode, Value[]> {
  const handlers = valuesAt(event, handler).flatMap((at) => fns(at.value).map((f) => f.fn));
  const out = new Map<FnNode, Value[]>(handlers.map((fn) => [fn, fn.facts.params.map(() => NOTHING)]));
  for (const channel of channelsOf(event.self)) {
    run.solver.depend(channel.shared!, run.fn);
    for (const name of named(event, port))
      for (const values of out.values())
        values.forEach((before, n) => {
          values[n] = [slot(name, n), slot('*', n)].map((key) => field(channel, key)).reduce(join, before);
        });
  }
  return out;
}
