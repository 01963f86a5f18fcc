/** What runs before the handler of a route: middleware of its application and routers, hooks of its plug-in, links of its chain. */
import { rootOf } from '../flow/chains';
import type { CallEvent, CallSite } from '../flow/events';
import { apis, fns } from '../flow/access';
import { having } from '../flow/asked';
import { type At, allHold, valuesAt } from '../flow/positions';
import { listOf } from '../models/ports';
import { type FnNode, type Value, NOTHING, constantsOf } from '../flow/values';
import type { MiddlewareSpec } from '../models/format';
import { coverage, joinPaths, pathsOf } from './coverage';

/** A registration of middleware. A thousand routes may ask it: what does not depend on the route is kept. */
interface UseOf {
  event: CallEvent;
  spec: MiddlewareSpec;
  /** Nothing where it stands before no route. */
  laid?: Laid | 'nothing';
  /** What comes along with what is mounted here. */
  brought?: readonly At[];
}

/** Every registration of middleware in the workspace, each with the call sites through which its application was followed. */
export interface Registrations {
  uses: UseOf[];
  /** The same call with the arguments of each caller put in. */
  variants: Map<string, CallEvent[]>;
  /** Functions that work on what they are registered with, not on a copy of their own. */
  sharing: Set<FnNode>;
}

const siteKey = (s: CallSite): string => `${s.fn.file.path}#${s.fn.facts.key}:${s.instr}`;

export function registrations(events: readonly CallEvent[]): Registrations {
  const uses: Registrations['uses'] = [];
  const variants: Registrations['variants'] = new Map();
  const sharing = new Set<FnNode>();
  for (const event of having(events, 'middleware', 'entry')) {
    const specs = event.specs.flatMap((s) => (s.middleware ? [s.middleware] : []));
    variants.set(siteKey(event), [...(variants.get(siteKey(event)) ?? []), event]);
    for (const spec of specs) {
      if (spec.shares) for (const at of valuesAt(event, spec.shares)) for (const f of fns(at.value)) sharing.add(f.fn);
      if (event.chain.length === 0) uses.push({ event, spec });
    }
  }
  return { uses, variants, sharing };
}

/** The things that a value is, as keys: what was built where, or which parameter of which function. A function may register itself, so that `depth` has an end. */
function identities(known: Registrations, event: CallEvent, v: Value | undefined, depth = 0): Set<string> {
  const out = new Set<string>();
  if (depth > 4) return out;
  const add = (e: CallEvent, of: Value | undefined): void => identities(known, e, of, depth + 1).forEach((k) => out.add(k));
  for (const r of v?.refs ?? []) {
    if (r.k === 'api' && r.made) {
      const began = rootOf(r.made);
      out.add(siteKey(began));
      // A chain that begins with what the function was given: `(app) => app.use(a).get(…)`.
      const given = began.self?.refs.filter((s) => s.k === 'sym') ?? [];
      if (given.length > 0) add(began, { ...NOTHING, refs: given });
    } else if (r.k === 'sym' && !known.sharing.has(event.fn)) out.add(`${event.fn.file.path}#${event.fn.facts.key}|${r.port}|${r.path.join('.')}`);
    else if (r.k === 'sym') for (const use of known.uses) if (use.event.args.some((a) => fns(a).some((f) => f.fn === event.fn))) add(use.event, use.event.self);
  }
  return out;
}

const allIdentities = (known: Registrations, event: CallEvent): Set<string> =>
  new Set((known.variants.get(siteKey(event)) ?? [event]).flatMap((e) => [...identities(known, e.chain.length > 0 ? e : event, e.self)]));

function meets(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const k of a) if (b.has(k)) return true;
  return false;
}

/** What a registration puts before which routes. */
interface Laid {
  given: At[];
  /** The things that it is registered on. */
  onto: ReadonlySet<string>;
  /** Of each that is given: the things and the functions that it is. */
  mounts: { identities: ReadonlySet<string>; plugins: ReadonlySet<FnNode> }[];
  /** It stands before nothing but what a function registers that is given here. */
  inside: boolean;
  /** Before the paths of routes that are mounted here, where it can be seen. */
  prefix: string | undefined;
  covers(route: string | undefined): boolean;
}

const laidBy = (known: Registrations, use: UseOf): Laid | 'nothing' => (use.laid ??= lay(known, use));

function lay(known: Registrations, { event, spec }: UseOf): Laid | 'nothing' {
  if (spec.chain || allHold(event, spec.if) === 'no') return 'nothing';
  const paths = spec.path ? valuesAt(event, spec.path).flatMap((a) => (fns(a.value).length > 0 ? [] : [pathsOf(a.value)])) : [];
  const patterns = paths.some((p) => p === undefined) ? undefined : paths.flatMap((p) => p ?? []);
  const covering = patterns?.map((p) => coverage(p, spec.match !== 'pattern')) ?? [];
  const given = listOf(spec.handler).flatMap((p) => valuesAt(event, p));
  return {
    given,
    onto: allIdentities(known, event),
    mounts: given.map((a) => ({ identities: identities(known, event, a.value), plugins: new Set(fns(a.value).map((f) => f.fn)) })),
    inside: spec.inside !== undefined && valuesAt(event, spec.inside).some((a) => fns(a.value).length > 0),
    prefix: patterns && (patterns[0] ?? '').replace(/\/\*+$/, ''),
    covers: (route) => covering.length === 0 || route === undefined || covering.some((c) => c(route)),
  };
}

