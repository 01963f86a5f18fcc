/** Whether a tool is offered to a model at all. One that can be seen to lie unused is no danger. */
import { type CallEvent, type FileNode, type RuleContext, bindingsOf, isToolOf, once, operandsOf } from '../../server/analysis/api';

export function isOffered(context: RuleContext, tool: CallEvent): boolean {
  // Given to a server, or made by a function that gives it to others: whoever gets it may offer it.
  if (tool.self || tool.fn.facts.id !== 0 || bindingsOf(context).some((b) => isToolOf(b.value, tool))) return true;
  return isUsed(context, tool.fn.file, tool.instr, 0);
}

/** The value goes somewhere: into a call, or into a variable that is used or exported to somebody. */
function isUsed(context: RuleContext, file: FileNode, value: number, depth: number): boolean {
  if (depth > 3) return true;
  const { instrs } = file.fns[0]!.facts;
  return instrs.some((i, n) => {
    if (!operandsOf(i).includes(value)) return false;
    if (i.op === 'store') return i.cell.fn !== 0 || isNameUsed(context, file, i.cell.name, depth + 1);
    return i.op === 'object' || i.op === 'array' || i.op === 'typed' ? isUsed(context, file, n, depth + 1) : true;
  });
}

function isNameUsed(context: RuleContext, file: FileNode, name: string, depth: number): boolean {
  const loaded = file.fns.some((fn) =>
    fn.facts.instrs.some((i, n) => i.op === 'load' && i.cell.fn === 0 && i.cell.name === name && (fn.facts.id !== 0 || isUsed(context, file, n, depth))),
  );
  return (
    loaded || file.facts.exports.some((e) => (e.kind === 'assign' && name === '=') || (e.kind === 'local' && e.local === name && isImported(context, file, e.name, new Set())))
  );
}

/** Imported by a file of the workspace, or meant for whoever installs the package: the index of one that asks models, everything of one that asks none. */
function isImported(context: RuleContext, file: FileNode, name: string, seen: Set<FileNode>): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  if (context.solver.project.files.size === 1 || !asksModels(context.events) || /(^|\/)(index|main|mod)\.[cm]?[jt]sx?$/.test(file.path)) return true;
  return (importers(context).get(file) ?? []).some((other) => {
    const isFrom = (n: number): boolean => other.targets[n] === file;
    const { exports } = other.facts;
    if (importsOf(other.facts).some((i) => isFrom(i.from) && (i.name === name || i.name === '*' || i.name === '='))) return true;
    return exports.some(
      (e) =>
        (e.kind === 'from' && isFrom(e.from) && (e.source === name || e.source === '*') && isImported(context, other, e.name, seen)) ||
        (e.kind === 'star' && isFrom(e.from) && isImported(context, other, name, seen)),
    );
  });
}

const asksModels = once((events: RuleContext['events']) => events.some((e) => e.specs.some((s) => s.model || s.agent)));

const importsOf = once((facts: FileNode['facts']) => facts.functions.flatMap((f) => f.instrs.flatMap((i) => (i.op === 'import' ? [{ from: i.from, name: i.name }] : []))));

/** The files that name a file in an import or export. */
const importers = once(({ solver }: RuleContext) => {
  const out = new Map<FileNode, FileNode[]>();
  for (const file of solver.project.files.values())
    for (const target of new Set(file.targets)) if (target !== undefined && typeof target !== 'string') out.set(target, [...(out.get(target) ?? []), file]);
  return out;
});
