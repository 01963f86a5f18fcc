/**
 * Objects that are made of things of several kinds: `turns.map((turn) => ({ role: turn.role, content: turn.content }))` makes one object, but of
 * the system's turn and the user's it makes two, and neither's text stands beside the other's role.
 */
import { LIMITS } from '../limits';
import { field } from './access';
import { type Obj, type Part, type Ref, type Value, constantsOf, contents, leadsThrough, partKey } from './values';

/** A part of what the caller gives, as though it were but these things: those that have `name` for the member that tells them apart. */
export interface Kind {
  base: Part;
  things: Value;
  name: string;
}

/** The kinds of things of which an object is made. Undefined where there is only one. */
export function kindsOf(o: Obj, given: (part: Part) => Value | undefined): Kind[] | undefined {
  for (const [key, { base, members }] of basesOf(o)) {
    const things = given(base);
    if (!things || things.refs.length + things.taints.length < 2 || !things.refs.some((r) => r.k === 'obj')) continue;
    const spread = o.spread?.refs.some((r) => r.k === 'sym' && partKey(r) === key) ?? false;
    for (const member of spread ? [...members, ...constantMembers(things, o)] : members) {
      const kinds = toldApart(things, member);
      if (kinds && (spread || [...o.fields.values()].filter((v) => isOf(v, base)).length > 1)) return kinds.map(({ name, things }) => ({ base, things, name }));
    }
  }
  return undefined;
}

/** What the members of an object were read from, with the members that were read, or by which it was decided what they are. */
function basesOf(o: Obj): Map<string, { base: Part; members: Set<string> }> {
  const out = new Map<string, { base: Part; members: Set<string> }>();
  const add = (part: Part, length: number, member?: string): void => {
    const base = { ...part, path: part.path.slice(0, length) };
    const key = partKey(base);
    let known = out.get(key);
    if (!known) out.set(key, (known = { base, members: new Set() }));
    if (member) known.members.add(member);
  };
  for (const v of o.fields.values())
    for (const r of v.refs) {
      const last = r.k === 'sym' ? r.path[r.path.length - 1] : undefined;
      if (r.k === 'sym' && last !== undefined && last !== '*') add(r, r.path.length - 1, last);
      if (r.k === 'const' && r.under) for (const test of r.under.only?.tests ?? []) add(r.under, test.at, test.member);
    }
  for (const r of o.spread?.refs ?? []) if (r.k === 'sym') add(r, r.path.length);
  return out;
}

/** Members that are spread into the object and are constants, each of which may tell the things apart. */
const constantMembers = (things: Value, o: Obj): string[] => [
  ...new Set(things.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields].flatMap(([name, v]) => (!o.fields.has(name) && constantsOf(v)?.length === 1 ? [name] : [])) : []))),
];

function toldApart(things: Value, member: string): { name: string; things: Value }[] | undefined {
  const named = new Map<string, Ref[]>();
  const others: Ref[] = [];
  for (const r of things.refs) {
    const name = r.k === 'obj' ? constantsOf(field(r.obj, member)) : undefined;
    if (name?.length !== 1 || typeof name[0] !== 'string') others.push(r);
    else named.set(name[0], [...(named.get(name[0]) ?? []), r]);
  }
  const kinds = [...named].map(([name, refs]) => ({ name, things: { taints: [], refs } as Value }));
  if (kinds.length > LIMITS.kinds) return undefined;
  if (kinds.length > 0 && (others.length > 0 || things.taints.length > 0)) kinds.push({ name: '', things: { taints: things.taints, refs: others } });
  return kinds.length > 1 ? kinds : undefined;
}

/** Whether a value is made of a part, or it depends on that what it is. */
function isOf(v: Value, base: Part, depth = 0): boolean {
  const below = (port: string, path: readonly string[]): boolean => port === base.port && leadsThrough(path, base.path);
  return (
    v.taints.some((t) => t.origin.k === 'port' && below(t.origin.port, t.path)) ||
    v.refs.some(
      (r) =>
        (r.k === 'sym' && below(r.port, r.path)) ||
        (r.k === 'const' && r.under !== undefined && below(r.under.port, r.under.path)) ||
        (r.k === 'obj' && depth < LIMITS.objectDepth && contents(r.obj).some((f) => isOf(f, base, depth + 1))),
    )
  );
}

const sites = new WeakMap<object, Map<string, object>>();

/** The place in the code that made an object of one kind. */
export function siteOfKind({ site }: Obj, kind: string): object {
  let kinds = sites.get(site);
  if (!kinds) sites.set(site, (kinds = new Map()));
  let one = kinds.get(kind);
  if (!one) kinds.set(kind, (one = {}));
  return one;
}
