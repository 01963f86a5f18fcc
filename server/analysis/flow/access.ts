/** Reading parts of abstract values, by property, by path and in depth. */
import { LIMITS } from '../limits';
import { isLink } from './asked';
import type { CallEvent } from './events';
import type { Tested } from './guards';
import { type Obj, type Origin, type Ref, type Taint, type Value, BIT, NOTHING, contents, isConditional, join, joinTaints, ofRef, tainted } from './values';

/** What the member that a piece of a text is of it begins with (`command.split(' ')[0]`, the extension of a path); behind it stands how it was cut out. */
export const PIECE = '~';

/** The path of a member, as far as paths go. */
export const below = (path: string[], name: string): string[] => (path.length < LIMITS.accessPath ? [...path, name] : path);

/** The part of a taint that a property read sees; nothing for parts that carry no data. */
export function taintAt(t: Taint, name: string): Taint | undefined {
  if (name === 'length' || name === 'size' || name === 'byteLength' || (t.weak && FAILURE.test(name))) return undefined;
  const path = pathAt(t, name);
  if (t.origin.k !== 'source') return path === t.path ? t : { ...t, path };
  if (t.origin.except?.some((e) => excepted(e, path)) || isOfId(name, t.path) || (t.weak && isFoundById(path))) return undefined;
  const named = t.origin.names?.some((n) => endsWith(n, path)) ? NAME : 0;
  const safe = (t.origin.held ?? []).reduce((bits, h) => (excepted(h.member, path) ? bits | h.safe : bits), t.safe | named);
  return path === t.path && safe === t.safe ? t : { ...t, path, safe };
}

/** Under these names unknown code says beside its answer (`{ data, error }`) what went wrong, which is none of what it was given. */
const FAILURE = /^(err|errors?)$/;

function pathAt({ origin, path, weak }: Taint, name: string): string[] {
  if (origin.k === 'source') return path.length < LIMITS.sourcePath ? [...path, name] : path;
  return weak && path.length >= LIMITS.madePath ? path : below(path, name);
}

/** An id has no members: where the same place may also hold an object, that is another value. */
const isOfId = (name: string, path: readonly string[]): boolean => /^[a-z]/i.test(name) && /[a-z]Id$|_id$/.test(path[path.length - 1] ?? '');

/** What unknown code gave back for an id, and is not the id itself, was looked up by it: the id's sender did not write it. */
export const isFoundById = (path: readonly string[]): boolean => path.slice(0, -1).some((name) => ID.test(name));
const ID = /^(id|ids|uuid|guid|slug|key|token|hash)$|[a-z](Ids?|ID|Uuid|Slug|Key|Token|Hash)$|_(id|ids|uuid|slug|key|token|hash)$/;

/** The name under which a model calls a tool, as the model of the SDK says where that stands. */
export const isToolName = ({ origin, path }: Taint): boolean => origin.k === 'source' && origin.names?.some((n) => endsWith(n, path)) === true;

/** What logs and stores may keep as it is. */
const NAME = BIT.redacted;

function excepted(pattern: string, path: readonly string[]): boolean {
  const parts = membersOf(pattern.split(/\[|\]|\./));
  const own = membersOf(path);
  return parts.length <= own.length && parts.every((p, i) => own[i] === p);
}

function endsWith(pattern: string, path: readonly string[]): boolean {
  const parts = membersOf(pattern.split(/\[|\]|\./));
  const own = membersOf(path);
  return parts.length <= own.length && parts.every((p, i) => own[own.length - parts.length + i] === p);
}

/** The named members of a path; which element of a list, or which piece of a text, was read does not matter. */
export const membersOf = (path: readonly string[]): string[] => path.filter((p) => p !== '' && p !== '*' && !p.startsWith(PIECE) && !/^\d+$/.test(p));

/** One element of a list, in a place of its own: what a test tells of it, it tells of none of the others. */
export const inPlace = (element: Value, place: string): Value => ({
  ...element,
  taints: element.taints.flatMap((t) => (t.origin.k === 'source' ? (taintAt(t, place) ?? []) : [t])),
});

/** Under this name a generator keeps what it returns, which nobody sees who walks over what it yields. */
export const GENERATED = '@@return';

