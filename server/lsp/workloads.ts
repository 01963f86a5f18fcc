/** Workloads in the words of the protocol, and the lens above each entry point. */
import type { CodeLens } from 'vscode-languageserver';
import { type Gap, PHASES, type Phase, type Workload } from '../analysis/findings/finding';
import type { Folder } from './folder';
import { canonical } from './uris';
import type { ClientCommand, GapItem, WorkloadItem, WorkloadsParams } from './protocol';

/** What a phase leads to. */
const STAGE: Record<Phase, string> = { foundational: 'a prototype', enhanced: 'production', advanced: 'scale' };

export const workloadItems = (folders: readonly Folder[], { folder }: WorkloadsParams): WorkloadItem[] =>
  folders.filter((f) => folder === undefined || f.uri('') === canonical(folder)).flatMap((f) => f.workloads().map((w) => item(f, w)));

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
export const lenses = (folder: Folder, file: string, uri: string, client: readonly ClientCommand[]): CodeLens[] =>
  folder
    .workloads()
    .filter((w) => w.place.path === file && folder.convert.location(w.place).uri === uri)
    .map((w) => ({
      range: folder.convert.range(w.place),
      command: client.includes('locksmith.revealWorkload')
        ? { title: title(w), command: 'locksmith.revealWorkload' satisfies ClientCommand, arguments: [w.id] }
        : { title: title(w), command: '' },
    }));

export function title(w: Workload): string {
  const [next] = PHASES.filter((p) => w.dueNext.some((g) => g.due === p));
  const locks = (n: number): string => `${n} ${n === 1 ? 'lock' : 'locks'} missing`;
  const missing = w.due.length > 0 ? locks(w.due.length) : next ? `${locks(w.dueNext.filter((g) => g.due === next).length)} for ${STAGE[next]}` : 'no lock missing';
  return `${w.jobs.join(', ')} · ${missing}`;
}
