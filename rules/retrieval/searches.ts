/** Searches of the organisation's data, and whose records each of them asks for. */
import {
  type At,
  type CallEvent,
  type Entry,
  type FnNode,
  type FnRef,
  type RetrievalSpec,
  type RuleContext,
  type Taint,
  type Use,
  type Value,
  apis,
  callUse,
  carries,
  constantsOf,
  contents,
  deepTaints,
  display,
  entryPoints,
  eventsBelow,
  fns,
  having,
  isLink,
  listOf,
  membersOf,
  namesOwner,
  narrowed,
  once,
  part,
  retrievalOf,
  sameTaint,
  unguarded,
  valuesAt,
  writtenText,
} from '../../server/analysis/api';
import { type Given, type Running, bySql, conditionsOf, partsOf, searchIn, searchOf, storesChosen, textAt } from './queries';

export interface Search extends Running<RetrievalSpec> {
  /** The call that executes the search. */
  event: CallEvent;
  /** Where it is reached from: an entry point with somebody remote behind it, or a tool. */
  from: Entry | CallEvent;
}

export type Scope = { kind: 'none' } | { kind: 'scoped' } | ({ kind: 'untrusted'; taints: readonly Taint[] } & Given);

/** "Pinecone", "a vector store", "an OpenAI vector store": what says what kind of thing it is has an article. */
export const nameOfStore = (store: string): string => (/\b(store|base)$/.test(store) ? `${/^[aeiou]/i.test(store) ? 'an' : 'a'} ${store}` : store);

const keyOf = (e: CallEvent): string => `${e.fn.file.path}#${e.fn.facts.key}:${e.instr}`;

/** A call, and the searches that are among the tools of the model or agent that it asks. */
const withDefinitions = once((call: CallEvent): readonly CallEvent[] => {
  const asked = new Set([call]);
  for (const e of asked) {
    if (asked.size > 60) break;
    const given = e.specs.flatMap((s) => [...(s.uses ?? []), ...[s.model, s.agent].flatMap((m) => [...(m?.uses ?? []), ...(m?.tools ?? [])])]);
    for (const at of given.flatMap((p) => valuesAt(e, p))) for (const r of apis(at.value)) if (r.made) asked.add(r.made);
  }
  return [...asked].filter((e) => e === call || retrievalOf(e));
});

/** The calls among these, and among what they were given, that search. */
export const searching = once((calls: readonly CallEvent[]): readonly CallEvent[] => calls.flatMap(withDefinitions).filter(searchIn));

/** Searches that a remote entry point or a tool reaches; those that anyone may make are another rule's. */
export function searches(context: RuleContext): Search[] {
  const { events, solver } = context;
  const entries = entryPoints(solver, events);
  const open = new Set(
    entries
      .filter((e) => e.guard !== 'authenticated')
      .flatMap((e) =>
        searching(unguarded(solver, e.handler, 'auth', e.ref))
          .filter((c) => searchOf(c, events))
          .map((c) => `${e.handler.file.path}#${e.handler.facts.key} ${keyOf(c)}`),
      ),
  );
  const from = new Map<string, Entry | CallEvent>();
  const reach = (root: FnNode, by: Entry | CallEvent, ref?: FnRef): void => {
    for (const e of searching(eventsBelow(solver, root, ref))) {
      if (from.has(keyOf(e)) || open.has(`${root.file.path}#${root.facts.key} ${keyOf(e)}`)) continue;
      if (searchOf(e, events)) from.set(keyOf(e), by);
    }
  };
  for (const e of entries) reach(e.handler, e, e.ref);
  for (const e of having(events, 'tool'))
    for (const t of e.specs.flatMap((s) => listOf(s.tool))) for (const f of t.handler ? valuesAt(e, t.handler).flatMap((a) => fns(a.value)) : []) reach(f.fn, e);
  return events.flatMap((event) => {
    const by = from.get(keyOf(event));
    const search = by && searchOf(event, events);
    return search ? [{ ...search, event, from: by }] : [];
  });
}

