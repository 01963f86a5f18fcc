/**
 * Which files may have to do with AI, by imports alone: those that say so themselves, all that import them, and all that these
 * import. The rest of a workspace is an ocean of files that are neither parsed nor kept as facts.
 */
export interface Island {
  /**
   * Takes in files with all that imports them and all that they need; gives back those that were not there before.
   * @param alone without those that import them
   */
  add(paths: Iterable<string>, alone?: boolean): string[];
}

/**
 * @param imports for each file of the workspace, the files that it imports
 * @param aside importers that bring nothing in: code that only a test runner runs
 */
export function createIsland(imports: ReadonlyMap<string, readonly string[]>, aside: (path: string) => boolean): Island {
  const importers = new Map<string, string[]>();
  for (const [path, targets] of imports)
    for (const t of targets) {
      const known = importers.get(t);
      if (known) known.push(path);
      else importers.set(t, [path]);
    }
  const followed = new Set<string>();
  const files = new Set<string>();
  return {
    add(paths, alone = false) {
      const up = [...paths].filter((p) => imports.has(p));
      if (!alone) {
        for (const p of up) {
          if (followed.has(p)) continue;
          followed.add(p);
          for (const i of importers.get(p) ?? []) if (!followed.has(i) && !aside(i)) up.push(i);
        }
      }
      const fresh: string[] = [];
      for (const p of up) {
        if (files.has(p)) continue;
        files.add(p);
        fresh.push(p);
        for (const t of imports.get(p)!) if (imports.has(t) && !files.has(t)) up.push(t);
      }
      return fresh.sort();
    },
  };
}
