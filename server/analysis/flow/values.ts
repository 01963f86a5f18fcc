/**
 * Abstract values: what a value may be (`refs`) and what flows into it (`taints`).
 *
 * Inside a function, parameters and captured variables are symbols (ports). A function is solved once; a caller replaces the
 * ports by its own arguments. That is the summary edge of IFDS/Mariana Trench, with access paths.
 */
import type { ClassFacts, FileFacts, FunctionFacts, Literal, Use } from '../facts/ir';
import { LIMITS } from '../limits';
import type { DataKind, DataSpec, SafeFor } from '../models/format';
import { SAFE_FOR } from '../models/format';
import type { Only } from './discriminants';
import type { Verdict } from './guards';
import type { CallEvent } from './events';
import type { RouteWays } from './routes';
import type { Trace } from './trace';

/** A file of the workspace, with what the project knows of it. */
export interface FileNode {
  path: string;
  facts: FileFacts;
  fns: FnNode[];
  classes: ClassNode[];
  /** For each specifier: a workspace file, or the name of a package. */
  targets: (FileNode | string)[];
  /** Module variables: joined over all writes anywhere. */
  cells: Map<string, Value>;
}

export interface FnNode {
  file: FileNode;
  facts: FunctionFacts;
  /** API names that callers are known to pass, by parameter: types by context. */
  context: Map<number, Ref[]>;
  /** Data that a parameter carries because of where the function is registered. */
  sources: Map<number, Origin>;
  /** What the framework held the request to before it called the handler, by the part of the request. */
  validated?: readonly Held[];
  /** What was put on the function itself: members of a namespace of its name, and its `prototype`. */
  members?: Obj;
}

export interface ClassNode {
  file: FileNode;
  facts: ClassFacts;
  /** Fields joined over all instances. */
  fields: Obj;
}

export type Ref =
  | ({ k: 'const'; value: Literal } & Conditional)
  | ({ k: 'obj'; obj: Obj } & Conditional)
  /** `given`: arguments that were fixed before, by `bind`. */
  | { k: 'fn'; fn: FnNode; env: Env; self?: Value; given?: readonly Value[] }
  | { k: 'class'; cls: ClassNode }
  | { k: 'inst'; cls: ClassNode }
  /** `made` is the call that built the thing: its options are examined by rules. */
  | ({ k: 'api'; name: string; made?: CallEvent; path?: string[] } & Conditional)
  | ({ k: 'sym' } & Part)
  | { k: 'module'; file: FileNode };

/** What is made where things are told apart is there only where one of them is. */
interface Conditional {
  under?: Part;
}

/** A part of what a caller gives. */
export interface Part {
  port: string;
  path: string[];
  /** Tests that it and what it is a part of have passed. */
  only?: Only;
}

/** What code makes. */
export type Made = Extract<Ref, { k: 'const' | 'obj' | 'api' }>;
export const isMade = (r: Ref): r is Made => r.k === 'const' || r.k === 'obj' || r.k === 'api';

/** An object or array made in the workspace. Shared by reference, so aliases see each other's writes. */
export interface Obj {
  fields: Map<string, Value>;
  /** What an unknown key or any element holds. */
  rest?: Value;
  /** What was spread into it and only a caller knows, or is data as a whole: its members are members here, where no field stands before them. */
  spread?: Value;
  array?: boolean;
  /** It was written out as a text, which whoever reads it again takes apart. */
  text?: boolean;
  /** What an SDK made of a call's arguments: from which of them each field came, and the expression there. */
  from?: ReadonlyMap<string, { fn: FnNode; use: Use }>;
  /** Everything that is in it is in `fields` and `rest`; nothing was spread into it that is not. */
  known: boolean;
  /** What testing a member tells: it says how the function came to the end that gave this object back. */
  tests?: ReadonlyMap<string, { truthy: Facts; falsy: Facts }>;
  /** Accessors by name. What a getter gave when the object was made stands in `fields` too, for those who cannot call it. */
  accessors?: ReadonlyMap<string, { get?: FnRef; set?: FnRef }>;
  /** A function of the language that keeps what it is called with, as `rest`: the `resolve` that a promise is made with. */
  takes?: boolean;
  /** The place in the code that made it; copies have it in common. */
  site: object;
  /** The block of the literal that made it. */
  block?: number;
  /** Written under keys that are not known: any field may have been meant. */
  loose?: boolean;
  /** Kept in a module variable or a field: other functions see it, and are told of writes through this key. */
  shared?: object;
}

