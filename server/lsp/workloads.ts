/** Workloads in the words of the protocol, and the lens above each entry point. */
import { pathToFileURL } from 'node:url';
import * as path from 'node:path';
import type { CodeLens } from 'vscode-languageserver';
import type { Gap, Workload } from '../analysis/findings/finding';
import type { Folder } from './folder';
import type { ClientCommand, GapItem, WorkloadItem, WorkloadsParams } from './protocol';

export const workloadItems = (folders: readonly Folder[], { folder }: WorkloadsParams): WorkloadItem[] =>
  folders.filter((f) => folder === undefined || pathToFileURL(f.root).href === folder).flatMap((f) => f.workloads().map((w) => item(f, w)));

function item({ convert: { location } }: Folder, w: Workload): WorkloadItem {
  const placed = <T extends { place: Workload['place'] }>({ place, ...rest }: T): Omit<T, 'place'> & { location: WorkloadItem['location'] } => ({
    ...rest,
    location: location(place),
  });
  const gap = (g: Gap): GapItem => placed(g);
  return {
    id: w.id,
    name: w.name,
    kind: w.kind,
    location: location(w.place),
    jobs: w.jobs,
    models: w.models.map(({ name, place }) => ({ name, location: location(place) })),
    tools: w.tools.map(placed),
    stores: w.stores.map(placed),
    locks: w.locks.map(placed),
    due: w.due.map(gap),
    dueNext: w.dueNext.map(gap),
  };
}

/** A command that the client does not know would be a dead link: such a lens only says what it says. */
export const lenses = (folder: Folder, file: string, client: readonly ClientCommand[]): CodeLens[] =>
  folder
    .workloads()
    .filter((w) => w.place.path === file)
    .map((w) => ({
      range: folder.convert.range(w.place),
      command: client.includes('locksmith.revealWorkload')
        ? { title: title(w), command: 'locksmith.revealWorkload' satisfies ClientCommand, arguments: [w.id] }
        : { title: title(w), command: '' },
    }));

function title(w: Workload): string {
  const names = [...new Set(w.locks.map((l) => l.name))];
  const missing = w.due.length > 0 ? `${w.due.length} missing` : w.dueNext.length > 0 ? `${w.dueNext.length} missing later` : 'nothing missing';
  return [w.jobs.join(', ') || 'uses AI', names.length > 0 ? `locks: ${names.join(', ')}` : 'no locks', missing].join(' · ');
}

export const uriOf = (folder: Folder, p: string): string => pathToFileURL(path.join(folder.root, p)).href;
