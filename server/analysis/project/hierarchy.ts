/** What the classes of a workspace extend and implement. */
import type { ClassNode, FileNode } from '../flow/values';
import type { Catalog } from '../models/catalog';
import { overFiles } from './overFiles';
import type { Project } from './project';

export interface Hierarchy {
  baseClass(cls: ClassNode): ClassNode | undefined;
  /** Classes of the workspace below one, near ones first. */
  subclasses(cls: ClassNode): readonly ClassNode[];
  /** Classes that say that they implement an interface, or a type of that name. */
  implementers(file: FileNode, name: string): readonly ClassNode[];
  /** The API class at the root of a workspace class (`class Mine extends Tool`). */
  apiBase(cls: ClassNode): string | undefined;
}

/** Classes above one that are looked at. */
const MOST_ABOVE = 6;

export function createHierarchy(project: Project, { canonical }: Pick<Catalog, 'canonical'>): Hierarchy {
  const of = { project };
  const baseClass = (cls: ClassNode): ClassNode | undefined => baseOf(project, cls);
  return {
    baseClass,
    subclasses(cls) {
      const extending = extendingClasses(of);
      const all = [...(extending.get(cls) ?? [])];
      for (const c of all) for (const below of extending.get(c) ?? []) if (!all.includes(below)) all.push(below);
      return all;
    },
    implementers: (file, name) => implementingClasses(of).get(keyOf(file, name)) ?? [],
    apiBase(cls) {
      for (let c: ClassNode | undefined = cls, n = 0; c && n < MOST_ABOVE; c = baseClass(c), n++) {
        const m = c.facts.baseType && project.typeOf(c.file, c.facts.baseType).find((t) => t.k === 'api');
        if (m?.k === 'api') return canonical(m.name);
      }
      return undefined;
    },
  };
}

function baseOf(project: Project, cls: ClassNode): ClassNode | undefined {
  const m = project.typeOf(cls.file, cls.facts.baseType).find((t) => t.k === 'class');
  return m?.k === 'class' && m.cls !== cls ? m.cls : undefined;
}

const classesOf = ({ files }: Project): ClassNode[] => [...files.values()].flatMap((f) => f.classes);

/** By class, what extends it directly. */
const extendingClasses = overFiles(({ project }: { project: Project }): ReadonlyMap<ClassNode, readonly ClassNode[]> => {
  const by = new Map<ClassNode, ClassNode[]>();
  for (const c of classesOf(project)) {
    const base = baseOf(project, c);
    if (base) by.set(base, [...(by.get(base) ?? []), c]);
  }
  return by;
});

const keyOf = (file: FileNode, name: string): string => `${file.path} ${name}`;

/** By interface, what says that it implements it. */
const implementingClasses = overFiles(({ project }: { project: Project }): ReadonlyMap<string, readonly ClassNode[]> => {
  const by = new Map<string, ClassNode[]>();
  for (const c of classesOf(project)) {
    for (const m of c.facts.implements.flatMap((t) => project.typeOf(c.file, t))) {
      if (m.k !== 'interface') continue;
      const key = keyOf(m.file, m.name);
      by.set(key, [...(by.get(key) ?? []), c]);
    }
  }
  return by;
});