/** The captured variables of one run of a function. */
export interface Env {
  fn: FnNode;
  cells: Map<string, Value>;
  parent?: Env;
}

/** A member that a schema, or whoever came before, holds to something, and what that makes it safe for. Without a name, the whole. */
export interface Held {
  member: string;
  safe: number;
}

export type Origin =
  | { k: 'port'; port: string }
  | {
      k: 'source';
      key: string;
      kinds: readonly DataKind[];
      label: string;
      fn: FnNode;
      at: [number, number];
      except?: string[];
      names?: string[];
      places?: string[];
      envelope?: string[];
      answered?: DataSpec['answered'];
      held?: readonly Held[];
      /** The part of the request that it is, by the name under which a framework may hold it to a schema. */
      part?: string;
      /** It was read back from where it had been stored, and is not followed into a store again. */
      kept?: boolean;
    };

export interface Taint {
  origin: Origin;
  /** Which part of the origin. */
  path: string[];
  /** Tests that this part and what it is a part of have passed. */
  only?: Only;
  /** Bits of `SAFE_FOR`. */
  safe: number;
  trace?: Trace;
  /** One call into unknown code was assumed to pass the data on. */
  weak?: boolean;
  /** Where that is code that a caller gives, the port of what it gives back: once it is seen what that is, nothing need be assumed. */
  unless?: string;
}

/** Something that holds on a way through a function: data that was checked, a lock that was passed. */
export interface Fact {
  key: string;
  /** `own`: the data was compared with `of`, which ties it to the caller where that is their identity. */
  kind: 'safe' | 'lock' | 'own' | 'route';
  /** For `safe`: the origin and part that was checked, and what it is safe for now. */
  origin?: Origin;
  path?: string[];
  safe?: number;
  /** Holds only for data that is safe for these already (a prefix test of a path, of one that is resolved). */
  needs?: number;
  /** Does not hold for data that is safe for these: a path that was put behind another folder since. */
  excludes?: number;
  /** The function made the data so itself: to its callers, what was checked is only what it gives back. */
  own?: boolean;
  /** For `lock`: `auth`, `filter`, `approval`, `rateLimit`, `audit`, `owner`. */
  lock?: string;
  /** The lock holds only if these values tell who is calling; a caller knows. */
  of?: Value;
  /** Of a route: on which paths the way is taken. Of a lock: the paths that go without it. */
  ways?: RouteWays;
  fn: FnNode;
  at: [number, number];
  label: string;
}
export type Facts = ReadonlyMap<string, Fact>;
export const NO_FACTS: Facts = new Map();

export interface Value {
  taints: readonly Taint[];
  refs: readonly Ref[];
  /** What is known where the value was tested. */
  truthy?: Facts;
  falsy?: Facts;
  verdict?: Verdict;
}

export const NOTHING: Value = { taints: [], refs: [] };
export const isNothing = ({ taints, refs }: Value): boolean => taints.length === 0 && refs.length === 0;

export const constant = (value: Literal): Value => ({ taints: [], refs: [{ k: 'const', value }] });
export const ofRef = (ref: Ref): Value => ({ taints: [], refs: [ref] });

export const BIT: Record<SafeFor, number> = Object.fromEntries(SAFE_FOR.map((s, i) => [s, 1 << i])) as Record<SafeFor, number>;
export const bitsOf = (labels: readonly SafeFor[] | undefined): number => (labels ?? []).reduce((bits, l) => bits | BIT[l], 0);

