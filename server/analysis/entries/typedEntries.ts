/** Exported functions whose first parameter says what calls them: `handler(event: APIGatewayProxyEvent)`. */
import type { Solver } from '../flow/solver';
import type { FnNode } from '../flow/values';
import { exportMark } from './exportMark';
import { type Entry, entryOf } from './entries';

export function typedEntries(solver: Solver): Entry[] {
  return [...solver.project.files.values()].flatMap((file) =>
    file.facts.exports.flatMap((e): Entry[] => {
      const fn = e.kind === 'local' ? file.fns.find((f) => f.facts.parent === 0 && f.facts.name === e.local) : undefined;
      const kind = fn && entryKind(solver, fn);
      return e.kind === 'local' && fn && kind ? [entryOf({ kind, name: `${kind} ${e.name}`, handler: fn, fn, mark: exportMark(fn, e.local) }, () => 'none')] : [];
    }),
  );
}

function entryKind(solver: Solver, fn: FnNode): Entry['kind'] | undefined {
  const type = fn.facts.params[0]?.type;
  const declared = type ? solver.project.typeOf(fn.file, type).flatMap((m) => (m.k === 'api' ? [m.name] : [])) : [];
  const given = (fn.context.get(0) ?? []).flatMap((r) => (r.k === 'api' ? [r.name] : []));
  return [...declared, ...given].map((n) => solver.catalog.type(n.replace(/#$/, ''))?.entry?.kind).find(Boolean);
}
