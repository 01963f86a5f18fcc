/** Calls of methods that a class leaves to those that extend it: `this.execute(args)` in an abstract class. */
import { LIMITS } from '../limits';
import type { Run } from './run';
import type { ClassNode, FnRef, Value } from './values';
import { ofRef } from './values';

/** The methods of that name in classes that extend what the value is an instance of. */
export function overrides(run: Run, self: Value, method: string): FnRef[] {
  const found = new Map<string, FnRef>();
  for (const r of self.refs) {
    if (r.k !== 'inst') continue;
    for (const cls of run.solver.subclasses(r.cls)) {
      const own = cls.facts.methods.find((m) => m.name === method && m.kind === 'method' && !m.isStatic);
      if (own) found.set(`${cls.file.path}#${own.fn}`, methodOf(cls, own.fn));
      if (found.size >= LIMITS.overrides) return [...found.values()];
    }
  }
  return [...found.values()];
}

function methodOf(cls: ClassNode, id: number): FnRef {
  const fn = cls.file.fns[id]!;
  return { k: 'fn', fn, env: { fn, cells: new Map() }, self: ofRef({ k: 'inst', cls }) };
}
