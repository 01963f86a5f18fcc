/** FileFacts of many files → one module graph: who imports whom, what a name means, which class a type names. */
import type { FileFacts, TypeDecl, TypeRef } from '../facts/ir';
import { type ClassNode, type FileNode, type FnNode, newObj } from '../flow/values';

/** Where a module specifier leads: a workspace path, or the name of a package (`openai`, `node:fs`). */
export type Resolve = (specifier: string, from: string) => { file: string } | { pkg: string };

export interface Project {
  files: Map<string, FileNode>;
  /** Files of which the facts or a summary are new, in the order in which that came about; a file may be in it often. */
  news: FileNode[];
  exportOf(file: FileNode, name: string, seen?: Set<FileNode>): Exported | undefined;
  /** What a type written in a file names. */
  typeOf(file: FileNode, type: TypeRef | undefined, depth?: number): TypeMeaning[];
}

export type Exported = { k: 'cell'; file: FileNode; name: string } | { k: 'module'; file: FileNode } | { k: 'api'; name: string };

export type TypeMeaning =
  | { k: 'api'; name: string }
  | { k: 'class'; cls: ClassNode }
  | { k: 'number' }
  | { k: 'object'; file: FileNode; props: Record<string, TypeRef> }
  /** An interface of the workspace: classes may implement it. */
  | { k: 'interface'; file: FileNode; name: string }
  /** `typeof name`, or with `called` what that function gives back. */
  | { k: 'value'; file: FileNode; name: string; called: boolean };

export function makeFile(facts: FileFacts): FileNode {
  const file: FileNode = { path: facts.path, facts, fns: [], classes: [], targets: [], cells: new Map() };
  file.fns = facts.functions.map((f): FnNode => ({ file, facts: f, context: new Map(), sources: new Map() }));
  file.classes = facts.classes.map((c) => ({ file, facts: c, fields: newObj({ known: false }) }));
  return file;
}

/** Finds things of a list by their names, the first of each; the list is made once and never changes. */
function finder<T extends object>(nameOf: (thing: T) => string): (list: readonly T[], name: string) => T | undefined {
  const known = new WeakMap<readonly T[], Map<string, T>>();
  return (list, name) => {
    let by = known.get(list);
    if (!by) {
      known.set(list, (by = new Map()));
      for (const thing of list) if (!by.has(nameOf(thing))) by.set(nameOf(thing), thing);
    }
    return by.get(name);
  };
}

