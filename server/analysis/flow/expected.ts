/** What the type of the thing in which a function is written says of its parameters, which then say nothing themselves. */
import type { FileFacts, FnId, TypeRef } from '../facts/ir';
import { once } from '../facts/once';
import type { Run } from './run';

interface Standing {
  /** The method that the function is; empty where the type is its own. */
  method: string;
  type: Extract<TypeRef, { k: 'ref' }>;
}

/** Functions of which the code says a type with arguments, or of the object that they are written in. */
const standing = once((facts: FileFacts): ReadonlyMap<FnId, Standing> => {
  const out = new Map<FnId, Standing>();
  for (const { instrs } of facts.functions) {
    for (const i of instrs) {
      if (i.op !== 'typed' || i.type.k !== 'ref' || !i.type.args?.length) continue;
      const of = instrs[i.of[0]];
      if (of?.op === 'closure') out.set(of.fn, { method: '', type: i.type });
      if (of?.op !== 'object') continue;
      for (const { key, value } of of.props) {
        const method = instrs[value[0]];
        if (typeof key === 'string' && method?.op === 'closure') out.set(method.fn, { method: key, type: i.type });
      }
    }
  }
  return out;
});

/** The type of a parameter as a type argument says it: `Env` for `{ fetch(request, env) {} } satisfies ExportedHandler<Env>`. */
export function expectedType({ fn, solver }: Run, index: number): TypeRef | undefined {
  const found = standing(fn.file.facts).get(fn.facts.id);
  if (!found) return undefined;
  for (const m of solver.project.typeOf(fn.file, found.type)) {
    if (m.k !== 'api') continue;
    const argument = solver.catalog.type(m.name.replace(/#$/, ''))?.arguments?.[found.method]?.[index];
    if (typeof argument === 'number') return found.type.args?.[argument];
  }
  return undefined;
}