/** Whose records a search asks for. What cannot be seen counts as a scope: unknown is not guilty. */
export function scopeOf({ solver }: RuleContext, event: CallEvent, { spec, by }: Running<RetrievalSpec>): Scope {
  const at = (port: string): Given[] => valuesAt(by, port).map((a) => ({ at: a, fn: by.fn }));
  const values = [
    ...(spec.namespace ?? []).flatMap(at).flatMap((g) => leaves(g)),
    ...(spec.scope ?? []).flatMap((p) => valuesAt(by, p)).flatMap((a) => ownersIn(by, a, spec.params)),
    ...storesChosen(event),
    ...partsOf(event).flatMap((part) => part.specs.flatMap((s) => s.builds?.all ?? []).flatMap((p) => valuesAt(part, p).flatMap((a) => ownersIn(part, a)))),
    ...conditionsOf(event)
      .filter((c) => namesOwner(c.field))
      .flatMap((c) => leaves(c.given)),
    ...(spec.sql ? bySql(by, spec.sql, spec.params).map((c) => c.given) : []),
  ];
  if (values.includes('unknown') || (spec.sql && tenantSet(solver.solved.get(event.fn)?.events ?? [], event))) return { kind: 'scoped' };
  const known = values.filter((v): v is Given => v !== 'unknown' && !isFixed(v.at.value) && !isLanguage(v.at.value));
  if (known.length === 0) return { kind: 'none' };
  const verdicts = known.map((v) => ({ ...v, taints: v.verified ? [] : untrusted(event, v.at.value) }));
  const bad = verdicts.find((v) => v.taints.length > 0);
  return bad && verdicts.every((v) => v.taints.length > 0) ? { kind: 'untrusted', ...bad } : { kind: 'scoped' };
}

/** A constant, or what the environment says: the same for everyone. */
export const isFixed = (v: Value): boolean =>
  constantsOf(v) !== undefined ||
  (v.taints.length === 0 && v.refs.length > 0 && v.refs.every((r) => r.k === 'const' || (r.k === 'api' && /^global:(process|import\.meta)\.env\./.test(r.name))));

/** The definition of the search that a model makes, else the call that executes it. */
export const searchMark = ({ event, spec, by }: Pick<Search, 'event' | 'spec' | 'by'>): Use => (spec.at ? valuesAt(by, spec.at)[0]?.mark : undefined) ?? callUse(event);

/** Documents in a language (`NEXT_LOCALE`) are nobody's own. */
const isLanguage = ({ taints }: Value): boolean => taints.length > 0 && taints.every((t) => membersOf(t.path).some((m) => /(^|[_-])(locale|lang|language)$/i.test(m)));

