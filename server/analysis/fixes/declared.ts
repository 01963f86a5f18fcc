/** What is declared for an expression, as far as parameters, members and casts tell: enough to know a text from a list. */
import type { TypeRef } from '../facts/ir';
import type { Solver } from '../flow/solver';
import type { FileNode, FnNode } from '../flow/values';
import type { TypeMeaning } from '../project/project';

interface Declared {
  file: FileNode;
  type: TypeRef;
}

/** Undefined where nothing is declared, or nothing that is known here. */
export function declaredAs(solver: Solver, fn: FnNode, value: number | undefined): 'text' | 'text or more' | 'no text' | undefined {
  const parts = (value === undefined ? [] : typesOf(solver, fn, value)).flatMap(({ file, type }) =>
    type.k === 'union' ? type.of.map((t) => ({ file, type: t })) : [{ file, type }],
  );
  const said = parts.map((p) => isText(solver, p)).filter((x) => x !== 'nothing');
  if (said.length === 0 || said.includes(undefined)) return undefined;
  return said.every(Boolean) ? 'text' : said.some(Boolean) ? 'text or more' : 'no text';
}

/** `nothing` is a value that is not there. */
function isText(solver: Solver, { file, type }: Declared): boolean | 'nothing' | undefined {
  if (type.k === 'prim') {
    if (type.name === 'undefined' || type.name === 'null') return 'nothing';
    return type.name === 'any' || type.name === 'unknown' ? undefined : type.name === 'string';
  }
  if (type.k === 'lit') return typeof type.value === 'string';
  // An alias whose meaning the project does not see may be a text.
  return type.k === 'ref' && solver.project.typeOf(file, type).length === 0 ? undefined : false;
}

function typesOf(solver: Solver, fn: FnNode, value: number, depth = 0): Declared[] {
  const i = fn.facts.instrs[value];
  if (!i || depth > 8) return [];
  switch (i.op) {
    case 'param': {
      const type = fn.facts.params[i.index]?.type;
      return type ? [{ file: fn.file, type }] : [];
    }
    case 'typed':
      return [{ file: fn.file, type: i.type }];
    case 'await':
      return typesOf(solver, fn, i.of[0], depth + 1);
    case 'get':
      return typesOf(solver, fn, i.obj[0], depth + 1).flatMap(({ file, type }) => solver.project.typeOf(file, type).flatMap((m) => member(m, i.prop)));
    default:
      return [];
  }
}

function member(of: TypeMeaning, name: unknown): Declared[] {
  if (typeof name !== 'string' || (of.k !== 'object' && of.k !== 'class')) return [];
  const type = of.k === 'object' ? of.props[name] : of.cls.facts.fields.find((f) => f.name === name)?.type;
  return type ? [{ file: of.k === 'object' ? of.file : of.cls.file, type }] : [];
}

/** Whether a value may have a member: false where all that is declared for it says otherwise. */
export function mayHave(solver: Solver, fn: FnNode, value: number, name: string): boolean {
  const meant = typesOf(solver, fn, value).flatMap(({ file, type }) => solver.project.typeOf(file, type));
  return meant.length === 0 || meant.some((m) => (m.k !== 'object' && m.k !== 'class') || member(m, name).length > 0);
}
