/** Entry points by file convention: `app/…/route.ts`, `pages/api`, `'use server'`. */
import type { FileFacts, FnId, FunctionFacts, Instr, ValueId } from '../facts/ir';
import { isFor } from '../flow/fileTools';
import type { EntrySpec, FileSpec } from '../models/format';
import type { Solver } from '../flow/solver';
import { type FileNode, NOTHING, ofRef } from '../flow/values';
import { inEachFile } from '../project/overFiles';

/** What a convention calls of a file. */
export interface Conventional {
  file: FileNode;
  spec: FileSpec;
  /** Names of exports that are made by a call: `withAuth(handler)`. */
  values: string[];
  functions: { fn: FnId; name: string }[];
}

/** Gives their parameters the types and data of the convention. */
export function registerFileEntries(solver: Solver, files: readonly FileNode[]): void {
  const all = files.flatMap((f) => conventionsOf(solver, f));
  for (const { file, spec, values } of all) {
    const params = paramsOf(spec);
    for (const local of values) {
      const args = params.map((p) => (typeof p === 'string' ? ofRef({ k: 'api', name: solver.catalog.canonical(`${p}#`) }) : NOTHING));
      solver.registerEntry(file, { local, args });
    }
  }
  for (const { file, spec, functions } of all) for (const { fn } of functions) paramsOf(spec).forEach((p, i) => p !== null && solver.giveParam(file.fns[fn]!, i, p, { name: ':' }));
}

const paramsOf = (spec: FileSpec): NonNullable<EntrySpec['params']> => spec.entry?.params ?? spec.middleware?.params ?? [];

/** The conventions that make exports of solved files entry points. */
export const fileEntries = inEachFile((solver: Solver, file) => (file.fns.some((fn) => solver.solved.has(fn)) ? conventionsOf(solver, file).filter(({ spec }) => spec.entry) : []));

function conventionsOf(solver: Solver, file: FileNode): Conventional[] {
  return solver.catalog.conventions(file.path).flatMap((spec) => {
    if (!(spec.entry || spec.middleware?.params) || !isFor(spec, file.facts)) return [];
    const functions = functionsOf(file.facts, spec).filter((f) => hasShape(file.facts.functions[f.fn]!, spec));
    const values = valueExports(file.facts, spec);
    return functions.length + values.length > 0 ? [{ file, spec, values, functions }] : [];
  });
}

function valueExports(facts: FileFacts, spec: FileSpec): string[] {
  if (spec.directive || spec.shape) return [];
  return facts.exports.flatMap((e) => (e.kind === 'local' && spec.exports.includes(e.name) && !functionOf(facts, e.local) ? [e.local] : []));
}

function functionsOf(facts: FileFacts, spec: FileSpec): Conventional['functions'] {
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
function membersOf(facts: FileFacts, wanted: string): Conventional['functions'] {
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
