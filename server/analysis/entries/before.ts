/** What runs before the handler of a route: middleware of its application and routers, hooks of its plug-in, links of its chain. */
import type { CallEvent, CallSite } from '../flow/events';
import { apis, fns } from '../flow/access';
import { having } from '../flow/asked';
import { type At, allHold, valuesAt } from '../flow/positions';
import { listOf } from '../models/ports';
import type { FnNode, Value } from '../flow/values';
import type { MiddlewareSpec } from '../models/format';
import { coverage, joinPaths, pathsOf } from './coverage';

/** A registration of middleware. A thousand routes may ask it: what does not depend on the route is kept. */
interface UseOf {
  event: CallEvent;
  spec: MiddlewareSpec;
  /** Nothing where it stands before no route. */
  laid?: Laid | 'nothing';
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

/** The things that a value is, as keys: what was built where, or which parameter of which function. */
function identities(known: Registrations, event: CallEvent, v: Value | undefined): Set<string> {
  const out = new Set<string>();
  for (const r of v?.refs ?? []) {
    if (r.k === 'api' && r.made) out.add(siteKey(root(r.made)));
    else if (r.k === 'sym' && !known.sharing.has(event.fn)) out.add(`${event.fn.file.path}#${event.fn.facts.key}|${r.port}|${r.path.join('.')}`);
    else if (r.k === 'sym')
      for (const use of known.uses) if (use.event.args.some((a) => fns(a).some((f) => f.fn === event.fn))) for (const k of identities(known, use.event, use.event.self)) out.add(k);
  }
  return out;
}

/** `app.use(a).use(b)`: the application that the chain began with. */
function root(made: CallEvent): CallEvent {
  let at = made;
  for (let n = 0; n < 40; n++) {
    const before = apis(at.self ?? { taints: [], refs: [] }).find((r) => r.made)?.made;
    if (!before) return at;
    at = before;
  }
  return at;
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
    const { given, onto, mounts, prefix, covers } = laid;
    if (meets(onto, own) && covers(route) && (use.spec.anytime || precedes(known, use.event, event))) out.push(...given);
    // A plug-in is a function that is given the application and registers routes on it.
    const mounted = mounts.some((m) => meets(m.identities, own) || (ofCaller && m.plugins.has(event.fn)));
    if (!mounted) continue;
    const whole = path === undefined || prefix === undefined ? undefined : joinPaths(prefix, path);
    out.push(...given.filter((_, n) => !mounts[n]!.plugins.has(event.fn)), ...runsBefore(known, use.event, whole, depth + 1));
  }
  return out;
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

/** Registered earlier, as far as the code tells: in one function by order, else it is taken to be. */
function precedes(known: Registrations, use: CallEvent, route: CallEvent): boolean {
  const sites = (e: CallEvent): CallSite[] => (known.variants.get(siteKey(e)) ?? [e]).flatMap((v) => [v, ...v.chain]);
  const routes = sites(route);
  for (const u of sites(use)) {
    const r = routes.find((s) => s.fn === u.fn && s.instr !== u.instr);
    if (r) return u.instr < r.instr;
  }
  return true;
}
