/** Questions that several rules ask of calls. */
import type { CallEvent } from '../flow/events';
import type { FunctionFacts } from '../facts/ir';
import { once } from '../facts/once';
import { apis, deepTaints, fns, part } from '../flow/access';
import { having } from '../flow/asked';
import { allHold, allMayHold, holds, valuesAt, writtenText, type At } from '../flow/positions';
import { clearedBy, isLocked } from '../flow/substitute';
import type { Solver } from '../flow/solver';
import { BIT, NO_FACTS, bitsOf, constantsOf, type Facts, type FnNode, type Taint, type Value } from '../flow/values';
import { LIMITS } from '../limits';
import { handlersAt } from './handlers';
import type { AttributeSpec, DataKind, JsxSpec, ModelCallSpec, RetrievalSpec, SafeFor, SinkKind, SinkSpec } from '../models/format';
import { listOf } from '../models/ports';

/**
 * The taints of a kind in a value that nothing has made safe. `call` is the call that takes the value: what was checked before it
 * counts also for objects that were built before the check.
 */
export function carries(v: Value, kinds: readonly DataKind[], safe: readonly SafeFor[] = [], call?: Pick<CallEvent, 'facts'>): readonly Taint[] {
  return carriesUnless(v, kinds, BIT.any | bitsOf(safe), call);
}

/** The taints of a kind in a value that have none of these bits of `BIT`. */
export function carriesUnless(v: Value, kinds: readonly DataKind[], mask: number, call?: Pick<CallEvent, 'facts'>): readonly Taint[] {
  return clearedBy(deepTaints(v), call?.facts ?? NO_FACTS).filter((t) => kindsOf(t).some((k) => kinds.includes(k)) && (t.safe & mask) === 0);
}

/** Of what data is made: an upload is its sender's, the text that was taken out of it also of whoever wrote it. */
function kindsOf({ origin, safe }: Taint): readonly DataKind[] {
  if (origin.k !== 'source') return [];
  return safe & BIT.extracted && origin.kinds.includes('user') ? [...origin.kinds, 'external'] : origin.kinds;
}

/** What a tool says of itself to a model counts as instructions. */
export const toolDescriptions = (events: readonly CallEvent[]): { event: CallEvent; at: At }[] =>
  having(events, 'tool').flatMap((event) =>
    event.specs.flatMap((s) => listOf(s.tool).flatMap((t) => (t.description ? valuesAt(event, t.description).map((at) => ({ event, at })) : []))),
  );

/** What the handlers of tools give back to the model, by the expressions that return it. */
export const toolResults = ({ solver, events }: { solver: Solver; events: readonly CallEvent[] }): { event: CallEvent; fn: FnNode; at: At; facts: Facts }[] =>
  having(events, 'tool').flatMap((event) =>
    event.specs
      .flatMap((s) => listOf(s.tool))
      .flatMap((t) => (t.handler ? handlersAt(event, t.handler) : []))
      .flatMap((fn) => (solver.solved.get(fn)?.answers ?? []).map(({ facts, ...at }) => ({ event, fn, at, facts }))),
  );

export interface ModelCall {
  event: CallEvent;
  spec: ModelCallSpec;
  instructions: At[];
  content: At[];
  roles: At[];
  filtered: boolean;
}

const known = new WeakMap<CallEvent, ModelCall[]>();

/** Calls that ask a model, with what stands at each position. Several rules ask, at every edit: each call is looked at once. */
export const modelCalls = (events: readonly CallEvent[]): ModelCall[] => having(events, 'model', 'agent').flatMap(modelCallsOf);

function modelCallsOf(event: CallEvent): ModelCall[] {
  let calls = known.get(event);
  if (!calls) known.set(event, (calls = event.specs.flatMap((s) => [s.model, s.agent].flatMap((spec): ModelCall[] => (spec ? [modelCall(event, spec)] : [])))));
  return calls;
}

