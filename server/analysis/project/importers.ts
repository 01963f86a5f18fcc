/** Who names a file in an import or an export. */
import type { FileNode } from '../flow/values';
import { overFiles } from './overFiles';
import type { Project } from './project';

export const importersOf = overFiles(({ project }: { project: Pick<Project, 'files'> }): ReadonlyMap<FileNode, readonly FileNode[]> => {
  const out = new Map<FileNode, FileNode[]>();
  for (const file of project.files.values())
    for (const target of new Set(file.targets)) if (target !== undefined && typeof target !== 'string') out.set(target, [...(out.get(target) ?? []), file]);
  return out;
});
