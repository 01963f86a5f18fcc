/** Whether a tool is offered to a model at all. One that can be seen to lie unused is no danger. */
import { type CallEvent, type FileFacts, type FileNode, type RuleContext, bindingsOf, having, importersOf, isToolOf, once, operandsOf } from '../../server/analysis/api';

type FunctionFacts = FileFacts['functions'][number];

export function isOffered(context: RuleContext, tool: CallEvent): boolean {
  // Given to a server, or made by a function that gives it to others: whoever gets it may offer it.
  if (tool.self || tool.fn.facts.id !== 0 || bindingsOf(context).some((b) => isToolOf(b.value, tool))) return true;
  const { file } = tool.fn;
  const use = usesIn(file.facts)(tool.instr);
  return use === 'used' || use.some((name) => isImported(context, file, name, new Set()));
}

/** A value goes somewhere in its file (into a call, or into a variable that is used), or is exported under these names and no more. */
type Usage = 'used' | readonly string[];

/** What becomes of the values of a module's own code. */
const usesIn = once((facts: FileFacts) => {
  const { instrs } = facts.functions[0]!;
  const ofValue = (value: number, depth: number): Usage =>
    depth > 3
      ? 'used'
      : either(
          instrs.flatMap((i, n): (() => Usage)[] => {
            if (!operandsOf(i).includes(value) || asksItself(i, value)) return [];
            if (i.op === 'store') return [() => (i.cell.fn === 0 ? ofName(i.cell.name, depth + 1) : 'used')];
            return [() => (i.op === 'object' || i.op === 'array' || i.op === 'typed' ? ofValue(n, depth + 1) : 'used')];
          }),
        );
  const ofName = (name: string, depth: number): Usage =>
    either([
      ...facts.functions.flatMap((f) =>
        f.instrs.flatMap((i, n): (() => Usage)[] =>
          i.op === 'load' && i.cell.fn === 0 && i.cell.name === name ? [() => (f.id === 0 ? ofValue(n, depth) : isRun(f, n) ? [] : 'used')] : [],
        ),
      ),
      ...facts.exports.flatMap((e): (() => Usage)[] => (e.kind === 'assign' && name === '=' ? [() => 'used'] : e.kind === 'local' && e.local === name ? [() => [e.name]] : [])),
    ]);
  const known = new Map<number, Usage>();
  return (value: number): Usage => {
    let use = known.get(value);
    if (!use) known.set(value, (use = ofValue(value, 0)));
    return use;
  };
});

/** The program calls a method of the tool: it runs it, and offers it to nobody. */
const asksItself = (i: FunctionFacts['instrs'][number], tool: number): boolean =>
  i.op === 'get' ? i.obj[0] === tool : i.op === 'call' && i.callee[0] !== tool && i.args.every((a) => a.use[0] !== tool);

/** The same of all that a function does with it. */
const isRun = ({ instrs, blocks }: FunctionFacts, tool: number): boolean => {
  const uses = instrs.filter((i) => operandsOf(i).includes(tool));
  return uses.length > 0 && uses.every((i) => asksItself(i, tool)) && !blocks.some((b) => b.end.kind === 'return' && b.end.value?.[0] === tool);
};

function either(ways: readonly (() => Usage)[]): Usage {
  const names: string[] = [];
  for (const way of ways) {
    const use = way();
    if (use === 'used') return use;
    names.push(...use);
  }
  return names;
}

/** Imported by a file of the workspace, or meant for whoever installs the package: the index of one that asks models, everything of one that asks none. */
function isImported(context: RuleContext, file: FileNode, name: string, seen: Set<FileNode>): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  if (context.solver.project.files.size === 1 || !asksModels(context.events) || /(^|\/)(index|main|mod)\.[cm]?[jt]sx?$/.test(file.path)) return true;
  return (importersOf(context.solver).get(file) ?? []).some((other) => {
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

const asksModels = once((events: RuleContext['events']) => having(events, 'model', 'agent').length > 0);

const importsOf = once((facts: FileNode['facts']) => facts.functions.flatMap((f) => f.instrs.flatMap((i) => (i.op === 'import' ? [{ from: i.from, name: i.name }] : []))));
