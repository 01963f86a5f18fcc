/** Entry points by file convention: `app/…/route.ts`, `pages/api`, `'use server'`. A list of files is one object as long as it is the same. */
import type { FileFacts, FnId, FunctionFacts, Instr, ValueId } from '../facts/ir';
import { onceIn } from '../facts/once';
import { isFor } from '../flow/fileTools';
import type { EntrySpec, FileSpec } from '../models/format';
import type { Solver } from '../flow/solver';
import { type FileNode, type FnNode, NOTHING, ofRef } from '../flow/values';

export interface FileEntry {
  fn: FnNode;
  spec: FileSpec;
  name: string;
}

/** Gives their parameters the types and data of the convention. */
export function registerFileEntries(solver: Solver, files: readonly FileNode[]): void {
  for (const { file, spec } of called(solver, files)) {
    const params = paramsOf(spec);
    for (const local of exportsOf(file.facts, spec).values) {
      const args = params.map((p) => (typeof p === 'string' ? ofRef({ k: 'api', name: solver.catalog.canonical(`${p}#`) }) : NOTHING));
      solver.registerEntry(file, { local, args });
    }
  }
  for (const { fn, spec } of functionsIn(called(solver, files))) paramsOf(spec).forEach((p, i) => p !== null && solver.giveParam(fn, i, p, { name: ':' }));
}

const paramsOf = (spec: FileSpec): NonNullable<EntrySpec['params']> => spec.entry?.params ?? spec.middleware?.params ?? [];

export const fileEntries = (solver: Solver, files: readonly FileNode[]): FileEntry[] => functionsIn(conventions(solver, files));

interface Conventional {
  file: FileNode;
  spec: FileSpec;
}

const functionsIn = (all: readonly Conventional[]): FileEntry[] =>
  all.flatMap(({ file, spec }) => exportsOf(file.facts, spec).functions.map(({ fn, name }) => ({ fn: file.fns[fn]!, spec, name })));

/** Files with the conventions by which a framework calls their exports. */
const called = onceIn((solver: Solver, files: readonly FileNode[]): Conventional[] =>
  files.flatMap((file) => solver.catalog.conventions(file.path).flatMap((spec) => ((spec.entry || spec.middleware?.params) && isFor(spec, file.facts) ? [{ file, spec }] : []))),
);

/** Files with the conventions that make their exports entry points. */
export const conventions = onceIn((solver: Solver, files: readonly FileNode[]) => called(solver, files).filter(({ spec }) => spec.entry));

interface ConventionalExports {
  /** Names of exports that are made by a call: `withAuth(handler)`. */
  values: string[];
  functions: { fn: FnId; name: string }[];
}
const known = new WeakMap<FileFacts, Map<FileSpec, ConventionalExports>>();

/** What a convention calls of a file: asked at every edit of any file, and the same as long as this one is. */
export function exportsOf(facts: FileFacts, spec: FileSpec): ConventionalExports {
  let bySpec = known.get(facts);
  if (!bySpec) known.set(facts, (bySpec = new Map()));
  let found = bySpec.get(spec);
  if (!found) {
    const functions = functionsOf(facts, spec).filter((f) => hasShape(facts.functions[f.fn]!, spec));
    bySpec.set(spec, (found = { values: valueExports(facts, spec), functions }));
  }
  return found;
}

function valueExports(facts: FileFacts, spec: FileSpec): string[] {
  if (spec.directive || spec.shape) return [];
  return facts.exports.flatMap((e) => (e.kind === 'local' && spec.exports.includes(e.name) && !functionOf(facts, e.local) ? [e.local] : []));
}

function functionsOf(facts: FileFacts, spec: FileSpec): ConventionalExports['functions'] {
  const all = spec.exports.includes('*');
  const marked = facts.directives.includes(spec.directive ?? '');
  const own = facts.functions.filter((f) => spec.directive && f.directives?.includes(spec.directive)).map((f) => ({ fn: f.id, name: f.name }));
  if (spec.directive && !marked) return own;
  const names = facts.exports.flatMap((e) => (e.kind === 'local' && (all || spec.exports.includes(e.name)) ? [e] : []));
  const plain = names.flatMap((e) => {
    const fn = functionOf(facts, e.local);
    return fn ? [{ fn: fn.id, name: e.name }] : [];
  });
  // Where the whole file is marked, a function that is not exported may be marked by itself, and handed out otherwise: `createAI({ actions: { ask } })`.
  const others = own.filter((o) => plain.every((p) => p.fn !== o.fn));
  return [...plain, ...others, ...spec.exports.flatMap((wanted) => (wanted.includes('.') ? membersOf(facts, wanted) : []))];
}

/** Functions of an exported object: `export default { fetch() {} }`, `export const actions = { … }`. */
function membersOf(facts: FileFacts, wanted: string): ConventionalExports['functions'] {
  const [name, member] = wanted.split('.') as [string, string];
  const local = facts.exports.find((e) => e.kind === 'local' && e.name === name);
  const { instrs } = facts.functions[0]!;
  const object = local?.kind === 'local' ? through(instrs, storedId(instrs, local.local)) : undefined;
  if (object?.op !== 'object') return [];
  return object.props.flatMap((p) => {
    const i = typeof p.key === 'string' && (member === '*' || p.key === member) ? through(instrs, p.value[0]) : undefined;
    return i?.op === 'closure' ? [{ fn: i.fn, name: `${name}.${String(p.key)}` }] : [];
  });
}

/** What a value of the module is, through casts and variables. */
function through(instrs: readonly Instr[], id: ValueId | undefined): Instr | undefined {
  let i = id === undefined ? undefined : instrs[id];
  for (let n = 0; i && n < 6; n++) {
    if (i.op === 'typed') i = instrs[i.of[0]];
    else if (i.op === 'load') i = stored(instrs, i.cell.name);
    else break;
  }
  return i;
}

/** The function that an export is, by its name or as what is exported: `export default function Page() {}`. */
function functionOf(facts: FileFacts, local: string): FunctionFacts | undefined {
  const { instrs } = facts.functions[0]!;
  const id = storedId(instrs, local);
  // A function expression may have the name of what a call makes of it.
  if (id === undefined) return facts.functions.find((f) => f.parent === 0 && f.name === local);
  const i = through(instrs, id);
  return i?.op === 'closure' ? facts.functions[i.fn] : undefined;
}

const storedId = (instrs: readonly Instr[], name: string): ValueId | undefined => {
  const i = instrs.find((x) => x.op === 'store' && x.cell.name === name);
  return i?.op === 'store' ? i.value[0] : undefined;
};
const stored = (instrs: readonly Instr[], name: string): Instr | undefined => {
  const id = storedId(instrs, name);
  return id === undefined ? undefined : instrs[id];
};

const hasShape = (fn: FunctionFacts, spec: FileSpec): boolean =>
  !spec.shape || fn.instrs.some((i) => i.op === 'get' && typeof i.prop === 'string' && spec.shape!.includes(i.prop) && firstParam(fn, i.obj[0]));

function firstParam(fn: FunctionFacts, id: ValueId): boolean {
  let i = fn.instrs[id];
  while (i?.op === 'typed') i = fn.instrs[i.of[0]];
  return i?.op === 'param' && i.index === 0;
}
