/** Middleware that stands before a route by being registered on the same application earlier in the same function: `app.use('/api', moderate)`. */
import { coverage, joinPaths, pathsOf } from '../entries/coverage';
import type { EntrySpec, MiddlewareSpec } from '../models/format';
import { listOf } from '../models/ports';
import { apis, fns } from './access';
import { rootOf } from './chains';
import type { CallEvent } from './events';
import { allHold, valuesAt } from './positions';
import type { Run } from './run';
import { type FnNode, type Value, NOTHING } from './values';

export function registeredBefore(run: Run, event: CallEvent, { path }: EntrySpec): FnNode[] {
  const own = applicationsOf(event.self);
  if (own.length === 0) return [];
  const route = path ? pathsOf(valuesAt(event, path)[0]?.value ?? NOTHING)?.[0] : undefined;
  const out: FnNode[] = [];
  for (const events of run.events.values()) {
    for (const e of events) {
      if (e.instr >= event.instr || e.chain.length > 0) continue;
      for (const { middleware: m } of e.specs) {
        if (!m || m.chain || m.inside !== undefined || allHold(e, m.if) === 'no' || !applicationsOf(e.self).some((a) => own.includes(a))) continue;
        if (stands(e, m, route)) out.push(...listOf(m.handler).flatMap((p) => valuesAt(e, p).flatMap((at) => fns(at.value).map((f) => f.fn))));
      }
    }
  }
  return out;
}

/** The calls that made the applications that a value is. */
const applicationsOf = (v: Value | undefined): string[] =>
  v ? apis(v).flatMap((r) => (r.made ? [rootOf(r.made)].map((e) => `${e.fn.file.path}#${e.fn.facts.key}:${e.instr}`) : [])) : [];

/** Whether it stands before this path for certain. */
function stands(e: CallEvent, { path, match }: MiddlewareSpec, route: string | undefined): boolean {
  const given = path ? valuesAt(e, path).filter((at) => fns(at.value).length === 0) : [];
  if (given.length === 0) return true;
  const patterns = given.flatMap((at) => pathsOf(at.value) ?? []);
  return route !== undefined && patterns.some((p) => coverage(p, match !== 'pattern')(joinPaths(route, '')));
}
