/** Files that no browser gets: whatever leads to them begins where a server begins. */
import { type FileNode, type RuleContext, allEntries, importersOf, isTestFile } from '../../../server/analysis/api';

/** Entry points that a browser runs itself, or that stand in files which it gets as well. */
const NOT_OF_SERVERS = new Set(['page', 'agent']);

/** What Node has and no browser, nor a stand-in of a bundler: who imports it begins on a machine of its own. */
const NODE = /^(node:)?(child_process|cluster|dgram|fs|fs\/promises|net|os|readline|readline\/promises|tty|worker_threads)$|^(dotenv|dotenv\/config|ink)$/;
const isNodeProgram = ({ facts }: FileNode): boolean => facts.specifiers.some((s) => NODE.test(s));

/** Whether a file is reached from files with entry points of a server, or from programs of Node, alone. */
export function isServerOnly({ solver, events }: RuleContext, file: FileNode): boolean {
  const loaders = (loaded: FileNode): FileNode[] => (importersOf(solver).get(loaded) ?? []).filter((by) => loads(by, loaded));
  const above = new Set([file]);
  for (const f of above) for (const by of loaders(f)) above.add(by);
  const first = [...above].filter((f) => loaders(f).length === 0);
  const entries = new Set(allEntries(solver, events).flatMap((e) => (NOT_OF_SERVERS.has(e.kind) ? [] : [e.fn.file])));
  return first.length > 0 && first.every((f) => entries.has(f) || isNodeProgram(f)) && ![...above].some((f) => f.facts.directives.includes('use client'));
}

/** Whether a file loads another; tests do so for themselves. */
const loads = (by: FileNode, file: FileNode): boolean => by !== file && !isTestFile(by.path) && by.targets.some((target, n) => target === file && isLoaded(by, n));

/** What is imported for its types alone is not loaded. */
function isLoaded({ facts }: FileNode, from: number): boolean {
  const named = Object.values(facts.names).some((n) => n.kind === 'import' && n.from === from);
  const passedOn = facts.exports.some((e) => (e.kind === 'from' || e.kind === 'star') && e.from === from);
  return passedOn || !named || facts.functions.some((f) => f.instrs.some((i) => i.op === 'import' && i.from === from));
}
