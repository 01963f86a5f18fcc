/** What functions that are handed to an SDK will be given: their parameters' types and data. It decides how they are solved. */
import { LIMITS } from '../limits';
import type { EntrySpec } from '../models/format';
import { listOf, parsePort } from '../models/ports';
import { apis, fns } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import type { Run } from './run';
import { heldIn } from './schemas';
import { NOTHING, type Held, type Value } from './values';

/** Asked where the call stands, and again where a caller is seen to hand in the function. */
export function giveContexts(run: Run, event: CallEvent): void {
  for (const s of event.specs) {
    if (s.entry) entry(run, event, s.entry);
    for (const [port, what] of Object.entries(s.callbacks ?? {})) contextOf(run, event, port, what);
  }
}

/** What a callback's parameter is. A tool's schema is checked before its handler runs. */
function contextOf(run: Run, event: CallEvent, portText: string, what: NonNullable<EntrySpec['params']>[number]): void {
  const port = parsePort(portText);
  const param = port.callback?.param;
  if (param === undefined || what === null) return;
  const given = valuesAt(event, portText.slice(0, portText.indexOf('('))).flatMap((v) => fns(v.value));
  if (given.length === 0) return;
  const held = typeof what === 'object' && [what.kind].flat().includes('arguments') ? toolSchemas(event).flatMap(heldIn) : [];
  for (const f of given) {
    run.solver.giveParam(f.fn, param, what, event, held);
    // A method of a thing that was handed over: nobody of the workspace need call it.
    run.solver.want(f.fn);
  }
}

/** Where an SDK takes the schema in several places, each argument may be it. */
const toolSchemas = (event: CallEvent): Value[] =>
  event.specs
    .flatMap((s) => listOf(s.tool))
    .flatMap((t) => listOf(t.schema ?? '*'))
    .flatMap((port) => valuesAt(event, port).map((a) => a.value));

/** What the framework holds its handlers' data to, here or in a link of the chain before. */
function validated(event: CallEvent): Held[] {
  const out: Held[] = [];
  const links = new Set([event]);
  for (const e of links) {
    for (const { validates } of e.specs) {
      const held = validates ? valuesAt(e, validates.schema).flatMap((at) => heldIn(at.value)) : [];
      out.push(...held.map((h) => (validates?.member ? { ...h, member: `${validates.member}.${h.member}` } : h)));
    }
    for (const r of apis(e.self ?? NOTHING)) if (r.made && links.size < LIMITS.targets) links.add(r.made);
  }
  return out;
}

function entry(run: Run, event: CallEvent, spec: EntrySpec): void {
  const held = validated(event);
  for (const at of valuesAt(event, spec.handler)) {
    for (const f of fns(at.value)) {
      (spec.params ?? []).forEach((p, n) => p !== null && run.solver.giveParam(f.fn, n, p, event, held));
    }
  }
}
