/** What functions that are handed to an SDK will be given: their parameters' types and data. It decides how they are solved. */
import { LIMITS } from '../limits';
import type { EntrySpec } from '../models/format';
import { listOf, parsePort } from '../models/ports';
import { apis, fns } from './access';
import type { CallEvent } from './events';
import { examinedBy } from './examined';
import { registeredBefore } from './registered';
import { valuesAt } from './positions';
import type { Run } from './run';
import { heldIn, heldInJson } from './schemas';
import { NOTHING, constantsOf, type FnNode, type Held, type Value } from './values';

/** Asked where the call stands, and again where a caller is seen to hand in the function. */
export function giveContexts(run: Run, event: CallEvent): void {
  for (const s of event.specs) {
    if (s.entry) entry(run, event, s.entry);
    for (const [port, what] of Object.entries(s.callbacks ?? {})) contextOf(run, event, port, what);
  }
}

/** What a callback's parameter is. A tool's schema is checked before its handler runs, and so is what the call itself holds the data to. */
function contextOf(run: Run, event: CallEvent, portText: string, what: NonNullable<EntrySpec['params']>[number]): void {
  const port = parsePort(portText);
  const param = port.callback?.param;
  if (param === undefined || what === null) return;
  const given = valuesAt(event, portText.slice(0, portText.indexOf('('))).flatMap((v) => fns(v.value));
  if (given.length === 0) return;
  const held = typeof what === 'object' && [what.kind].flat().includes('arguments') ? toolSchemas(event).flatMap(heldIn) : validated(event, []);
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
    // Of tools that are plain objects, each has a schema of its own, which is written for the model alone.
    .flatMap((t) => (t.each === undefined ? listOf(t.schema ?? '*') : []))
    .flatMap((port) => valuesAt(event, port).map((a) => a.value));

/** What the framework holds its handlers' data to: here, in a link of the chain before, or in what runs before the handler. */
export function validated(event: CallEvent, before: readonly Value[]): Held[] {
  const out: Held[] = [];
  const links = new Set([event]);
  const follow = (v: Value): void => {
    for (const r of apis(v)) if (r.made && links.size < LIMITS.targets) links.add(r.made);
  };
  before.forEach(follow);
  for (const e of links) {
    for (const { schema, member, json } of e.specs.flatMap((s) => listOf(s.validates))) {
      const part = member?.replace(/^\{(\d+)\}$/, (_, n: string) => namedAt(e, n) ?? '?');
      const held = valuesAt(e, schema).flatMap((at) => (json ? heldInJson : heldIn)(at.value));
      out.push(...held.map((h) => (part ? { ...h, member: `${part}.${h.member}` } : h)));
    }
    follow(e.self ?? NOTHING);
  }
  return out;
}

/** The one constant at a port, as a name. */
function namedAt(event: CallEvent, port: string): string | undefined {
  const names = valuesAt(event, port).flatMap((at) => constantsOf(at.value) ?? [undefined]);
  return names.length === 1 && typeof names[0] === 'string' ? names[0] : undefined;
}

/** Of the part of the request that a port names: what it was held to before the handler was called in which, at any depth, this function is written. */
export function heldBefore(run: Run, event: CallEvent, port: string): Held[] | undefined {
  const part = namedAt(event, port);
  return part === undefined ? undefined : heldAs(run, part);
}

/** The same of a part that has a name of its own (`request.body`). */
export function heldAs(run: Run, part: string): Held[] | undefined {
  for (let fn: FnNode | undefined = run.fn; fn; fn = fn.file.fns[fn.facts.parent]) {
    run.solver.depend(fn.context, run.fn);
    if (fn.validated) return fn.validated.flatMap((h) => (h.member === part || h.member.startsWith(`${part}.`) ? [{ ...h, member: h.member.slice(part.length + 1) }] : []));
  }
  return undefined;
}

function entry(run: Run, event: CallEvent, spec: EntrySpec): void {
  const given = valuesAt(event, spec.handler).map((at) => at.value);
  const held = validated(event, given);
  const before = new Set<FnNode>(registeredBefore(run, event, spec));
  const give = (f: FnNode, params: NonNullable<EntrySpec['params']>): void => {
    const examined = spec.each ? [] : [...before].flatMap((fn) => (fn === f ? [] : examinedBy(run, fn)));
    params.forEach((p, n) => p !== null && run.solver.giveParam(f, n, p, event, [...held, ...examined]));
    before.add(f);
  };
  const params = spec.params ?? [];
  // Hooks are given the request too, but not what a handler is called with besides.
  for (const hook of spec.hooks ?? [])
    for (const at of valuesAt(event, hook))
      for (const f of inTurn(at.value))
        give(
          f,
          params.map((p) => (typeof p === 'string' ? p : null)),
        );
  for (const v of given) for (const f of inTurn(v)) give(f, params);
}

/** Functions, also those of a list. */
const inTurn = (v: Value): FnNode[] => [v, ...v.refs.flatMap((r) => (r.k === 'obj' && r.obj.array ? [...r.obj.fields.values()] : []))].flatMap((x) => fns(x).map((f) => f.fn));
