/** What a model document claims of a package, one claim for each name and port, and whether typings bear it out. */
import type ts from 'typescript';
import { inRange } from '../../../server/analysis/models/versions';
import { listOf } from '../../../server/analysis/models/ports';
import type { ApiName, CallSpec, DataSpec, ModelDocument, ReturnSpec } from '../../../server/analysis/models/format';
import { callable, find, instances, isExported, qualified, type Scope } from './names';
import { placeOf, portsOf, provesPort } from './ports';
import { exists, joined, parameters, property, returned, type Place } from './walk';

export interface Claim {
  /** Where it stands in the document. */
  at: string[];
  /** What is claimed, to be read after "no version has". */
  what: string;
  /** The specification that makes the claim. Where several names share one, it is enough that it holds for one of them. */
  spec?: object;
  port?: string;
  /** The version range that it is limited to. */
  versions?: string;
  holds: (s: Scope) => boolean;
}

/** Every name of the API stands for itself and for its aliases (`default: OpenAI`). */
export function places(s: Scope, name: string): Place {
  return joined([name, ...s.aliasesOf(name)].map((n) => find(s, n)));
}

export function claimsOf(d: ModelDocument): Claim[] {
  const full = (name: string): string => qualified(d.package, name);
  const there = (at: string[], name: string, what: string): Claim => ({ at, what, holds: (s) => exists(places(s, full(name))) });
  return [
    ...Object.entries(d.types ?? {}).flatMap(([name, spec]) => [
      {
        at: ['types', name],
        what: `a type ${name}, nor a call that yields one`,
        holds: (s: Scope) => exists(instances(s, full(name))) || (spec?.statics !== undefined && exists(places(s, full(name)))),
      },
      ...Object.keys(spec?.statics ?? {}).map((m) => there(['types', name, 'statics', m], `${name}.${m}`, `a member ${name}.${m}`)),
      ...Object.keys(spec?.members ?? {}).map((m) => there(['types', name, 'members', m], `${name}#${m}`, `a member ${name}#${m}`)),
      ...(spec?.extends ? [{ at: ['types', name, 'extends'], what: `a type ${spec.extends}`, holds: (s: Scope) => exists(instances(s, full(spec.extends!))) }] : []),
    ]),
    ...Object.keys(d.reads ?? {}).map((name) => there(['reads', name], name, name)),
    ...Object.keys(d.aliases ?? {}).map((name) => there(['aliases', name], name === '*' ? d.aliases![name]! : name, name)),
    ...Object.entries(d.calls ?? {}).flatMap(([name, specs]) => listOf(specs as CallSpec).flatMap((spec) => callClaims(name, full(name), spec ?? {}))),
    ...(d.jsx ?? []).flatMap((j) => (/^[\w*-]+$/.test(j.element) ? [] : jsxClaims(full(j.element), j))),
  ];
}

function callClaims(name: string, full: string, spec: CallSpec): Claim[] {
  const at = ['calls', name];
  const versions = spec.versions;
  // `Element#innerHTML=` is a write, of which the value is the one argument.
  if (name.endsWith('=')) return [{ at, versions, what: `a property ${name.slice(0, -1)}`, holds: (s) => exists(places(s, full.slice(0, -1))) }];
  return [
    { at, versions, what: `a call ${name}`, holds: (s) => callable(s, places(s, full)) && exists(places(s, full)) },
    ...portsOf(spec).map((asked) => {
      const port = `${asked.port}${asked.values.length > 0 ? ` that may be ${asked.values.map((v) => JSON.stringify(v)).join(', ')}` : ''}`;
      return { at, spec, port, versions, what: `${port} of ${name}`, holds: (s: Scope) => provesPort(s, places(s, full), asked) };
    }),
  ];
}

function jsxClaims(element: string, j: NonNullable<ModelDocument['jsx']>[number]): Claim[] {
  const props = (s: Scope): Place => joined([parameters(s, places(s, element), 0), property(s, returned(s, places(s, element)), 'props')]);
  const attributes = [j.sink?.attribute, ...(j.sink?.unless ?? []).map((u) => u.attribute)].filter((a) => a !== undefined);
  return [
    { at: ['jsx'], what: `a component ${element}`, holds: (s) => isExported(s, element) },
    ...attributes.map((a) => ({
      at: ['jsx'],
      what: `an attribute ${a} of ${element}`,
      holds: (s: Scope) => exists(a.split('.').reduce((p, step) => property(s, p, step), props(s))),
    })),
  ];
}

/** A claim that is limited to versions says nothing of others. */
export const speaksOf = (c: Claim, version: string | undefined): boolean => c.versions === undefined || inRange(version, c.versions);

/** One round of: what does each type that models name consist of, by the calls and members that yield it? */
export function makings(s: Scope, documents: readonly ModelDocument[]): Map<string, Place> {
  const made = new Map<string, Place[]>();
  for (const d of documents) {
    const add = (type: ApiName | undefined, place: Place): void => {
      if (type === undefined || !exists(place)) return;
      const key = qualified(d.package, type);
      made.set(key, [...(made.get(key) ?? []), place]);
    };
    const full = (name: string): string => qualified(d.package, name);
    for (const [name, spec] of Object.entries(d.types ?? {})) {
      for (const [member, what] of Object.entries(spec?.members ?? {})) if (typeOf(what)) add(typeOf(what), places(s, full(`${name}#${member}`)));
      for (const [member, what] of Object.entries(spec?.statics ?? {})) if (typeOf(what)) add(typeOf(what), places(s, full(`${name}.${member}`)));
      spec?.params?.forEach((p, n) => p && typeOf(p) && add(typeOf(p), parameters(s, instances(s, full(name)), n)));
    }
    for (const [name, specs] of Object.entries(d.calls ?? {})) for (const spec of listOf(specs as CallSpec)) addCall(s, places(s, full(name)), spec ?? {}, add);
  }
  return new Map([...made].map(([k, v]) => [k, fewOfEach(joined(v))]));
}

/** Instances of one generic class that differ in their arguments alone. */
const INSTANCES = 4;

/** A method that gives back its own class with other arguments (`app.get()` of Hono) makes as many types as it is called in a row: a few have all its members. */
function fewOfEach(place: Place): Place {
  const seen = new Map<ts.Symbol, number>();
  const types = place.types.filter(({ symbol }) => {
    const n = seen.get(symbol) ?? 0;
    seen.set(symbol, n + 1);
    return symbol === undefined || n < INSTANCES;
  });
  return { ...place, types };
}

function addCall(s: Scope, call: Place, spec: CallSpec, add: (type: ApiName | undefined, place: Place) => void): void {
  if (spec.returns && typeOf(spec.returns)) add(typeOf(spec.returns), returned(s, call));
  for (const [port, what] of Object.entries(spec.callbacks ?? {})) if (typeOf(what)) add(typeOf(what), placeOf(s, call, port));
  spec.entry?.params?.forEach((p, n) => p && typeOf(p) && add(typeOf(p), parameters(s, placeOf(s, call, spec.entry!.handler), n)));
}

const typeOf = (x: ApiName | ReturnSpec | DataSpec): ApiName | undefined => (typeof x === 'string' ? x : 'type' in x ? x.type : undefined);
