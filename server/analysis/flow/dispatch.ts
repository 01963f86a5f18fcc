/** Tools that are run by hand: a branch, or a table of functions, chosen by the name that a model gave. */
import type { BlockId, FunctionFacts, Instr, Use, ValueId } from '../facts/ir';
import { deepTaints, fns, isOpen, isToolName } from './access';
import type { Run } from './run';
import { LIMITS } from '../limits';
import { constantsOf, join, joinTaints, placeOf, type FnNode, type Obj, type Taint, type Value } from './values';

/** One name that a model may give, and what runs then: the blocks of a branch, or a function of a table. */
export interface Dispatch {
  name: string;
  /** Where it is written. */
  fn: FnNode;
  /** What gives the name, where only callers of the function know that: `runTool(call.name, call.input)`. */
  by?: Value;
  /** Where the name is written: a `case` label, the constant of a comparison; of a table, where it is asked for the name. */
  mark: Use;
  /** The key of a table, where it stands in the code. */
  key?: { fn: FnNode; mark: Use };
  /** The name is that of a tool call: what has it is a tool, whatever else is seen of how it is offered. */
  called?: boolean;
  runs: { instrs: ReadonlySet<ValueId> } | { fn: FnNode };
}

/** A model said it, or only a caller of this function knows whether one did; undefined where neither is so. */
function saidBy(v: Value | undefined): Pick<Dispatch, 'by' | 'called'> | undefined {
  if (v === undefined) return undefined;
  const names = deepTaints(v).filter(isName);
  if (names.length > 0) return { called: names.some(isToolName) };
  return isOpen(v) ? { by: onlyOpen(v) } : undefined;
}

/** What of it only callers know, each once and without its steps: nobody walks along them, and every caller puts it into terms of its own. */
const onlyOpen = ({ taints, refs }: Value): Value => ({
  taints: taints.reduce<readonly Taint[]>((open, { origin, path, only }) => (origin.k === 'port' ? joinTaints(open, [{ origin, path, only, safe: 0 }]) : open), []),
  refs,
});

/** What a model calls by its name. A member of what it gives along (`mode`, `operation.type`) chooses within a tool. */
const isName = ({ origin, path }: Taint): boolean => origin.k === 'source' && origin.kinds.includes('model') && !(origin.kinds.includes('arguments') && path.length > 0);

/** What a callee runs by a name, as its caller knows it. */
export function chosenBelow(dispatches: readonly Dispatch[], inCaller: (v: Value) => Value): Dispatch[] {
  return dispatches.flatMap((d) => {
    const said = d.by && saidBy(inCaller(d.by));
    return said ? [{ ...d, ...said, by: said.by }] : [];
  });
}

/** Each once: what a model is seen to say in one way, it says. */
export function distinct(dispatches: Iterable<Dispatch>): Dispatch[] {
  const out = new Map<string, Dispatch>();
  for (const d of dispatches) {
    const key = `${d.fn.file.path} ${d.fn.facts.key} ${d.mark[1]} ${d.name} ${'fn' in d.runs ? d.runs.fn.facts.key : ''}`;
    const known = out.get(key);
    if (!known && out.size >= LIMITS.dispatches) continue;
    out.set(key, known ? { ...d, by: d.by && known.by && join(d.by, known.by), called: d.called === true || known.called } : d);
  }
  return [...out.values()];
}

/** Branches of this function that compare what a model said with a constant. */
export function branchesByName(run: Run): Dispatch[] {
  const f = run.fn.facts;
  const out: Dispatch[] = [];
  f.blocks.forEach((block) => {
    const { end } = block;
    if (end.kind !== 'branch') return;
    const test = f.instrs[end.cond[0]];
    if (test?.op !== 'bin' || !/^[!=]==?$/.test(test.kind)) return;
    for (const [name, other] of [
      [test.left, test.right],
      [test.right, test.left],
    ] as const) {
      const text = constantsOf(run.values[name[0]] ?? { taints: [], refs: [] });
      const said = text?.length === 1 && typeof text[0] === 'string' ? saidBy(run.values[other[0]]) : undefined;
      if (!said) continue;
      const blocks = onlyThrough(f, test.kind.startsWith('!') ? end.else : shared(f, end.then));
      const instrs = new Set([...blocks].flatMap((b) => f.blocks[b]!.instrs.filter((v) => !isFromTable(f, v, other[0]))));
      if (said.by && ![...instrs].some((v) => f.instrs[v]!.op === 'call')) continue;
      out.push({ ...said, name: text![0] as string, fn: run.fn, mark: name, runs: { instrs } });
    }
  });
  return out;
}

