/** Entry points that decorators make, with the guards that other decorators set before them. */
import type { ClassFacts, Method, Use } from '../facts/ir';
import { having } from '../flow/asked';
import type { CallEvent } from '../flow/events';
import { valuesAt } from '../flow/positions';
import type { Solver } from '../flow/solver';
import type { FileNode, Value } from '../flow/values';
import { NOTHING } from '../flow/values';
import type { DecoratorSpec, LockKind, RefusalSpec } from '../models/format';
import { eachFile } from '../project/overFiles';
import { joinPaths, pathsOf } from './coverage';
import { type Entry, entryOf } from './entry';
import { type Guard, guardOf, strongest } from './locks';

interface Decorator {
  event: CallEvent;
  spec: DecoratorSpec;
}
interface Guarding {
  value: Value;
  method?: string;
}

export function decoratedEntries(solver: Solver, events: readonly CallEvent[]): Entry[] {
  const everywhere = guardsOf(
    having(events, 'decorator')
      .filter((e) => e.chain.length === 0)
      .flatMap((event) => event.specs.flatMap((s) => (s.decorator?.everywhere ? [{ event, spec: s.decorator }] : []))),
  );
  return decoratedClasses(solver).flatMap(([file, classes]) =>
    classes.flatMap(({ cls, methods }) => {
      const own = decorators(solver, file, cls, cls.decorators);
      return methods.flatMap((m) => decoratedMethod(solver, file, cls, m, own, everywhere));
    }),
  );
}

/** Classes with methods that decorators stand before, and these methods. */
const decoratedClasses = eachFile((_: Solver, { facts }) =>
  facts.classes.flatMap((cls) => {
    const methods = cls.methods.filter((m) => m.decorators && m.decorators.length > 0);
    return methods.length > 0 ? [{ cls, methods }] : [];
  }),
);

function decoratedMethod(solver: Solver, file: FileNode, cls: ClassFacts, m: Method, ofClass: readonly Decorator[], everywhere: readonly Guarding[]): Entry[] {
  const own = decorators(solver, file, cls, m.decorators);
  const route = own.find((d) => d.spec.entry);
  if (!route) return [];
  const handler = file.fns[m.fn]!;
  const prefix = ofClass.map((d) => pathAt(d.event, d.spec.path)).find((p) => p !== undefined) ?? '';
  const { kind, path, refusal } = route.spec.entry!;
  const verb = route.event.name.slice(route.event.name.lastIndexOf(':') + 1).toUpperCase();
  const name = kind === 'http' ? `${verb} ${joinPaths(prefix, pathAt(route.event, path) ?? '')}` : `${kind} ${m.name}`;
  const guards = [...guardsOf([...own, ...ofClass].filter((d) => !d.spec.everywhere)), ...everywhere];
  const exempt = (lock: LockKind): boolean => [...own, ...ofClass].some((d) => d.spec.exempts?.includes(lock));
  return [
    entryOf({ kind, name, handler, refusal: refusal && besides(refusal, exempt), fn: handler, mark: [0, handler.facts.name_s, handler.facts.name_e] }, (lock): Guard =>
      exempt(lock) ? 'none' : strongest(guards.map((g) => guardOf(solver, g.value, lock, { method: g.method }))),
    ),
  ];
}

/** A lock that is switched off here is not put before it once more. */
const besides = ({ guards, ...rest }: RefusalSpec, exempt: (lock: LockKind) => boolean): RefusalSpec =>
  guards ? { ...rest, guards: { ...guards, by: Object.fromEntries(Object.entries(guards.by).filter(([lock]) => !exempt(lock as LockKind))) } } : rest;

const pathAt = (event: CallEvent, port: string | undefined): string | undefined => (port ? pathsOf(valuesAt(event, port)[0]?.value ?? NOTHING)?.[0] : undefined);

const guardsOf = (list: readonly Decorator[]): Guarding[] =>
  list.flatMap(({ event, spec }) => (spec.guards ? valuesAt(event, spec.guards).map((a) => ({ value: a.value, method: spec.method })) : []));

/** The decorators' calls were made where the class is declared. */
function decorators(solver: Solver, file: FileNode, cls: ClassFacts, uses: readonly Use[] | undefined): Decorator[] {
  const events = solver.solved.get(file.fns[cls.fn]!)?.events ?? [];
  return (uses ?? []).flatMap(([value]) =>
    events.filter((e) => e.instr === value).flatMap((event) => event.specs.flatMap((s) => (s.decorator ? [{ event, spec: s.decorator }] : []))),
  );
}