/** The field of an object; `*` for any element. */
export function field(obj: Obj, name: string): Value {
  if (name === '*') {
    let all = obj.rest ?? NOTHING;
    for (const [k, v] of obj.fields) if (!k.startsWith('@@')) all = join(all, v);
    return obj.spread ? join(all, part(obj.spread, '*')) : all;
  }
  const own = obj.fields.get(name);
  if (own) return obj.rest && obj.loose ? join(own, obj.rest) : own;
  // `list.has` is a method of the list, not one of its elements.
  const any = obj.array && !/^\d+$/.test(name) ? NOTHING : pieceAt(obj.rest ?? NOTHING, name);
  return obj.spread ? join(part(obj.spread, name), any) : any;
}

/** The pieces of a text that was taken apart are told apart by their places. */
function pieceAt(each: Value, place: string): Value {
  const isPiece = ({ path }: Taint): boolean => path[path.length - 1] === '*' && path[path.length - 2]?.startsWith(PIECE) === true;
  if (!each.taints.some(isPiece)) return each;
  return { ...each, taints: each.taints.map((t) => (isPiece(t) ? { ...t, path: [...t.path.slice(0, -1), place] } : t)) };
}

export function setField(obj: Obj, name: string, value: Value, strong: boolean): boolean {
  if (name === '*' || (obj.fields.size >= LIMITS.properties && !obj.fields.has(name))) {
    const before = obj.rest;
    obj.rest = before ? join(before, value) : value;
    return obj.rest !== before;
  }
  const before = obj.fields.get(name) ?? (obj.spread && !strong ? part(obj.spread, name) : undefined);
  const after = strong || !before ? value : join(before, value);
  obj.fields.set(name, after);
  return after !== before;
}

/** What a method that takes nothing gives back is a part by that name: `json()` of an answer. */
export const gives = (method: string): string => `${method}()`;

/** A part of a value without asking models or the project: objects and taints only. */
export function part(v: Value, name: string): Value {
  if (name.endsWith('()')) return givenBack(v, name);
  let out: Value = tainted(v.taints.flatMap((t) => taintAt(t, name) ?? []));
  for (const r of v.refs) {
    if (r.k === 'obj') out = join(out, field(r.obj, name));
    else if (r.k === 'inst') out = join(join(out, field(r.cls.fields, name)), methodOf(r, name));
    else if (r.k === 'sym') out = join(out, { taints: [], refs: [{ ...r, path: below(r.path, name) }] });
    else if (r.k === 'api' && r.made?.tests) out = join(out, { taints: [], refs: [name === '*' ? r : { ...r, path: [...(r.path ?? []), name] }] });
  }
  const tests = memberTests(v, name);
  return tests ? { ...out, ...tests } : out;
}

/** What a check says is what its answer's methods give back (`await answer.json()`); of other things, only that somebody else may know. */
const givenBack = (v: Value, name: string): Value => ({
  taints: v.taints,
  refs: v.refs.flatMap((r): Ref[] => (r.k === 'sym' ? [{ ...r, path: below(r.path, name) }] : r.k === 'api' && r.made?.tests ? [r] : [])),
});

function methodOf(self: Extract<Ref, { k: 'inst' }>, name: string): Value {
  const { cls } = self;
  const method = cls.facts.methods.find((m) => m.name === name && m.kind === 'method' && !m.isStatic);
  const fn = method && cls.file.fns[method.fn];
  return fn ? ofRef({ k: 'fn', fn, env: { fn, cells: new Map() }, self: ofRef(self) }) : NOTHING;
}

/** `result.flagged` of a check: testing it is the lock. */
export function memberTests(obj: Value, name: string): Tested | undefined {
  for (const r of obj.refs) {
    if (r.k === 'obj' && r.obj.tests?.has(name)) return r.obj.tests.get(name);
    if (r.k !== 'api' || !r.made?.tests) continue;
    const path = [...(r.path ?? []), name].filter((p) => !/^\d+$/.test(p));
    for (const [member, tests] of r.made.tests) if (isMember(member, path)) return tests;
  }
  return undefined;
}

/** `scores.**` is any field of the scores, `**` any field at all. */
function isMember(member: string, path: readonly string[]): boolean {
  const any = member.endsWith('**');
  return named((any ? member.replace(/\.?\*\*$/, '') : member).split('.').filter(Boolean)) === named(any ? path.slice(0, -1) : path);
}

const named = (path: readonly string[]): string => path.filter((p) => p !== '*').join('.');

export const partAt = (v: Value, path: readonly string[]): Value => path.reduce(part, v);