/** A call of what a table has under the name that is compared: of its functions the one of this name runs, as `tableByName` says. */
function isFromTable(f: FunctionFacts, call: ValueId, name: ValueId): boolean {
  const i = f.instrs[call]!;
  const callee = i.op === 'call' ? f.instrs[i.callee[0]] : undefined;
  return callee?.op === 'get' && typeof callee.prop !== 'string' && callee.prop[0] === name;
}

/** Of `case 'a': case 'b':` the label that stands before the code: an empty one leads to where the next label leads. */
function shared(f: FunctionFacts, label: BlockId): BlockId {
  let at = label;
  for (let n = 0; n < f.blocks.length; n++) {
    const { instrs, end } = f.blocks[at]!;
    if (instrs.length > 0 || end.kind !== 'goto' || !f.blocks[end.to]!.preds.some((p) => isLabelOf(f, p, end.to))) break;
    at = end.to;
  }
  return at;
}

function isLabelOf(f: FunctionFacts, test: BlockId, body: BlockId): boolean {
  const { end } = f.blocks[test]!;
  const compared = end.kind === 'branch' && end.then === body ? f.instrs[end.cond[0]] : undefined;
  return compared?.op === 'bin' && compared.kind === '===';
}

/** Blocks that are reached through this one alone. A `case` that others fall into begins with several ways in, all of them cases. */
function onlyThrough(f: FunctionFacts, from: BlockId): Set<BlockId> {
  const region = new Set([from]);
  const queue = [from];
  for (const b of queue) {
    const { end } = f.blocks[b]!;
    for (const to of end.kind === 'goto' ? [end.to] : end.kind === 'branch' ? [end.then, end.else] : []) {
      if (region.has(to) || !f.blocks[to]!.preds.every((p) => region.has(p))) continue;
      region.add(to);
      queue.push(to);
    }
  }
  return region;
}

/** `handlers[call.name](…)`: every function of the table may run. */
export function tableByName(fn: FnNode, table: Value, key: Value, at: Extract<Instr, { op: 'get' }>): Dispatch[] {
  const said = saidBy(key);
  if (!said) return [];
  return table.refs.flatMap((r) =>
    r.k === 'obj'
      ? [...r.obj.fields].flatMap(([name, v]) =>
          fns(v).map((f): Dispatch => ({ ...said, name, fn, mark: [at.obj[0], at.s, at.e], key: keyOf(r.obj, name, f.fn), runs: { fn: f.fn } })),
        )
      : [],
  );
}

/** Where a key is written: in the literal that made the table, or as the name of the method that it is. */
function keyOf({ site }: Obj, name: string, runs: FnNode): Dispatch['key'] {
  const { fn, instr } = placeOf(site) ?? {};
  const made = fn?.facts.instrs[instr!];
  const prop = made?.op === 'object' ? made.props.find((p) => p.key === name) : undefined;
  if (!fn || !prop) return undefined;
  const [value] = prop.value;
  if (prop.s !== undefined) return { fn, mark: [value, prop.s, prop.name_e ?? prop.s] };
  return runs.file === fn.file ? { fn, mark: [value, runs.facts.name_s, runs.facts.name_e] } : undefined;
}

/** `tools.find((t) => t.name === name).run(args)`: of things that have a name and a function each, any may run with what a model gave. */
export function listByName(fn: FnNode, list: Value, method: string, args: readonly Value[], at: Use): Dispatch[] {
  const given = args.flatMap((a) => saidBy(a) ?? []);
  if (given.length === 0) return [];
  const said = given.find((g) => !g.by) ?? { by: given.map((g) => g.by!).reduce(join) };
  return list.refs.flatMap((r) => {
    const run = r.k === 'obj' ? r.obj.fields.get(method) : undefined;
    const named = r.k === 'obj' ? constantsOf(r.obj.fields.get('name') ?? { taints: [], refs: [] }) : undefined;
    return run && named?.length === 1 ? fns(run).map((f): Dispatch => ({ ...said, name: String(named[0]), fn, mark: at, runs: { fn: f.fn } })) : [];
  });
}
