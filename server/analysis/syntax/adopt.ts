/**
 * Trees that another program has parsed, taken where they are as good as our own. Kinds of nodes are numbers that differ between
 * versions of TypeScript, so a tree is read only if the very TypeScript that made it can be found, and is of our version.
 */
import ts from 'typescript';
import type { SourceTree } from './parse';
import { treeOf } from './parse';

/** What is looked at of a loaded TypeScript: the class of its source files is known to it alone. */
interface Loaded {
  version?: unknown;
  objectAllocator?: { getSourceFileConstructor?(): unknown };
}

const verdicts = new WeakMap<object, boolean>();

/** `loaded` are the modules among which the maker is looked for. Components are not adopted: their parsers see other text than we do. */
export function adopt(path: string, text: string, tree: unknown, loaded: () => readonly unknown[]): SourceTree | undefined {
  if (!isSourceFile(tree) || tree.text !== text || /\.(vue|svelte|astro)$/.test(path)) return undefined;
  const maker = tree.constructor;
  let fits = verdicts.get(maker);
  if (fits === undefined) {
    fits = loaded().some((m) => (m as Loaded).version === ts.version && (m as Loaded).objectAllocator?.getSourceFileConstructor?.() === maker);
    verdicts.set(maker, fits);
  }
  return fits ? treeOf(path, tree) : undefined;
}

const isSourceFile = (x: unknown): x is ts.SourceFile =>
  typeof x === 'object' && x !== null && typeof (x as { text?: unknown }).text === 'string' && Array.isArray((x as { statements?: unknown }).statements);
