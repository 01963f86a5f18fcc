/** Queries that are built call by call: which call runs them, and which conditions they have. */
import {
  type At,
  type BuildsSpec,
  type CallEvent,
  type FnNode,
  type RetrievalSpec,
  type RuleContext,
  type ScopedSpec,
  type Value,
  apis,
  constantsOf,
  contents,
  deepTaints,
  holds,
  isLink,
  namesOwner,
  once,
  retrievalOf,
  valuesAt,
  writtenText,
} from '../../server/analysis/api';
import { ownerCondition } from './owners';
import { isAmongOwn } from './ownStores';

/** A value of a query, with the function in which it is written. */
export interface Given {
  at: At;
  fn: FnNode;
  /** The store itself verifies it. */
  verified?: boolean;
}

export interface Condition {
  field: string;
  given: Given;
}

const MAX_PARTS = 60;

const placeOf = once((e: CallEvent): string => `${e.fn.file.path}#${e.fn.facts.key}:${e.instr}`);

/** The calls of which a later one is made, in all that is asked about. */
const partsIn = once((events: RuleContext['events']): ReadonlySet<string> => new Set(events.filter(isLink).flatMap((e) => partsOf(e).slice(1).map(placeOf))));

/** Whether a call is part of a query that a later call runs: `from(chats)` of `select().from(chats).where(…)`. */
const isPart = (event: CallEvent, events: RuleContext['events']): boolean => partsIn(events).has(placeOf(event));

/** A call with everything that its query was built of: the links before it, and the conditions that these were given. */
export const partsOf = once((event: CallEvent): readonly CallEvent[] => {
  const parts = new Set([event]);
  for (const part of parts) {
    if (parts.size > MAX_PARTS) break;
    for (const v of part.self ? [part.self] : []) for (const m of madeIn(v, () => true, 0)) parts.add(m);
    for (const v of isLink(part) ? part.args : []) for (const m of madeIn(v, isWhole, 0)) parts.add(m);
  }
  return [...parts];
});

/** A condition or a subquery as it was made; a column of a row that came back is data. */
const isWhole = (name: string): boolean => /(#|\(\))$/.test(name);

function madeIn(v: Value, counts: (name: string) => boolean, depth: number): CallEvent[] {
  return v.refs.flatMap((r) => {
    if (r.k === 'api') return r.made && isLink(r.made) && counts(r.name) ? [r.made] : [];
    return r.k === 'obj' && depth < 3 ? contents(r.obj).flatMap((f) => madeIn(f, counts, depth + 1)) : [];
  });
}

export interface Running<Spec> {
  spec: Spec;
  /** The call that the spec belongs to. */
  by: CallEvent;
}

/** What a call would run, by its own meaning or, as the last link of a chain, by that of a link before it. A call on the rows that came back runs nothing. */
const running = <Spec>(specOf: (e: CallEvent) => Spec | undefined): ((event: CallEvent) => Running<Spec> | undefined) =>
  once((event) => {
    const own = specOf(event);
    if (own || !isLink(event)) return own && { spec: own, by: event };
    for (const by of partsOf(event)) {
      const spec = specOf(by);
      if (spec) return { spec, by };
    }
    return undefined;
  });

/** The search that a call executes, if no later call goes on with it. */
export const searchIn = running(retrievalOf);

/** Of a query that may be a text or an object with a text in it, the form that it has here. */
const recordIn = running((e) => {
  const forms = e.specs.flatMap((s) => s.record ?? []);
  const isText = (port: string): boolean => valuesAt(e, port).some((a) => !a.value.refs.some((r) => r.k === 'obj'));
  return forms.find((r) => r.sql === undefined || isText(r.sql)) ?? forms[0];
});

/** Links of a chain run nothing themselves. */
const unlessPart = <T>(event: CallEvent, events: RuleContext['events'], run: T | undefined): T | undefined => (run && !isPart(event, events) ? run : undefined);

/** The search of the organisation's documents that a call executes. */
export function searchOf(event: CallEvent, events: RuleContext['events']): Running<RetrievalSpec> | undefined {
  const run = searchIn(event);
  return run && !isAmongOwn(run.by, events) ? unlessPart(event, events, run) : undefined;
}

export const recordOf = (event: CallEvent, events: RuleContext['events']) => unlessPart(event, events, recordIn(event));

/** The call that runs the query of which a call is a link. What makes a store is none: searches of it come later. */
export const runBy = (event: CallEvent, events: RuleContext['events']): CallEvent =>
  event.specs.some((s) => s.builds) && isPart(event, events)
    ? (events.find((e) => e.fn === event.fn && !isPart(e, events) && partsOf(e).some((p) => placeOf(p) === placeOf(event))) ?? event)
    : event;

/** The conditions of a query, each with what it is compared to. */
export function conditionsOf(event: CallEvent): Condition[] {
  const parts = partsOf(event);
  return parts.flatMap((part) => part.specs.flatMap((s) => (s.builds ? ofLink(part, s.builds) : [])));
}

function ofLink(link: CallEvent, spec: BuildsSpec): Condition[] {
  const given = (port: string): Given[] =>
    valuesAt(link, port)
      .filter((at) => !isColumn(at.value))
      .map((at) => ({ at, fn: link.fn }));
  const own = spec.field ? fieldAt(link, spec.field) : (fieldBefore(link) ?? 'id');
  const compared = own === undefined ? [] : (spec.value ?? []).flatMap(given).map((g) => ({ field: own, given: g }));
  const named = [...(spec.all ?? []), ...(spec.params ? [spec.params] : [])]
    .flatMap(given)
    .flatMap(({ at, fn }) =>
      at.value.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields].map(([field, value]) => ({ field, given: { at: { value, mark: at.mark }, fn } })) : [])),
    );
  return [...compared, ...named, ...(spec.sql ? bySql(link, spec.sql, spec.params, true) : [])];
}