function modelCall(event: CallEvent, spec: ModelCallSpec): ModelCall {
  const at = (ports: string[] | undefined): At[] => (ports ?? []).flatMap((p) => valuesAt(event, p));
  const filled = filledBy(event, spec);
  const read = (event.contextRead ?? []).flatMap((name) => (spec.context ? valuesAt(event, `${spec.context.port}.${name}`) : []));
  const instructions = [...at(spec.instructions), ...filled.instructions, ...read];
  return { event, spec, instructions, content: [...at(spec.content), ...filled.content], roles: at(spec.roles), filtered: isFiltered(event, spec, 0) };
}

/** What made the agents that a call runs, and the models that it asks. */
export const makersUsed = once((event: CallEvent) =>
  event.specs
    .flatMap((s) => s.model?.uses ?? [])
    .flatMap((p) => valuesAt(event, p))
    .flatMap((at) => apis(at.value).flatMap((r) => r.made ?? [])),
);

/** What made the agents, clients and models that a call uses, with what these use themselves. */
const makers = (event: CallEvent, spec: ModelCallSpec): { made: CallEvent; spec: ModelCallSpec }[] =>
  (spec.uses ?? [])
    .flatMap((p) => valuesAt(event, p))
    .flatMap((a) => apis(a.value).flatMap((r) => r.made ?? []))
    .flatMap((made) => made.specs.flatMap((s) => [s.model, s.agent, s.uses && { uses: s.uses }].flatMap((m) => (m ? [{ made, spec: m }] : []))));

/** The SDK refuses system messages in the call's lists, and neither the call nor what it uses was told to let them in. */
export function refusesSystem({ event, spec }: ModelCall): boolean {
  const said = [event, ...makers(event, spec).map((m) => m.made)].flatMap((e) =>
    e.specs.flatMap((s) => (s.refusesSystem ? [!s.refusesSystem.unless || holds(e, s.refusesSystem.unless) !== 'yes'] : [])),
  );
  return said.length > 0 && said.every(Boolean);
}

/** A filter is set on the call, or on the agent, client or model that it uses, or on what that was made of. */
function isFiltered(event: CallEvent, spec: ModelCallSpec, depth: number): boolean {
  return filters(event, spec) || (depth < LIMITS.objectDepth && makers(event, spec).some((m) => isFiltered(m.made, m.spec, depth + 1)));
}

/** The values that fill templates, by where the templates put them. */
function filledBy(event: CallEvent, spec: ModelCallSpec): { instructions: At[]; content: At[] } {
  const out: { instructions: At[]; content: At[] } = { instructions: [], content: [] };
  if (!spec.fills) return out;
  const templates = instructionTexts(event, spec, 0);
  for (const whole of valuesAt(event, spec.fills)) {
    const names = whole.value.refs.flatMap((r) => (r.k === 'obj' && !r.obj.array ? [...r.obj.fields.keys()] : []));
    const at = { ...whole, value: { taints: whole.value.taints, refs: [] } };
    if (at.value.taints.length > 0) out.content.push(at);
    for (const name of new Set(names)) {
      const position = templates.some((t) => t.includes(`{${name}}`)) ? 'instructions' : 'content';
      out[position].push(...valuesAt(event, `${spec.fills}.${name}`));
    }
  }
  return out;
}

function instructionTexts(event: CallEvent, spec: ModelCallSpec, depth: number): string[] {
  const own = (spec.instructions ?? []).flatMap((p) => valuesAt(event, p)).flatMap((a) => [...(constantsOf(a.value) ?? []).map(String), writtenText(event, a.mark)]);
  return depth > LIMITS.objectDepth ? own : [...own, ...makers(event, spec).flatMap((m) => instructionTexts(m.made, m.spec, depth + 1))];
}

const filters = (event: CallEvent, spec: ModelCallSpec): boolean =>
  (spec.filter ?? []).some((f) => (!f.stops || event.refusing?.has(f)) && holds(event, f) !== 'no' && !(f.unless ?? []).some((u) => holds(event, u) === 'yes'));