export function createProject(): Project & { link(resolve: Resolve, only?: Iterable<FileNode>): void } {
  const files = new Map<string, FileNode>();
  const news: FileNode[] = [];
  const classNamed = finder((c: ClassNode) => c.facts.name);
  const typeNamed = finder((t: TypeDecl) => t.name);

  const exportOf = (file: FileNode, name: string, seen = new Set<FileNode>()): Exported | undefined => {
    if (seen.has(file)) return undefined;
    seen.add(file);
    if (name === '*') return { k: 'module', file };
    let stars: Exported | undefined;
    for (const e of file.facts.exports) {
      if (e.kind === 'local' && e.name === name) {
        const imported = file.facts.names[e.local];
        if (imported?.kind === 'import') return imported.name === '=' ? undefined : through(file, imported.from, imported.name, seen);
        return { k: 'cell', file, name: e.local };
      }
      if (e.kind === 'from' && e.name === name) return through(file, e.from, e.source, seen);
    }
    for (const e of file.facts.exports) {
      if (e.kind === 'star' && name !== 'default') stars ??= through(file, e.from, name, seen, true);
    }
    return stars;
  };

  const through = (file: FileNode, from: number, name: string, seen: Set<FileNode>, star = false): Exported | undefined => {
    const target = file.targets[from];
    if (target === undefined) return undefined;
    if (typeof target === 'string') return star ? undefined : { k: 'api', name: `${target}:${name}` };
    return exportOf(target, name, seen);
  };

  const typeOf = (file: FileNode, type: TypeRef | undefined, depth = 0): TypeMeaning[] => {
    if (!type || depth > 5) return [];
    switch (type.k) {
      case 'prim':
        return type.name === 'number' ? [{ k: 'number' }] : [];
      case 'union':
      case 'all':
        return type.of.flatMap((t) => typeOf(file, t, depth + 1));
      case 'object':
        return [{ k: 'object', file, props: type.props }];
      case 'of':
        return [{ k: 'value', file, name: type.name, called: false }];
      case 'ref':
        return namedType(file, type.name, type.args, depth);
      default:
        return [];
    }
  };

  const namedType = (file: FileNode, name: string, args: TypeRef[] | undefined, depth: number): TypeMeaning[] => {
    const [first] = args ?? [];
    if (/^(Promise|Readonly|Partial|Required|NonNullable|Awaited|Pick|Omit)$/.test(name)) return typeOf(file, first, depth + 1);
    if (name === 'InstanceType' && first?.k === 'of') return namedType(file, first.name, undefined, depth + 1);
    if (name === 'ReturnType' && first?.k === 'of') return [{ k: 'value', file, name: first.name, called: true }];
    if (name === 'Date' || name === 'Number') return [{ k: 'number' }];
    const [head, ...members] = name.split('.');
    const given = file.facts.required[head!];
    const known = file.facts.names[head!] ?? (given && { kind: 'import' as const, ...given });
    if (!known) return [{ k: 'api', name: `global:${name}#` }];
    if (known.kind === 'import') {
      const target = file.targets[known.from];
      if (typeof target === 'string') {
        const path = known.name === '*' || known.name === '=' || (known.name === 'default' && members.length > 0) ? members : [known.name, ...members];
        return path.length > 0 ? [{ k: 'api', name: `${target}:${path.join('.')}#` }] : [];
      }
      return target ? exportedType(target, known.name === '*' ? (members[0] ?? '*') : known.name, depth) : [];
    }
    return localType(file, head!, depth);
  };

  const localType = (file: FileNode, name: string, depth: number): TypeMeaning[] => {
    const cls = classNamed(file.classes, name);
    if (cls) return [{ k: 'class', cls }];
    const decl = typeNamed(file.facts.types, name);
    return decl ? [{ k: 'interface', file, name }, ...typeOf(file, decl.type, depth + 1), ...decl.bases.flatMap((b) => typeOf(file, b, depth + 1))] : [];
  };

  const exportedType = (file: FileNode, name: string, depth: number, seen = new Set<FileNode>()): TypeMeaning[] => {
    if (seen.has(file) || depth > 6) return [];
    seen.add(file);
    const local = file.facts.exports.find((e) => e.kind === 'local' && e.name === name);
    const own = local?.kind === 'local' ? local.local : (file.facts.handedOut[name] ?? name);
    const found = localType(file, own === 'default' ? (file.classes[0]?.facts.name ?? own) : own, depth);
    if (found.length > 0) return found;
    if (own in file.facts.required && file.facts.handedOut[name] === own) return namedType(file, own, undefined, depth + 1);
    for (const e of file.facts.exports) {
      if (e.kind === 'local') {
        const imported = e.name === name ? file.facts.names[e.local] : undefined;
        if (imported?.kind === 'import') return namedType(file, e.local, undefined, depth + 1);
        continue;
      }
      if (e.kind === 'assign' || (e.kind === 'from' && e.name !== name)) continue;
      const target = file.targets[e.from];
      if (target === undefined) continue;
      const source = e.kind === 'from' ? e.source : name;
      if (typeof target === 'string') {
        if (e.kind === 'from') return [{ k: 'api', name: `${target}:${source}#` }];
        continue;
      }
      const inner = exportedType(target, source, depth + 1, seen);
      if (inner.length > 0) return inner;
    }
    return [];
  };

  return {
    files,
    news,
    exportOf,
    typeOf,
    link(resolve, only = files.values()) {
      for (const file of only) {
        news.push(file);
        file.targets = file.facts.specifiers.map((s) => {
          const to = resolve(s, file.path);
          if ('pkg' in to) return to.pkg;
          return files.get(to.file) ?? `file:${to.file}`;
        });
      }
    },
  };
}