/** Values of everything that runs before this call's handler. `path` is the route's, where it can be seen. */
export function runsBefore(known: Registrations, event: CallEvent, path: string | undefined, depth = 0): { value: Value; method?: string }[] {
  if (depth > 4) return [];
  const out = chained(event);
  const own = allIdentities(known, event);
  const route = path === undefined ? undefined : joinPaths(path, '');
  const ofCaller = event.self?.refs.some((r) => r.k === 'sym') ?? false;
  for (const use of known.uses) {
    const laid = use.event === event ? 'nothing' : laidBy(known, use);
    if (laid === 'nothing') continue;
    const { given, onto, mounts, inside, prefix, covers } = laid;
    if (!inside && meets(onto, own) && covers(route) && (use.spec.anytime || precedes(known, use.event, event))) out.push(...given, ...broughtBy(known, use));
    // A plug-in is a function that is given the application and registers routes on it.
    const mounted = mounts.some((m) => meets(m.identities, own) || (ofCaller && m.plugins.has(event.fn)));
    if (!mounted) continue;
    const whole = path === undefined || prefix === undefined ? undefined : joinPaths(prefix, path);
    out.push(...given.filter((_, n) => !mounts[n]!.plugins.has(event.fn)), ...runsBefore(known, use.event, whole, depth + 1));
  }
  return out;
}

const broughtBy = (known: Registrations, use: UseOf): readonly At[] => (use.brought ??= brought(known, use, 1));

/** Hooks of what is mounted here that reach so many levels up, and of what is mounted on that in its turn. */
function brought(known: Registrations, mount: UseOf, levels: number): At[] {
  const laid = laidBy(known, mount);
  if (laid === 'nothing' || levels > 4) return [];
  const mounted = new Set(laid.mounts.flatMap((m) => [...m.identities]));
  if (mounted.size === 0) return [];
  return known.uses.flatMap((use) => {
    const its = use === mount ? 'nothing' : laidBy(known, use);
    if (its === 'nothing' || !meets(its.onto, mounted)) return [];
    return [...(reachOf(known, use, its) >= levels ? its.given : []), ...brought(known, use, levels + 1)];
  });
}

/** How many levels above its own application a hook runs, as it says itself or as is said of all hooks behind it. */
function reachOf(known: Registrations, { event, spec }: UseOf, { onto }: Laid): number {
  const saysOfIt = ({ event: e, spec: s }: UseOf): boolean =>
    s.reach !== undefined && listOf(s.handler).length === 0 && meets(allIdentities(known, e), onto) && precedes(known, event, e);
  return Math.max(levelsOf(event, spec), ...known.uses.filter(saysOfIt).map((u) => levelsOf(u.event, u.spec)));
}

function levelsOf(event: CallEvent, { reach }: MiddlewareSpec): number {
  const words = reach ? valuesAt(event, reach.port).flatMap((a) => constantsOf(a.value) ?? []) : [];
  return words.some((w) => reach!.all.includes(String(w))) ? Infinity : words.some((w) => reach!.parent.includes(String(w))) ? 1 : 0;
}

/** Links of a chain before this call: `procedure.use(isUser).mutation(…)`. */
function chained(event: CallEvent): { value: Value }[] {
  const out: { value: Value }[] = [];
  const seen = new Set<CallEvent>();
  const todo = [event];
  for (const e of todo) {
    for (const r of apis(e.self ?? { taints: [], refs: [] })) {
      if (!r.made || seen.has(r.made) || seen.size > 60) continue;
      seen.add(r.made);
      todo.push(r.made);
      for (const s of r.made.specs) if (s.middleware?.chain) out.push(...listOf(s.middleware.handler).flatMap((p) => valuesAt(r.made!, p)));
    }
  }
  return out;
}

/** Where a function is registered that works on what it is registered with. */
const sharedAt = (known: Registrations, fn: FnNode): CallSite[] =>
  known.sharing.has(fn) ? known.uses.filter((u) => u.event.args.some((a) => fns(a).some((f) => f.fn === fn))).map((u) => u.event) : [];

/** Registered earlier, as far as the code tells: in one function by order, else it is taken to be. */
function precedes(known: Registrations, use: CallEvent, route: CallEvent): boolean {
  const sites = (e: CallEvent): CallSite[] => (known.variants.get(siteKey(e)) ?? [e]).flatMap((v) => [v, ...v.chain, ...sharedAt(known, e.fn)]);
  const routes = sites(route);
  for (const u of sites(use)) {
    const r = routes.find((s) => s.fn === u.fn && s.instr !== u.instr);
    if (r) return u.instr < r.instr;
  }
  return true;
}
