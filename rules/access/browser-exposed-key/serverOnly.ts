/** Files that no browser gets: whatever leads to them begins where a server begins. */
import { type FileNode, type RuleContext, allEntries, isTestFile } from '../../../server/analysis/api';

/** Entry points that a browser runs itself, or that stand in files which it gets as well. */
const NOT_OF_SERVERS = new Set(['page', 'agent']);

/** Whether a file is reached from files with entry points of a server alone, and from some of them. */
export function isServerOnly({ solver, events }: RuleContext, file: FileNode): boolean {
  const importers = importersOf(solver);
  const above = new Set([file]);
  for (const f of above) for (const by of importers.get(f) ?? []) above.add(by);
  const first = [...above].filter((f) => !importers.has(f));
  const entries = new Set(allEntries(solver, events).flatMap((e) => (NOT_OF_SERVERS.has(e.kind) ? [] : [e.fn.file])));
  return first.length > 0 && first.every((f) => entries.has(f)) && ![...above].some((f) => f.facts.directives.includes('use client'));
}

/** By file, the files that load it, apart from tests. */
function importersOf(solver: RuleContext['solver']): ReadonlyMap<FileNode, readonly FileNode[]> {
  const out = new Map<FileNode, FileNode[]>();
  for (const file of solver.project.files.values()) {
    if (isTestFile(file.path)) continue;
    for (const [n, target] of file.targets.entries()) if (typeof target !== 'string' && target !== file && isLoaded(file, n)) out.set(target, [...(out.get(target) ?? []), file]);
  }
  return out;
}

/** What is imported for its types alone is not loaded. */
function isLoaded({ facts }: FileNode, from: number): boolean {
  const named = Object.values(facts.names).some((n) => n.kind === 'import' && n.from === from);
  const passedOn = facts.exports.some((e) => (e.kind === 'from' || e.kind === 'star') && e.from === from);
  return passedOn || !named || facts.functions.some((f) => f.instrs.some((i) => i.op === 'import' && i.from === from));
}
