/** Hooks that are registered under a name, and that a route has by setting an option of that name: `app.macro({ signedIn: { … } })` and `{ signedIn: true }`. */
import type { CallEvent } from '../flow/events';
import { field, fns } from '../flow/access';
import { valuesAt } from '../flow/positions';
import type { Solver } from '../flow/solver';
import { NOTHING, type Obj, type Value, constantsOf } from '../flow/values';
import type { MiddlewareSpec } from '../models/format';
import type { Registrations } from './before';

/** Of all applications: a route can have no option that its own does not know. */
export function namedHooks(solver: Solver, { uses }: Registrations, route: CallEvent, options: string): Value[] {
  const names = valuesAt(route, options)
    .flatMap((at) => objectsOf(at.value))
    .flatMap((o) => [...o.fields].flatMap(([name, v]) => (constantsOf(v)?.every((c) => !c) ? [] : [name])));
  if (names.length === 0) return [];
  return uses.flatMap(({ event, spec }) => (spec.named ? names.flatMap((name) => registered(event, spec.named!, name).flatMap((v) => hooksOf(solver, v, spec.named!.hooks))) : []));
}

function registered(event: CallEvent, { at, value }: NonNullable<MiddlewareSpec['named']>, name: string): Value[] {
  return valuesAt(event, at).flatMap((a) => {
    const isNamed = constantsOf(a.value)?.includes(name) ?? false;
    return isNamed && value !== undefined ? valuesAt(event, value).map((v) => v.value) : objectsOf(a.value).map((o) => field(o, name));
  });
}

/** The hooks of an object, or of one that a function gives back. */
const hooksOf = (solver: Solver, v: Value, hooks: readonly string[]): Value[] =>
  [v, ...fns(v).map((f) => solver.summary(f.fn).returns)].flatMap(objectsOf).flatMap((o) => hooks.map((h) => field(o, h)).filter((x) => x !== NOTHING));

const objectsOf = (v: Value): Obj[] => v.refs.flatMap((r) => (r.k === 'obj' && !r.obj.array ? [r.obj] : []));
