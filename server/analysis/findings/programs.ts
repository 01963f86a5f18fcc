/** Which files run in a program that talks to AI, for what holds in a whole process and not in one call. */
import type { FileNode } from '../flow/values';
import { importersOf } from '../project/importers';
import { talksToAi } from './questions';
import type { RuleContext } from './rule';
import { isTestFile } from './testFiles';

/**
 * How a file belongs to such a program: `joined`, it imports what talks to AI, or is imported by what does; `beside`, it is of the
 * same package and is run with it: frameworks load their configuration, instrumentation and plug-ins without anyone importing them.
 */
export type Membership = 'joined' | 'beside';

export function aiPrograms({ solver, events }: RuleContext): (file: FileNode) => Membership | undefined {
  const talking = new Set(events.filter((e) => talksToAi([e])).map((e) => e.fn.file));
  for (const f of talking) for (const i of importersOf(solver).get(f) ?? []) if (!isTestFile(i.path)) talking.add(i);
  const packages = new Set([...talking].map((f) => solver.packageOf(f.path)));
  const joined = new Set(talking);
  for (const f of joined) for (const t of f.targets) if (typeof t !== 'string') joined.add(t);
  return (file) => {
    if (joined.has(file)) return 'joined';
    const folder = solver.packageOf(file.path);
    return packages.has(folder) && isRunWith(file.path.slice(folder === '' ? 0 : folder.length + 1)) ? 'beside' : undefined;
  };
}

/** Folders of programs of their own, which somebody runs by hand. */
const BY_HAND = /(^|\/)(scripts?|bin|tools?|tooling|tasks|migrations?|seeds?|prisma|examples?|docs?|dev|debug|playground|benchmarks?)\//i;
/** At the root of a package stand scripts as well: only files by these names are run with what lies in its folders. */
const AT_ROOT = /^(server|index|main|app|boot|bootstrap|start|init|setup|instrumentation[\w.-]*|sentry[\w.-]*|[\w.-]+\.config)\.\w+$/i;

/** Whether a file of a package, by its path there, is part of what the package runs as. */
const isRunWith = (path: string): boolean => !BY_HAND.test(path) && (path.includes('/') || AT_ROOT.test(path));