/** The values that reach sinks of a kind in a call, a write or an element. */
export function sinksOf(event: CallEvent, kind: SinkKind, jsx: readonly JsxSpec[] = []): { spec: SinkSpec; at: At }[] {
  const called = event.specs.flatMap((s) =>
    listOf(s.sink).flatMap((spec) => {
      if (spec.kind !== kind || !allMayHold(event, spec.if) || (spec.unless ?? []).some((u) => holds(event, u) === 'yes')) return [];
      if (spec.seen && allHold(event, spec.seen) !== 'yes') return [];
      if ((spec.after && !isLocked(event.facts, spec.after)) || (spec.notAfter && isLocked(event.facts, spec.notAfter))) return [];
      return valuesAt(event, spec.port).map((at) => ({ spec, at }));
    }),
  );
  if (!event.name.startsWith('jsx:')) return called;
  const element = event.name.slice(4);
  return jsx.flatMap(({ element: wanted, sink }) => {
    if (!sink || sink.kind !== kind || (wanted !== '*' && wanted !== element)) return [];
    const spec: SinkSpec = { kind, port: `0.${sink.attribute}` };
    if ((sink.when && !sink.when.some((w) => isSet(event, w))) || (sink.unless ?? []).some((u) => isSet(event, u))) return [];
    return attribute(event, sink.attribute).map((at) => ({ spec, at }));
  });
}

/** An attribute that says how the element shows what it is given. A restriction that lets everything pass (`['*']`, `(url) => url`) restricts nothing. */
function isSet(event: CallEvent, u: AttributeSpec): boolean {
  return valuesAt(event, `0.${u.attribute}`).some(({ value }) => {
    if (fns(value).some((f) => isIdentity(f.fn.facts))) return false;
    const listed = listedIn(value);
    if (listed.includes('*')) return false;
    if (u.lists) return listed.includes(u.lists) !== (u.not ?? false);
    return !u.is || (constantsOf(value) ?? []).some((c) => u.is!.includes(c as string));
  });
}

/** The constants of a list, and the names of what stands in it from packages: `[remarkGfm, [rehypeSanitize, schema]]`. */
const listedIn = (value: Value, depth = 0): unknown[] =>
  value.refs.flatMap((r) => {
    if (r.k !== 'obj' || !r.obj.array || depth > 1) return [];
    return [...r.obj.fields.values()].flatMap((f) => [...(constantsOf(f) ?? []), ...apis(f).map((a) => a.name), ...listedIn(f, depth + 1)]);
  });

/** `(x) => x` */
const isIdentity = (f: FunctionFacts): boolean => f.blocks.some((b) => b.end.kind === 'return' && b.end.value !== undefined && f.instrs[b.end.value[0]]?.op === 'param');

/** The value of an attribute; of `{ __html: x }` it is `x`. */
function attribute(event: CallEvent, name: string): At[] {
  const instr = event.fn.facts.instrs[event.instr]!;
  const use = instr.op !== 'jsx' ? undefined : name === 'children' ? instr.children[0] : instr.props.find((p) => p.key === name)?.value;
  const value = event.args[0] && part(event.args[0], name);
  if (!use || !value) return [];
  const inner = event.fn.facts.instrs[use[0]];
  const html = inner?.op === 'object' ? inner.props.find((p) => p.key === '__html')?.value : undefined;
  return [{ value: html ? part(value, '__html') : value, mark: html ?? use }];
}

/** Whether a program calls a model or builds a client of one. */
/** A model works for the call, which takes time and costs something. */
export const asksModel = (e: CallEvent): boolean => e.specs.some((s) => s.model !== undefined && s.model.task !== 'note');

/** Whether whoever sends the request is served the tools of a server. */
export const servesTools = (e: CallEvent): boolean => e.specs.some((s) => s.serves);

export const talksToAi = (events: readonly CallEvent[]): boolean => events.some((e) => e.specs.some((s) => s.model || s.agent || s.client?.service === 'ai'));

/** The search that a call makes; many a store is asked other things by the same call. */
export const retrievalOf = (event: CallEvent): RetrievalSpec | undefined => event.specs.find((s) => s.retrieval && allHold(event, s.retrieval.if) === 'yes')?.retrieval;
