/** Entry points by file convention: `app/…/route.ts`, `pages/api`, `'use server'`. */
import type { Instr, ValueId } from '../facts/ir';
import type { FileSpec } from '../models/format';
import type { Solver } from '../flow/solver';
import { type FileNode, type FnNode, NOTHING, ofRef } from '../flow/values';

export interface FileEntry {
  fn: FnNode;
  spec: FileSpec;
  name: string;
}

/** Finds them, and gives their parameters the types and data of the convention. */
export function registerFileEntries(solver: Solver, files: Iterable<FileNode>): FileEntry[] {
  const found: FileEntry[] = [];
  for (const { file, spec } of conventions(solver, files)) {
    const { params = [] } = spec.entry!;
    for (const local of valueExports(file, spec)) {
      const args = params.map((p) => (typeof p === 'string' ? ofRef({ k: 'api', name: solver.catalog.canonical(`${p}#`) }) : NOTHING));
      solver.registerEntry(file, { local, args });
    }
    for (const { fn, name } of functionsOf(file, spec).filter((f) => hasShape(f.fn, spec))) {
      found.push({ fn, spec, name });
      params.forEach((p, i) => p !== null && solver.giveParam(fn, i, p, { name: ':' }));
    }
  }
  return found;
}

/** Files with the conventions that make their exports entry points. */
export function conventions(solver: Solver, files: Iterable<FileNode>): { file: FileNode; spec: FileSpec }[] {
  return [...files].flatMap((file) => solver.catalog.conventions(file.path).flatMap((spec) => (spec.entry ? [{ file, spec }] : [])));
}

/** Exports that are made by a call: `withAuth(handler)`. */
export function valueExports(file: FileNode, spec: FileSpec): string[] {
  if (spec.directive || spec.shape) return [];
  return file.facts.exports.flatMap((e) =>
    e.kind === 'local' && spec.exports.includes(e.name) && !file.fns.some((f) => f.facts.parent === 0 && f.facts.name === e.local) ? [e.local] : [],
  );
}

function functionsOf(file: FileNode, spec: FileSpec): { fn: FnNode; name: string }[] {
  const all = spec.exports.includes('*');
  const marked = file.facts.directives.includes(spec.directive ?? '');
  if (spec.directive && !marked) return file.fns.filter((f) => f.facts.directives?.includes(spec.directive!)).map((fn) => ({ fn, name: fn.facts.name }));
  const names = file.facts.exports.flatMap((e) => (e.kind === 'local' && (all || spec.exports.includes(e.name)) ? [e] : []));
  const plain = names.flatMap((e) => {
    const fn = file.fns.find((f) => f.facts.parent === 0 && (f.facts.name === e.local || (e.local === 'default' && f.facts.name === 'default')));
    return fn ? [{ fn, name: e.name }] : [];
  });
  return [...plain, ...spec.exports.flatMap((wanted) => (wanted.includes('.') ? membersOf(file, wanted) : []))];
}

/** Functions of an exported object: `export default { fetch() {} }`, `export const actions = { … }`. */
function membersOf(file: FileNode, wanted: string): { fn: FnNode; name: string }[] {
  const [name, member] = wanted.split('.') as [string, string];
  const local = file.facts.exports.find((e) => e.kind === 'local' && e.name === name);
  const { instrs } = file.fns[0]!.facts;
  const through = (id: ValueId | undefined): Instr | undefined => {
    let i = id === undefined ? undefined : instrs[id];
    for (let n = 0; i && n < 6; n++) {
      if (i.op === 'typed') i = instrs[i.of[0]];
      else if (i.op === 'load') i = stored(instrs, i.cell.name);
      else break;
    }
    return i;
  };
  const object = local?.kind === 'local' ? through(storedId(instrs, local.local)) : undefined;
  if (object?.op !== 'object') return [];
  return object.props.flatMap((p) => {
    const i = typeof p.key === 'string' && (member === '*' || p.key === member) ? through(p.value[0]) : undefined;
    return i?.op === 'closure' ? [{ fn: file.fns[i.fn]!, name: `${name}.${String(p.key)}` }] : [];
  });
}

const storedId = (instrs: readonly Instr[], name: string): ValueId | undefined => {
  const i = instrs.find((x) => x.op === 'store' && x.cell.name === name);
  return i?.op === 'store' ? i.value[0] : undefined;
};
const stored = (instrs: readonly Instr[], name: string): Instr | undefined => {
  const id = storedId(instrs, name);
  return id === undefined ? undefined : instrs[id];
};

const hasShape = (fn: FnNode, spec: FileSpec): boolean =>
  !spec.shape || fn.facts.instrs.some((i) => i.op === 'get' && typeof i.prop === 'string' && spec.shape!.includes(i.prop) && firstParam(fn, i.obj[0]));

function firstParam(fn: FnNode, id: ValueId): boolean {
  let i = fn.facts.instrs[id];
  while (i?.op === 'typed') i = fn.facts.instrs[i.of[0]];
  return i?.op === 'param' && i.index === 0;
}
