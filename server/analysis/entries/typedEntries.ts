/** Exported functions whose first parameter says what calls them: `handler(event: APIGatewayProxyEvent)`. */
import type { Solver } from '../flow/solver';
import type { FnNode } from '../flow/values';
import { type Entry, entryOf } from './entries';

export function typedEntries(solver: Solver): Entry[] {
  return [...solver.project.files.values()].flatMap((file) =>
    file.facts.exports.flatMap((e): Entry[] => {
      const fn = e.kind === 'local' ? file.fns.find((f) => f.facts.parent === 0 && f.facts.name === e.local) : undefined;
      const kind = fn && entryKind(solver, fn);
      return fn && kind ? [entryOf({ kind, name: `${kind} ${e.kind === 'local' ? e.name : ''}`, handler: fn, fn, mark: [0, fn.facts.name_s, fn.facts.name_e] }, () => 'none')] : [];
    }),
  );
}

function entryKind(solver: Solver, fn: FnNode): Entry['kind'] | undefined {
  const type = fn.facts.params[0]?.type;
  const declared = type ? solver.project.typeOf(fn.file, type).flatMap((m) => (m.k === 'api' ? [m.name] : [])) : [];
  const given = (fn.context.get(0) ?? []).flatMap((r) => (r.k === 'api' ? [r.name] : []));
  return [...declared, ...given].map((n) => solver.catalog.type(n.replace(/#$/, ''))?.entry?.kind).find(Boolean);
}