/** `SELECT set_config('app.tenant', $1, true)` before it: the database's own row-level security decides. */
const tenantSet = (events: readonly CallEvent[], search: CallEvent): boolean =>
  events.some(
    (e) =>
      e.instr < search.instr &&
      e.specs
        .flatMap((s) => listOf(s.effect))
        .some(({ sql }) => sql !== undefined && valuesAt(e, sql).some((a) => /\bset_config\s*\(|^\s*set\s+(local|session)\s/i.test(textAt(e, a)))) &&
      e.args.some((a) => deepTaints(a).some((t) => t.origin.k === 'source' && t.origin.kinds.includes('identity'))),
  );

/** Data that a caller or a model chose; where the identity is part of it, it is not theirs alone. */
function untrusted(event: CallEvent, v: Value): readonly Taint[] {
  if (deepTaints(v).some((t) => t.origin.k === 'source' && t.origin.kinds.includes('identity'))) return [];
  return carries(v, ['user', 'model'], ['scope'], event);
}

type Owners = (Given | 'unknown')[];

/** The values under fields that name an owner, however deep a filter nests; a filter that is not written out is unknown. */
export function ownersIn(event: CallEvent, filter: At, params?: string, depth = 0): Owners {
  const objects = filter.value.refs.flatMap((r) => (r.k === 'obj' ? [r.obj] : []));
  const built = apis(filter.value).flatMap((r) => (r.made && isLink(r.made) ? [r.made] : []));
  if (built.length > 0)
    return built.flatMap((m) =>
      conditionsOf(m)
        .filter((c) => namesOwner(c.field))
        .flatMap((c) => leaves(c.given)),
    );
  if (objects.length === 0) return ownersInText(event, filter, params, depth);
  const out: Owners = [];
  for (const obj of objects) {
    const named = isCondition(obj);
    let sent = obj.spread;
    for (const [name, value] of obj.fields) {
      const behind = namesOwner(name) ? overwritten(obj, name, value, filter) : undefined;
      if (behind) sent = undefined;
      const at = behind ?? { ...narrowed(event, filter, (v) => v === value), value };
      if (namesOwner(name) || (named && /^(value[A-Z]?\w*|Value|match|stringValue|any|[2-9])$/.test(name))) out.push(...leaves({ at, fn: event.fn }));
      else if (depth < 8 && value.refs.some((r) => r.k === 'obj')) out.push(...ownersIn(event, at, params, depth + 1));
    }
    for (const value of [obj.rest, sent]) if (value && depth < 8) out.push(...ownersIn(event, { value, mark: filter.mark }, params, depth + 1));
  }
  return out;
}

type Obj = Extract<Value['refs'][number], { k: 'obj' }>['obj'];

/** `{ orgId, ...filter }`: what the caller sent may have an `orgId` of its own, which then stands in the place of the one that was written. */
function overwritten({ spread }: Obj, name: string, value: Value, { mark }: At): At | undefined {
  const sent = spread ? carries(part(spread, name), ['user', 'model'], ['scope']).filter((t) => value.taints.some((own) => sameTaint(own, t))) : [];
  return sent.length > 0 ? { value: { taints: sent, refs: [] }, mark } : undefined;
}

/** `{ key: 'org_id', match: … }`, `{ path: ['org_id'], valueText: … }` and `['org_id', 'Eq', …]`. */
function isCondition(obj: Obj): boolean {
  const names = obj.array ? ['0'] : ['key', 'Key', 'field', 'path', 'column'];
  const given = names.flatMap((k) => obj.fields.get(k) ?? []);
  const parts = given.flatMap((v) => [v, ...v.refs.flatMap((r) => (!obj.array && r.k === 'obj' && r.obj.array ? contents(r.obj) : []))]);
  return parts.flatMap((v) => constantsOf(v) ?? []).some((c) => typeof c === 'string' && namesOwner(c));
}

const namesInText = (text: string): boolean => [...text.matchAll(/[\w.]+/g)].some((m) => namesOwner(m[0]));

/** A filter that is a text (`owner = '…'`), or one of which nothing is known but what it carries. */
function ownersInText(event: CallEvent, filter: At, params: string | undefined, depth: number): Owners {
  const constants = constantsOf(filter.value);
  if (constants) return constants.flatMap((c) => parameterOf(event, String(c), params));
  const text = writtenText(event, filter.mark);
  const chosen = carries(filter.value, ['user', 'model'], ['scope'], event).length > 0;
  if (text === '?')
    return chosen && depth === 0
      ? [{ at: narrowed(event, filter, (v) => carries(v, ['user', 'model'], ['scope'], event).length > 0), fn: event.fn }]
      : depth === 0 || filter.value.taints.length > 0
        ? ['unknown']
        : [];
  return namesInText(text) ? (chosen ? [{ at: filter, fn: event.fn }] : ['unknown']) : [];
}

/** `tenant == {tenant}`, `@tenant:{$tenant}`: the value is given apart. A text that is constant altogether is no scope. */
const parameterOf = (event: CallEvent, text: string, params: string | undefined): Owners =>
  [...text.matchAll(/(?<![\w.])(\w[\w.]*)[^\w$]{1,8}\$?(\w+)/g)].flatMap(([, field, name]) =>
    params && namesOwner(field!) ? valuesAt(event, `${params}.${name}`).map((at) => ({ at, fn: event.fn })) : [],
  );

/** `{ $eq: x }`, `[x]` and `x`: the value itself. */
function leaves({ at, fn }: Given, depth = 0): Given[] {
  const inner = depth < 3 ? at.value.refs.flatMap((r) => (r.k === 'obj' ? contents(r.obj) : [])) : [];
  if (inner.length === 0) return [{ at, fn }];
  return inner.flatMap((value) => leaves({ at: narrowed({ fn }, at, (v) => v === value), fn }, depth + 1));
}

export const searchName = ({ by, spec }: Search): string => `\`${display(by.name)}\`${spec.store ? ` (${spec.store})` : ''}`;

export const collectionOf = ({ by, spec }: Search): string | undefined =>
  (spec.collection ?? [])
    .flatMap((p) => valuesAt(by, p))
    .flatMap((a) => constantsOf(a.value) ?? [])
    .map(String)[0];
