/** Searches of the organisation's data, and whose records each of them asks for. */
import {
  type At,
  type CallEvent,
  type Entry,
  type FnNode,
  type RetrievalSpec,
  type RuleContext,
  type Taint,
  type Value,
  allHold,
  apis,
  carries,
  constantsOf,
  deepTaints,
  display,
  entryPoints,
  eventsBelow,
  fns,
  listOf,
  namesOwner,
  narrowed,
  unguarded,
  valuesAt,
  writtenText,
} from '../../server/analysis/api';
import { ownerCondition } from './owners';

export interface Search {
  event: CallEvent;
  spec: RetrievalSpec;
  /** Where it is reached from: an entry point with somebody remote behind it, or a tool. */
  from: Entry | CallEvent;
}

export type Scope = { kind: 'none' } | { kind: 'scoped' } | { kind: 'untrusted'; at: At; taints: readonly Taint[] };

export const retrievalOf = (event: CallEvent): RetrievalSpec | undefined => event.specs.find((s) => s.retrieval && allHold(event, s.retrieval.if) === 'yes')?.retrieval;

const keyOf = (e: CallEvent): string => `${e.fn.file.path}#${e.fn.facts.key}:${e.instr}`;

/** Searches that a remote entry point or a tool reaches; those that anyone may make are another rule's. */
export function searches(context: RuleContext): Search[] {
  const { events, solver } = context;
  const entries = entryPoints(solver, events);
  const open = new Set(
    entries
      .filter((e) => e.guard !== 'authenticated')
      .flatMap((e) =>
        unguarded(solver, e.handler)
          .filter(retrievalOf)
          .map((c) => `${e.handler.file.path}#${e.handler.facts.key} ${keyOf(c)}`),
      ),
  );
  const from = new Map<string, Entry | CallEvent>();
  const reach = (root: FnNode, by: Entry | CallEvent): void => {
    for (const e of eventsBelow(solver, root)) {
      if (!retrievalOf(e) || open.has(`${root.file.path}#${root.facts.key} ${keyOf(e)}`)) continue;
      if (!from.has(keyOf(e))) from.set(keyOf(e), by);
    }
  };
  for (const e of entries) reach(e.handler, e);
  for (const e of events)
    for (const t of e.specs.flatMap((s) => listOf(s.tool))) for (const f of t.handler ? valuesAt(e, t.handler).flatMap((a) => fns(a.value)) : []) reach(f.fn, e);
  return events.flatMap((event) => {
    const spec = retrievalOf(event);
    const by = spec && from.get(keyOf(event));
    return spec && by ? [{ event, spec, from: by }] : [];
  });
}

/** Whose records a search asks for. What cannot be seen counts as a scope: unknown is not guilty. */
export function scopeOf(event: CallEvent, spec: RetrievalSpec): Scope {
  const values = [
    ...(spec.namespace ?? []).flatMap((p) => valuesAt(event, p)),
    ...(spec.scope ?? []).flatMap((p) => valuesAt(event, p)).flatMap((a) => ownersIn(event, a)),
    ...chained(event),
    ...bySql(event, spec),
  ];
  if (values.includes('unknown')) return { kind: 'scoped' };
  const known = values.filter((v): v is At => v !== 'unknown' && !isConstant(v.value));
  if (known.length === 0) return { kind: 'none' };
  const verdicts = known.map((at) => ({ at, taints: untrusted(event, at) }));
  const bad = verdicts.find((v) => v.taints.length > 0);
  return bad && verdicts.every((v) => v.taints.length > 0) ? { kind: 'untrusted', ...bad } : { kind: 'scoped' };
}

const isConstant = (v: Value): boolean => constantsOf(v) !== undefined;

/** Data that a caller or a model chose; where the identity is part of it, it is not theirs alone. */
function untrusted(event: CallEvent, at: At): readonly Taint[] {
  if (deepTaints(at.value).some((t) => t.origin.k === 'source' && t.origin.kinds.includes('identity'))) return [];
  return carries(at.value, ['user', 'model'], ['scope'], event);
}