/** Everything that flows into a value or into any part of it. */
export function deepTaints(v: Value, depth = 0, seen = new Set<Obj>()): readonly Taint[] {
  let out = v.taints;
  if (depth > LIMITS.objectDepth) return out;
  for (const r of v.refs) {
    if (r.k !== 'obj' || seen.has(r.obj)) continue;
    seen.add(r.obj);
    for (const f of contents(r.obj)) {
      // No more are kept, so that the rest of a large thing need not be walked.
      if (out.length >= LIMITS.origins) return out;
      out = joinTaints(out, deepTaints(f, depth + 1, seen));
    }
  }
  return out;
}

/** Whether anything flows into a value or into any part of it. */
export function carriesData(v: Value, depth = 0, seen = new Set<Obj>()): boolean {
  if (v.taints.length > 0) return true;
  if (depth > LIMITS.objectDepth) return false;
  return v.refs.some((r) => {
    if (r.k !== 'obj' || seen.has(r.obj)) return false;
    seen.add(r.obj);
    return contents(r.obj).some((f) => carriesData(f, depth + 1, seen));
  });
}

/** Whether a value depends on what a caller gives. */
export function isOpen(v: Value, depth = 0, seen = new Set<Obj>()): boolean {
  if (v.taints.some((t) => t.origin.k === 'port') || v.refs.some((r) => r.k === 'sym' || isConditional(r))) return true;
  if (depth > LIMITS.objectDepth) return false;
  return v.refs.some((r) => {
    if (r.k === 'api') return r.made !== undefined && isOpenLink(r.made, depth + 1);
    if (r.k !== 'obj' || seen.has(r.obj)) return false;
    seen.add(r.obj);
    return contents(r.obj).some((f) => isOpen(f, depth + 1, seen));
  });
}

/** The ports on which values depend, in any part of them, and in what SDK objects among them were made of. */
export function portsOf(values: readonly Value[]): Set<string> {
  const ports = new Set<string>();
  const seen = new Set<object>();
  const visit = (v: Value, depth: number): void => {
    for (const t of v.taints) if (t.origin.k === 'port') ports.add(t.origin.port);
    for (const r of v.refs) {
      if (r.k === 'sym') ports.add(r.port);
      else if (isConditional(r)) ports.add(r.under.port);
      if (r.k === 'api' && r.made && depth <= LIMITS.objectDepth && !seen.has(r.made)) {
        seen.add(r.made);
        for (const a of r.made.args) visit(a, depth + 1);
        if (r.made.self) visit(r.made.self, depth + 1);
      }
      if (r.k !== 'obj' || depth > LIMITS.objectDepth || seen.has(r.obj)) continue;
      seen.add(r.obj);
      for (const f of contents(r.obj)) visit(f, depth + 1);
    }
  };
  for (const v of values) visit(v, 0);
  return ports;
}

/** A chain of calls in which something was given that only a caller knows. */
export function isOpenLink(made: CallEvent, depth = 0): boolean {
  if (!isLink(made)) return false;
  const chain = new Set([made]);
  for (const m of chain) {
    if (m.args.some((a) => isOpen(a, depth))) return true;
    if (!m.self || chain.size > LIMITS.steps) continue;
    if (m.self.taints.some((t) => t.origin.k === 'port') || m.self.refs.some((r) => r.k === 'sym')) return true;
    for (const r of apis(m.self)) if (r.made && isLink(r.made)) chain.add(r.made);
  }
  return false;
}

/** Data that was given to the links of a chain. */
export function chainTaints(v: Value): readonly Taint[] {
  const links = new Set(apis(v).flatMap((r) => (r.made && isLink(r.made) ? [r.made] : [])));
  let out: readonly Taint[] = [];
  for (const m of links) {
    for (const a of m.args) out = joinTaints(out, deepTaints(a));
    if (links.size < LIMITS.steps) for (const a of [...m.args, ...(m.self ? [m.self] : [])]) for (const r of apis(a)) if (r.made && isLink(r.made)) links.add(r.made);
  }
  return out;
}

export const apis = (v: Value): Extract<Ref, { k: 'api' }>[] => v.refs.filter((r): r is Extract<Ref, { k: 'api' }> => r.k === 'api');
export const fns = (v: Value): Extract<Ref, { k: 'fn' }>[] => v.refs.filter((r): r is Extract<Ref, { k: 'fn' }> => r.k === 'fn');
export const source = (t: Taint): Extract<Origin, { k: 'source' }> | undefined => (t.origin.k === 'source' ? t.origin : undefined);

/** The verified identity, or a row that was asked for by it: what such a row says of its owner is who is calling. */
export const isCallers = (t: Taint): boolean => {
  const kinds = source(t)?.kinds ?? [];
  return kinds.includes('identity') || (kinds.includes('record') && (t.safe & BIT.scope) !== 0);
};
