/** Indexes over all files of a project. */
import type { Project } from './project';

/** Made once, and anew when files have come in: they change what an index is made of, and leave, only with their project. */
export function overFiles<C extends { project: Pick<Project, 'files'> }, T>(make: (of: C) => T): (of: C) => T {
  const known = new WeakMap<C, { files: number; index: T }>();
  return (of) => {
    const { size } = of.project.files;
    let found = known.get(of);
    if (found?.files !== size) known.set(of, (found = { files: size, index: make(of) }));
    return found.index;
  };
}
