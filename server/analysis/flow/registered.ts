/** Middleware that stands before a route by being registered on the same application earlier in the same function: `app.use('/api', moderate)`. */
import { coverage, joinPaths, pathsOf } from '../entries/coverage';
import { once } from '../facts/once';
import type { EntrySpec, MiddlewareSpec } from '../models/format';
import { listOf } from '../models/ports';
import { apis, fns } from './access';
import { rootOf } from './chains';
import type { CallEvent } from './events';
import { allHold, valuesAt } from './positions';
import type { Run } from './run';
import { type FnNode, type Value, NOTHING } from './values';

export function registeredBefore(run: Run, event: CallEvent, { path }: EntrySpec): FnNode[] {
  if (run.registered.size === 0) return [];
  const own = applicationsOf(event.self);
  if (own.length === 0) return [];
  const named = path ? pathsOf(valuesAt(event, path)[0]?.value ?? NOTHING)?.[0] : undefined;
  const route = named === undefined ? undefined : joinPaths(named, '');
  return [...run.registered].flatMap((e) =>
    e.instr >= event.instr || e.chain.length > 0 ? [] : standing(e).flatMap((m) => (own.some((a) => m.applications.has(a)) && m.covers(route) ? m.handlers : [])),
  );
}

interface Standing {
  applications: ReadonlySet<string>;
  /** Whether it stands before this path for certain. */
  covers: (route: string | undefined) => boolean;
  handlers: readonly FnNode[];
}

/** What a registration puts before others: many routes ask it. */
const standing = once((e: CallEvent): Standing[] =>
  e.specs.flatMap(({ middleware: m }): Standing[] => {
    if (!m || m.chain || m.inside !== undefined || allHold(e, m.if) === 'no') return [];
    const handlers = listOf(m.handler).flatMap((p) => valuesAt(e, p).flatMap((at) => fns(at.value).map((f) => f.fn)));
    return [{ applications: new Set(applicationsOf(e.self)), covers: covering(e, m), handlers }];
  }),
);

/** The calls that made the applications that a value is. */
const applicationsOf = (v: Value | undefined): string[] =>
  v ? apis(v).flatMap((r) => (r.made ? [rootOf(r.made)].map((e) => `${e.fn.file.path}#${e.fn.facts.key}:${e.instr}`) : [])) : [];

function covering(e: CallEvent, { path, match }: MiddlewareSpec): Standing['covers'] {
  const given = path ? valuesAt(e, path).filter((at) => fns(at.value).length === 0) : [];
  if (given.length === 0) return () => true;
  const patterns = given.flatMap((at) => pathsOf(at.value) ?? []).map((p) => coverage(p, match !== 'pattern'));
  return (route) => route !== undefined && patterns.some((covers) => covers(route));
}
