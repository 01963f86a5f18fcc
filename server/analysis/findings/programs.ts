/** Which files run in a program that talks to AI, for what holds in a whole process and not in one call. */
import { onceIn } from '../facts/once';
import type { Solver } from '../flow/solver';
import type { FileNode } from '../flow/values';
import { importersOf } from '../project/importers';
import { eachFile } from '../project/overFiles';
import { talksToAi } from './questions';
import type { RuleContext } from './rule';
import { isTestFile } from './testFiles';

/**
 * How a file belongs to such a program: `joined`, it imports what talks to AI, or is imported by what does; `beside`, it is of the
 * same package and is run with it: frameworks load their configuration, instrumentation and plug-ins without anyone importing them.
 */
export type Membership = 'joined' | 'beside';

export function aiPrograms({ solver }: RuleContext): (file: FileNode) => Membership | undefined {
  const { talking, joined } = programs(importersOf(solver), talkers(solver));
  const packages = new Set(talking.map((f) => solver.packageOf(f.path)));
  return (file) => {
    if (joined.has(file)) return 'joined';
    const folder = solver.packageOf(file.path);
    return packages.has(folder) && isRunWith(file.path.slice(folder === '' ? 0 : folder.length + 1)) ? 'beside' : undefined;
  };
}

const talkers = eachFile(({ solved }: Solver, file) => file.fns.filter((fn) => talksToAi(solved.get(fn)?.events ?? [])));

/** Files that talk to AI or import what does, and with them those that they import. */
const programs = onceIn((importers: ReturnType<typeof importersOf>, found: ReturnType<typeof talkers>): { talking: FileNode[]; joined: ReadonlySet<FileNode> } => {
  const talking = new Set(found.map(([file]) => file));
  for (const f of talking) for (const i of importers.get(f) ?? []) if (!isTestFile(i.path)) talking.add(i);
  const joined = new Set(talking);
  for (const f of joined) for (const t of f.targets) if (typeof t !== 'string') joined.add(t);
  return { talking: [...talking], joined };
});

/** Folders of programs of their own, which somebody runs by hand. */
const BY_HAND = /(^|\/)(scripts?|bin|tools?|tooling|tasks|migrations?|seeds?|prisma|examples?|docs?|dev|debug|playground|benchmarks?)\//i;
/** At the root of a package stand scripts as well: only files by these names are run with what lies in its folders. */
const AT_ROOT = /^(server|index|main|app|boot|bootstrap|start|init|setup|instrumentation[\w.-]*|sentry[\w.-]*|[\w.-]+\.config)\.\w+$/i;

/** Whether a file of a package, by its path there, is part of what the package runs as. */
const isRunWith = (path: string): boolean => !BY_HAND.test(path) && (path.includes('/') || AT_ROOT.test(path));
