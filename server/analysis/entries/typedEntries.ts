/** Exported functions whose first parameter says what calls them: `handler(event: APIGatewayProxyEvent)`. */
import type { FileFacts, TypeRef } from '../facts/ir';
import { onceIn } from '../facts/once';
import type { Solver } from '../flow/solver';
import type { FileNode, FnNode } from '../flow/values';
import { inEachFile } from '../project/overFiles';
import { exportMark } from './exportMark';
import { type Entry, entryOf } from './entry';

export const typedEntries = inEachFile((solver: Solver, file) =>
  exportedFunctions(solver, file.facts).flatMap((e): Entry[] => {
    const fn = file.fns[e.fn]!;
    // What was never solved reaches nothing that anyone asks about.
    const kind = solver.solved.has(fn) ? (e.kind ?? givenKind(solver, fn)) : undefined;
    return kind ? [entryOf({ kind, name: `${kind} ${e.name}`, handler: fn, fn, mark: exportMark(fn, e.local) }, () => 'none')] : [];
  }),
);

/** Those with a parameter, each with the kind of entry point that its declared type makes it. */
const exportedFunctions = onceIn((solver: Solver, facts: FileFacts) => {
  const file = solver.project.files.get(facts.path)!;
  const named = new Map(facts.functions.flatMap((f) => (f.parent === 0 && f.params.length > 0 ? [[f.name, f] as const] : [])).reverse());
  return facts.exports.flatMap((e) => {
    const f = e.kind === 'local' && named.get(e.local);
    return f ? [{ name: e.name, local: e.local, fn: f.id, kind: declaredKind(solver, file, f.params[0]!.type) }] : [];
  });
});

const declaredKind = (solver: Solver, file: FileNode, type: TypeRef | undefined): Entry['kind'] | undefined =>
  type &&
  kindOf(
    solver,
    solver.project.typeOf(file, type).flatMap((m) => (m.k === 'api' ? [m.name] : [])),
  );

const givenKind = (solver: Solver, fn: FnNode): Entry['kind'] | undefined =>
  kindOf(
    solver,
    (fn.context.get(0) ?? []).flatMap((r) => (r.k === 'api' ? [r.name] : [])),
  );

const kindOf = (solver: Solver, types: readonly string[]): Entry['kind'] | undefined =>
  types.map((n) => solver.catalog.type(n.replace(/#$/, ''))?.entry?.kind).find((kind) => kind !== undefined);
