/** Entry points by file convention: `app/…/route.ts`, `pages/api`, `'use server'`. */
import picomatch from 'picomatch';
import type { FileSpec } from '../models/format';
import type { Solver } from '../flow/solver';
import { type FileNode, type FnNode, NOTHING, ofRef } from '../flow/values';

export interface FileEntry {
  fn: FnNode;
  spec: FileSpec;
  name: string;
}

/** Finds them, and gives their parameters the types and data of the convention. */
export function registerFileEntries(solver: Solver, files: Iterable<FileNode>): FileEntry[] {
  const specs = solver.catalog.files.map((spec) => ({ spec, match: picomatch(spec.glob, { dot: true }) }));
  const found: FileEntry[] = [];
  for (const file of files) {
    for (const { spec, match } of specs) {
      if (!spec.entry || !match(file.path)) continue;
      for (const local of valueExports(file, spec)) {
        const args = (spec.entry.params ?? []).map((p) => (typeof p === 'string' ? ofRef({ k: 'api', name: solver.catalog.canonical(`${p}#`) }) : NOTHING));
        solver.registerEntry(file, { local, args });
      }
      for (const { fn, name } of functionsOf(file, spec)) {
        found.push({ fn, spec, name });
        spec.entry.params?.forEach((p, i) => p !== null && solver.giveParam(fn, i, p, { name: ':' } as Parameters<Solver['giveParam']>[3]));
      }
    }
  }
  return found;
}

/** Exports that are made by a call: `withAuth(handler)`. */
function valueExports(file: FileNode, spec: FileSpec): string[] {
  if (spec.directive) return [];
  return file.facts.exports.flatMap((e) =>
    e.kind === 'local' && spec.exports.includes(e.name) && !file.fns.some((f) => f.facts.parent === 0 && f.facts.name === e.local) ? [e.local] : [],
  );
}

function functionsOf(file: FileNode, spec: FileSpec): { fn: FnNode; name: string }[] {
  const all = spec.exports.includes('*');
  const marked = file.facts.directives.includes(spec.directive ?? '');
  if (spec.directive && !marked) return file.fns.filter((f) => f.facts.directives?.includes(spec.directive!)).map((fn) => ({ fn, name: fn.facts.name }));
  const names = file.facts.exports.flatMap((e) => (e.kind === 'local' && (all || spec.exports.includes(e.name)) ? [e] : []));
  return names.flatMap((e) => {
    const fn = file.fns.find((f) => f.facts.parent === 0 && (f.facts.name === e.local || (e.local === 'default' && f.facts.name === 'default')));
    return fn ? [{ fn, name: e.name }] : [];
  });
}
