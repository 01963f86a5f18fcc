/** Exported functions whose first parameter says what calls them: `handler(event: APIGatewayProxyEvent)`. */
import type { FileFacts } from '../facts/ir';
import { once } from '../facts/once';
import type { Solver } from '../flow/solver';
import type { FnNode } from '../flow/values';
import { exportMark } from './exportMark';
import { type Entry, entryOf } from './entries';

export function typedEntries(solver: Solver): Entry[] {
  return solver.solvedFiles().flatMap((file) =>
    exportedFunctions(file.facts).flatMap((e): Entry[] => {
      const fn = file.fns[e.fn]!;
      // What was never solved reaches nothing that anyone asks about.
      const kind = solver.solved.has(fn) ? entryKind(solver, fn) : undefined;
      return kind ? [entryOf({ kind, name: `${kind} ${e.name}`, handler: fn, fn, mark: exportMark(fn, e.local) }, () => 'none')] : [];
    }),
  );
}

const exportedFunctions = once((facts: FileFacts) => {
  const named = new Map(facts.functions.flatMap((f) => (f.parent === 0 && f.params.length > 0 ? [[f.name, f.id] as const] : [])).reverse());
  return facts.exports.flatMap((e) => (e.kind === 'local' && named.has(e.local) ? [{ name: e.name, local: e.local, fn: named.get(e.local)! }] : []));
});

function entryKind(solver: Solver, fn: FnNode): Entry['kind'] | undefined {
  const type = fn.facts.params[0]?.type;
  const declared = type ? solver.project.typeOf(fn.file, type).flatMap((m) => (m.k === 'api' ? [m.name] : [])) : [];
  const given = (fn.context.get(0) ?? []).flatMap((r) => (r.k === 'api' ? [r.name] : []));
  return [...declared, ...given].map((n) => solver.catalog.type(n.replace(/#$/, ''))?.entry?.kind).find(Boolean);
}
