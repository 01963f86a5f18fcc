/** Whether an edit of a file can be taken in where it stands, or is one after which a workspace has to be put together anew. */
import { outlineOf } from '../analysis/facts/header';
import type { FileFacts } from '../analysis/facts/ir';
import type { FileNode } from '../analysis/flow/values';

/**
 * Yes where all that others know of the file is still there, as it was: what it imports, its classes, and of its names and types those that
 * anybody looks for. Somebody who types a declaration changes its name with each letter.
 */
export function canBeTakenIn(before: FileFacts, next: FileFacts, file: FileNode, files: Iterable<FileNode>): boolean {
  if (before.header === next.header) return true;
  const same = (of: (facts: FileFacts) => unknown): boolean => JSON.stringify(of(before)) === JSON.stringify(of(next));
  if (!same((f) => [f.specifiers, f.directives, f.classes.map(outlineOf), f.exports.filter((e) => !('name' in e))])) return false;
  const changed = new Set([...differing(named(before), named(next)), ...differing(exported(before), exported(next))]);
  const types = differing(typed(before), typed(next));
  // A class may be said to be of a type that was not there, and what is said of one type may be said in terms of another.
  if (types.length > 0 && before.classes.length > 0) return false;
  for (const name of types.some((t) => typed(before).has(t)) ? [...types, ...typed(before).keys()] : types) changed.add(name);
  return [...files].every((other) => other === file || !looksFor(other, changed, file));
}

/** Whether a file imports one of these names from anywhere in the workspace, or all that this file has. */
function looksFor({ facts, targets }: FileNode, names: ReadonlySet<string>, file: FileNode): boolean {
  const isLookedFor = (from: number, name: string): boolean => typeof targets[from] === 'object' && (names.has(name) || (targets[from] === file && (name === '*' || name === '=')));
  return (
    Object.values(facts.names).some((n) => n.kind === 'import' && isLookedFor(n.from, n.name)) ||
    facts.exports.some((e) => (e.kind === 'from' && isLookedFor(e.from, e.source)) || (e.kind === 'star' && targets[e.from] === file)) ||
    // `import('./file')` and `require` have no name in the module.
    (targets.includes(file) && facts.functions.some((f) => f.instrs.some((i) => i.op === 'import' && isLookedFor(i.from, i.name))))
  );
}

type Known = ReadonlyMap<string, string>;

/** Functions are known by their names: their numbers shift. */
const named = (f: FileFacts): Known => new Map(Object.entries(f.names).map(([name, meaning]) => [name, meaning.kind === 'fn' ? 'fn' : JSON.stringify(meaning)]));
const exported = (f: FileFacts): Known => new Map(f.exports.flatMap((e) => ('name' in e ? [[e.name, JSON.stringify(e)] as const] : [])));
const typed = (f: FileFacts): Known => new Map(f.types.map((t) => [t.name, JSON.stringify(t)]));

const differing = (a: Known, b: Known): string[] => [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