/** Another column, as conditions of a join have it: nothing is asked of whoever calls. */
const isColumn = (v: Value): boolean => v.taints.length === 0 && v.refs.length > 0 && v.refs.every((r) => r.k === 'api' && r.made !== undefined && r.name.includes(':Table#'));

/** `filter.byProperty('owner').equal(x)`: the field was named by the link before. */
function fieldBefore(link: CallEvent): string | undefined {
  for (const m of apis(link.self ?? { taints: [], refs: [] }).flatMap((r) => r.made ?? [])) {
    const spec = m.specs.find((s) => s.builds?.field)?.builds;
    if (spec) return fieldAt(m, spec.field!);
  }
  return undefined;
}

/** A column as a text, as a member of a table (`chats.userId`), or as it is written. */
function fieldAt(link: CallEvent, port: string): string | undefined {
  const [at] = valuesAt(link, port);
  if (!at) return undefined;
  const constants = constantsOf(at.value);
  if (constants) return String(constants[0]);
  const named = apis(at.value).map((r) => r.name.slice(Math.max(r.name.lastIndexOf('#'), r.name.lastIndexOf('.')) + 1))[0];
  if (named) return named;
  const written = link.fn.facts.instrs[at.mark[0]];
  return written?.op === 'get' && typeof written.prop === 'string' ? written.prop : undefined;
}

/** The owner's condition of an SQL text, with the parameter that it is compared to. What cannot be seen counts as one: unknown is not guilty. */
export function bySql(event: CallEvent, sql: string, params: string | undefined, isCondition = false): Condition[] {
  return valuesAt(event, sql).flatMap((text) => {
    const written = textAt(event, text);
    const condition = ownerCondition(isCondition ? `where ${written}` : written);
    if (!condition) return [];
    const bound = condition.parameter === undefined ? [] : parameterAt(event, text, condition.parameter, params);
    const values = bound.length > 0 ? bound : [{ value: { taints: deepTaints(text.value), refs: [] }, mark: text.mark }];
    return values.map((at) => ({ field: condition.field, given: { at, fn: event.fn } }));
  });
}

/** What an `INSERT` puts into columns that name an owner. */
export function insertedOwners(event: CallEvent, sql: string, params: string | undefined): At[] {
  return valuesAt(event, sql).flatMap((text) => {
    const m = /\binto\s[^(]*\(([^)]*)\)\s*values\s*\((.*)\)/is.exec(textAt(event, text));
    if (!m) return [];
    const values = m[2]!.split(',');
    return m[1]!.split(',').flatMap((column, n) => {
      if (!namesOwner(column.trim())) return [];
      const value = values[n]?.trim() ?? '';
      const place = /^\$(\d+)/.exec(value)
        ? Number(value.slice(1).match(/\d+/)![0]) - 1
        : value.startsWith('?')
          ? values.slice(0, n).filter((v) => v.trim().startsWith('?')).length
          : undefined;
      return place === undefined ? [] : parameterAt(event, text, place, params);
    });
  });
}

const textsOf = (v: Value): string[] | undefined => {
  const list = v.refs.length === 1 && v.refs[0]!.k === 'obj' && v.refs[0]!.obj.array ? [...v.refs[0]!.obj.fields.values()].map(constantsOf) : undefined;
  return list?.every((c) => c?.length === 1) ? list.map((c) => String(c![0])) : undefined;
};

/** SQL as far as it is written; the places of a tagged template are numbered, except where a column is named. */
export function textAt(event: CallEvent, at: At): string {
  const constants = constantsOf(at.value);
  if (constants) return String(constants[0]);
  const texts = textsOf(at.value);
  return texts ? texts.reduce((all, t, n) => `${all}${columnAt(event, n) ?? `$${n}`}${t}`) : writtenText(event, at.mark);
}

/** The name of a column that stands at a place of a tagged template (`${chats.userId} = ${caller}`). */
const columnAt = (event: CallEvent, place: number): string | undefined =>
  valuesAt(event, String(place)).some((at) => isColumn(at.value)) ? fieldAt(event, String(place)) : undefined;

function parameterAt(event: CallEvent, text: At, parameter: number | string, params: string | undefined): At[] {
  if (textsOf(text.value)) return valuesAt(event, String(Number(parameter) + 1));
  if (!params) return [];
  return valuesAt(event, params.endsWith('..') ? String(Number(params.slice(0, -2)) + Number(parameter)) : `${params}.${parameter}`);
}

/** Stores that were chosen before: `index.namespace(ns).query(…)`, a client made with the caller's own token. */
export const storesChosen = (event: CallEvent): Given[] =>
  partsOf(event).flatMap((m) =>
    m === event
      ? []
      : m.specs.flatMap(({ scoped }) => {
          const spec: ScopedSpec = Array.isArray(scoped) ? { ports: scoped } : (scoped ?? { ports: [] });
          if ((spec.unless ?? []).some((u) => holds(m, u) === 'yes')) return [];
          return spec.ports.flatMap((p) => valuesAt(m, p).map((at) => ({ at, fn: m.fn, verified: spec.verified })));
        }),
  );
