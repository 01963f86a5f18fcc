/** Middleware by file convention, and the URL that a file's place gives it. */
import type { Catalog } from '../models/catalog';
import type { Solver } from '../flow/solver';
import { type FileNode, NOTHING, type Value } from '../flow/values';
import { part } from '../flow/access';
import type { FileSpec, LockKind } from '../models/format';
import { overFiles } from '../project/overFiles';
import { covers, joinPaths, pathsOf } from './coverage';
import { type Guard, guardOf, strongest } from './locks';

export interface FileMiddleware {
  /** Folder of the app, with a slash at its end; '' for the root. Or a file without its extension, for itself and what is named below it. */
  app: string;
  values: Value[];
  /** Absent: it runs before everything. */
  patterns?: string[];
}

export const isFileMiddleware = (catalog: Catalog, path: string): boolean => catalog.conventions(path).some((s) => s.middleware);

export function fileMiddleware(solver: Solver): FileMiddleware[] {
  return conventional(solver).map(({ file, spec }) => {
    const reader = file.fns[0]!;
    const values = spec.exports.map((e) => solver.exported(file, e, reader)).filter((v) => v.refs.length > 0);
    const matcher = spec.middleware!.matcher ? part(solver.exported(file, 'config', reader), 'matcher') : NOTHING;
    return { app: spec.middleware!.own ? file.path.replace(/\.\w+$/, '') : appFolder(file, spec), values, patterns: matcher === NOTHING ? undefined : pathsOf(matcher) };
  });
}

const conventional = overFiles(({ project, catalog }: Solver) =>
  [...project.files.values()].flatMap((file) => catalog.conventions(file.path).flatMap((spec) => (spec.middleware ? [{ file, spec }] : []))),
);

function appFolder(file: FileNode, spec: FileSpec): string {
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
  const below = (spec.middleware!.folder ?? []).map((f) => `${f}/`).find((f) => folder === f || folder.endsWith(`/${f}`));
  return below ? folder.slice(0, -below.length) : folder;
}

export function guardOfFile(solver: Solver, all: readonly FileMiddleware[], path: string, route: string | undefined, lock: LockKind): Guard {
  return strongest(
    all
      .filter((m) => stands(m.app, path) && (!m.patterns || route === undefined || m.patterns.some((p) => covers(p, route, false))))
      .flatMap((m) => m.values.map((v) => guardOf(solver, v, lock, { route }))),
  );
}

const stands = (app: string, path: string): boolean => path.startsWith(app) && (app === '' || app.endsWith('/') || /^[./]/.test(path.slice(app.length)));

/** `app/(chat)/api/[id]/route.ts` → `/api/id`. */
export function routeOfFile(solver: Solver, path: string): string | undefined {
  for (const spec of solver.catalog.conventions(path)) {
    if (spec.root === undefined) continue;
    const parts = path.split('/');
    const at = parts.lastIndexOf(spec.root.split('/').pop()!);
    const own = parts.slice(at + 1, spec.leaf ? undefined : -1).map((p) => p.replace(/\.[cm]?[jt]sx?$/, '').replace(/\.(get|post|put|patch|delete)$/, ''));
    return joinPaths(
      own
        .filter((p) => p !== 'index' && !/^\(.*\)$/.test(p) && !p.startsWith('@'))
        .map((p) => p.replace(/[[\]]/g, '').replace(/^\.\.\./, ''))
        .join('/'),
      '',
    );
  }
  return undefined;
}