/** The values under fields that name an owner, however deep a filter nests; a filter that is not written out is unknown. */
export function ownersIn(event: CallEvent, filter: At, depth = 0): (At | 'unknown')[] {
  const taints = carries(filter.value, ['user', 'model'], ['scope'], event);
  const objects = filter.value.refs.flatMap((r) => (r.k === 'obj' ? [r.obj] : []));
  if (objects.length === 0) {
    if (filter.value.taints.length > 0 && taints.length > 0 && depth === 0) return [narrowed(event, filter, (v) => carries(v, ['user', 'model'], ['scope'], event).length > 0)];
    const text = writtenText(event, filter.mark);
    if (constantsOf(filter.value)) return namesInText(String(constantsOf(filter.value)![0])) ? ['unknown'] : [];
    return text !== '?' && !namesInText(text) ? [] : depth === 0 || filter.value.taints.length > 0 ? (namesInText(text) && taints.length > 0 ? [filter] : ['unknown']) : [];
  }
  const out: (At | 'unknown')[] = [];
  for (const obj of objects) {
    const named = ['key', 'field', 'path', 'column'].flatMap((k) => constantsOf(obj.fields.get(k) ?? { taints: [], refs: [] }) ?? []).some((c) => namesOwner(String(c)));
    // `['orgId', 'Eq', value]`
    const tuple = obj.array && constantsOf(obj.fields.get('0') ?? { taints: [], refs: [] })?.some((c) => namesOwner(String(c)));
    for (const [name, value] of obj.fields) {
      const at = { value, mark: partMark(event, filter, name, value) };
      if (namesOwner(name)) out.push(...leaves(event, at));
      else if (tuple && name !== '0') out.push(...(constantsOf(value) ? [] : leaves(event, at)));
      else if (named && /^(value|match|stringValue|values|any)$/.test(name)) out.push(...leaves(event, at));
      else if (depth < 6 && value.refs.some((r) => r.k === 'obj')) out.push(...ownersIn(event, at, depth + 1));
    }
    if (obj.rest && depth < 6) out.push(...ownersIn(event, { value: obj.rest, mark: filter.mark }, depth + 1));
  }
  return out;
}

const namesInText = (text: string): boolean => [...text.matchAll(/[\w.]+/g)].some((m) => namesOwner(m[0]));

const partMark = (event: CallEvent, filter: At, _name: string, value: Value): At['mark'] => narrowed(event, filter, (v) => v === value).mark;

/** `{ $eq: x }`, `[x]` and `x`: the value itself. */
function leaves(event: CallEvent, at: At, depth = 0): At[] {
  const inner = depth < 3 ? at.value.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields.entries(), ...(r.obj.rest ? [['*', r.obj.rest] as const] : [])] : [])) : [];
  if (inner.length === 0) return [at];
  return inner.flatMap(([name, value]) => leaves(event, { value, mark: partMark(event, at, name, value) }, depth + 1));
}

/** A store that was chosen before: `index.namespace(ns).query(…)`, a client made with the caller's own token. */
export function chained(event: CallEvent): At[] {
  const out: At[] = [];
  let makers = event.self ? apis(event.self).flatMap((r) => r.made ?? []) : [];
  for (let n = 0; n < 6 && makers.length > 0; n++) {
    for (const m of makers) for (const p of m.specs.flatMap((s) => s.scoped ?? [])) out.push(...valuesAt(m, p));
    makers = makers.flatMap((m) => (m.self ? apis(m.self).flatMap((r) => r.made ?? []) : []));
  }
  return out;
}

function bySql(event: CallEvent, spec: RetrievalSpec): (At | 'unknown')[] {
  if (!spec.sql) return [];
  return valuesAt(event, spec.sql).flatMap((text): (At | 'unknown')[] => {
    const constants = constantsOf(text.value);
    const condition = ownerCondition(constants ? String(constants[0]) : writtenText(event, text.mark));
    if (!condition) return [];
    const bound = condition.parameter !== undefined && spec.params ? valuesAt(event, `${spec.params}.${condition.parameter}`) : [];
    return bound.length > 0 ? bound : ['unknown'];
  });
}

export const searchName = ({ event, spec }: Search): string => `\`${display(event.name)}\`${spec.store ? ` (${spec.store})` : ''}`;

export const collectionOf = ({ event, spec }: Search): string | undefined =>
  (spec.collection ?? [])
    .flatMap((p) => valuesAt(event, p))
    .flatMap((a) => constantsOf(a.value) ?? [])
    .map(String)[0];