export const originKey = (o: Origin): string => (o.k === 'port' ? o.port : o.key);
/** What the step of a proof says where parts are joined: the result is a text, and no list. */
export const JOINED = 'joined into a text';

/** Turns in these roles are taken for the developer's word, or for the model's own. */
const PRIVILEGED_ROLES = new Set<unknown>(['system', 'developer', 'assistant', 'model', 'ai']);
export const privilegedRole = (role: unknown): boolean => PRIVILEGED_ROLES.has(role);

export const partKey = ({ port, path, only }: Part): string => `${port}.${path.join('.')}${only ? ` ${only.key}` : ''}`;

const conditionKey = ({ under }: Conditional): string => (under ? `?${partKey(under)}` : '');

export function refKey(r: Ref): string {
  switch (r.k) {
    case 'const':
      return `c${typeof r.value}${String(r.value)}${conditionKey(r)}`;
    case 'fn':
      return `f${r.fn.file.path}#${r.fn.facts.key}`;
    case 'class':
      return `k${r.cls.file.path}#${r.cls.facts.name}`;
    case 'inst':
      return `i${r.cls.file.path}#${r.cls.facts.name}`;
    case 'api':
      return `a${r.name}${r.made ? `@${r.made.fn.file.path}:${r.made.instr}` : ''}${conditionKey(r)}`;
    case 'sym':
      return `s${partKey(r)}`;
    case 'module':
      return `m${r.file.path}`;
    case 'obj':
      return '';
  }
}

export const sameOrigin = (a: Origin, b: Origin): boolean => a === b || (a.k === 'port' ? b.k === 'port' && a.port === b.port : b.k === 'source' && a.key === b.key);

const samePath = (a: readonly string[], b: readonly string[]): boolean => a === b || (a.length === b.length && a.every((p, i) => p === b[i]));

export const sameTaint = (a: Taint, b: Taint): boolean =>
  a === b || (a.safe === b.safe && (a.only === b.only || a.origin.k === 'source') && a.unless === b.unless && sameOrigin(a.origin, b.origin) && samePath(a.path, b.path));

export function joinTaints(a: readonly Taint[], b: readonly Taint[]): readonly Taint[] {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  // Values carry few taints: comparing each with each is faster than making keys of them.
  let out: Taint[] | undefined;
  for (const t of b) {
    const known = out ?? a;
    // Parts of one value carry the same taints again and again.
    if (known.includes(t)) continue;
    const at = known.findIndex((x) => sameTaint(x, t));
    if (at < 0) {
      if (known.length < LIMITS.origins) (out ??= [...a]).push(t);
      continue;
    }
    const old = known[at]!;
    const best = (old.trace?.length ?? 0) <= (t.trace?.length ?? 0) && (!old.weak || t.weak) ? old : t;
    // Data that has passed one test, or another, has passed none in particular.
    const one = old.only === t.only ? best : { ...best, only: undefined };
    if (one !== old && (one.only !== old.only || best !== old)) (out ??= [...a])[at] = one;
  }
  return out ?? a;
}

/** Whether a path leads through the place to which another leads. */
export const leadsThrough = (path: readonly string[], place: readonly string[]): boolean => place.every((name, n) => path[n] === name);

export const samePart = (a: Part, b: Part): boolean => a === b || (a.port === b.port && a.only === b.only && samePath(a.path, b.path));

function sameRef(a: Ref, b: Ref): boolean {
  if (a === b) return true;
  switch (a.k) {
    case 'const':
      return b.k === 'const' && (a.value === b.value || (Number.isNaN(a.value) && Number.isNaN(b.value)));
    case 'obj':
      return b.k === 'obj' && a.obj === b.obj;
    case 'fn':
      return b.k === 'fn' && a.fn === b.fn;
    case 'class':
      return b.k === 'class' && a.cls === b.cls;
    case 'inst':
      return b.k === 'inst' && a.cls === b.cls;
    case 'api':
      return b.k === 'api' && a.name === b.name && sameMaker(a.made, b.made);
    case 'sym':
      return b.k === 'sym' && samePart(a, b);
    case 'module':
      return b.k === 'module' && a.file === b.file;
  }
}

/** The same call, whoever followed it. */
const sameMaker = (a: CallEvent | undefined, b: CallEvent | undefined): boolean => a === b || (a !== undefined && b !== undefined && a.fn === b.fn && a.instr === b.instr);

export function joinRefs(a: readonly Ref[], b: readonly Ref[]): readonly Ref[] {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  let out: Ref[] | undefined;
  for (const r of b) {
    const known = out ?? a;
    if (known.length >= (isMember(r) ? LIMITS.members : LIMITS.things)) continue;
    const at = known.findIndex((x) => sameRef(x, r));
    if (at < 0) (out ??= [...a]).push(r);
    else {
      const there = known[at]!;
      if (isConditional(there) && !(isConditional(r) && samePart(there.under, r.under))) (out ??= [...a])[at] = { ...there, under: undefined };
    }
  }
  return out ?? a;
}

/** What is there in one way, and there in another, is just there. */
export const isConditional = (r: Ref): r is Made & { under: Part } => 'under' in r && r.under !== undefined;

const isMember = (r: Ref): boolean => r.k === 'fn' || r.k === 'class' || r.k === 'inst';

/** Either of two values. Tests of the result tell nothing unless both tell it; see `guards.ts` for phis. */
export function join(a: Value, b: Value): Value {
  if (a === b || b === NOTHING) return a;
  if (a === NOTHING) return b;
  const taints = joinTaints(a.taints, b.taints);
  const refs = joinRefs(a.refs, b.refs);
  // Whoever writes must see that nothing has become of it; what a test of one tells does not hold for both.
  return taints === a.taints && refs === a.refs && !a.truthy && !a.falsy && !a.verdict ? a : { taints, refs };
}

/** One of several values that nothing is known of: beside constants it must not be forgotten, or a test would seem decided. */
export const UNKNOWN: Ref = { k: 'api', name: 'global:?' };
export const isUnknown = (r: Ref): boolean => r === UNKNOWN || (r.k === 'api' && r.name === 'global:?');

/** Joins the results of several ways. */
export function joinWays(ways: readonly Value[]): Value {
  const out = ways.reduce<Value>(join, NOTHING);
  const blind = ways.some((w) => w.refs.length === 0 && w.taints.length === 0) && out.refs.some((r) => r.k === 'const');
  return blind ? { ...out, refs: joinRefs(out.refs, [UNKNOWN]) } : out;
}

export const tainted = (taints: readonly Taint[]): Value => (taints.length === 0 ? NOTHING : { taints, refs: [] });

export function constantsOf(v: Value): Literal[] | undefined {
  const out: Literal[] = [];
  for (const r of v.refs) {
    if (r.k !== 'const') return undefined;
    out.push(r.value);
  }
  return out.length > 0 && v.taints.length === 0 ? out : undefined;
}

/** Everything that an object holds, each part once. */
export const contents = (o: Obj): Value[] => [...o.fields.values(), ...(o.rest ? [o.rest] : []), ...(o.spread ? [o.spread] : [])];

const sites = new WeakMap<FnNode, object[]>();
const places = new WeakMap<object, { fn: FnNode; instr: number }>();

/** The place of an instruction: the same after an edit, by which callers that did not change know what was made there before it. */
export function siteOf(fn: FnNode, instr: number): object {
  let known = sites.get(fn);
  if (!known) sites.set(fn, (known = []));
  let site = known[instr];
  if (!site) places.set((site = known[instr] = {}), { fn, instr });
  return site;
}

/** The instruction whose place it is. */
export const placeOf = (site: object): { fn: FnNode; instr: number } | undefined => places.get(site);

export const newObj = (extra: Partial<Obj> = {}): Obj => ({ fields: new Map(), known: true, site: extra.site ?? {}, ...extra });

/** Keeps what the only target's result tells when it is tested. */
export const join2 = (a: Value, b: Value): Value => (a === NOTHING ? b : join(a, b));

export type FnRef = Extract<Ref, { k: 'fn' }>;
