/** `workspace/executeCommand`: scans, edits of the configuration, what a finding rests on, reports. */
import { type CancellationToken, type Connection, LSPErrorCodes, type Location, ResponseError, type WorkDoneProgressReporter } from 'vscode-languageserver';
import { PHASES, type Phase } from '../analysis/findings/finding';
import { REFERENCE } from '../host/config';
import { type ConfigEdit, declareLock, setPhase } from '../host/configEdit';
import { changes } from './actions';
import { exported } from './export';
import type { Folder } from './folder';
import { canonical } from './uris';
import type { Commands, DeclareLock, PathQuery, ScanOptions, ScanSummary, ShownPath, Suppress } from './protocol';
import { suppression } from './suppress';

export interface At {
  folder: Folder;
  file: string;
}

function phaseEdit({ folder, file }: At, phase: Phase): ConfigEdit {
  if (!PHASES.includes(phase)) throw new Error(`there is no phase ${String(phase)}; choose from ${PHASES.join(', ')}`);
  return setPhase(phase, file, folder.textOf);
}

const KINDS = ['filter', 'auth', 'approval', 'encryption', 'rateLimit'];

function lockEdit({ folder, file }: At, { kind, reference }: DeclareLock): ConfigEdit {
  if (!KINDS.includes(kind)) throw new Error(`a lock is one of ${KINDS.join(', ')}`);
  if (!REFERENCE.test(reference)) throw new Error('a lock is named as module#export');
  return declareLock({ kind, reference }, file, folder.textOf);
}

/** A suppression without a reason would be a finding itself. */
function suppressionEdit({ folder, file }: At, { rule, fingerprint, reason }: Suppress): ConfigEdit {
  if (!reason?.trim()) throw new Error('a suppression needs a reason');
  const f = folder.findings(file).find((x) => x.fingerprint === fingerprint && x.rule === rule);
  const fix = f && suppression(f, folder.textOf(file), reason);
  if (!fix) throw new Error(f ? 'no comment can stand here' : 'this finding is not there any more');
  return { path: file, edits: fix.edits, creates: [] };
}

/** Through the client, so that unsaved text is kept and the edit can be undone. */
async function edited(connection: Connection, folder: Folder, edit: ConfigEdit, version: (uri: string) => number | null): Promise<{ uri: string }> {
  const documentChanges = changes(folder, edit.edits, edit.creates, version);
  if (documentChanges.length > 0) {
    const { applied, failureReason } = await connection.workspace.applyEdit({ documentChanges });
    if (!applied) throw new Error(`the editor did not take the change${failureReason ? `: ${failureReason}` : ''}`);
  }
  return { uri: folder.uri(edit.path) };
}

function shownPath({ folder, file }: At, query: PathQuery): ShownPath | null {
  const touches = ({ uri, range }: Location): boolean => uri === canonical(query.uri) && range.start.line <= query.range.end.line && range.end.line >= query.range.start.line;
  const f = folder.findings(file).find((x) => (!query.rule || x.rule === query.rule) && x.path.length > 0 && touches(folder.convert.location(x.place)));
  return f ? { rule: f.rule, steps: f.path.map((s) => ({ label: s.label, location: folder.convert.location(s) })) } : null;
}

export const COMMANDS: (keyof Commands)[] = [
  'locksmith.scanWorkspace',
  'locksmith.showPath',
  'locksmith.setPhase',
  'locksmith.declareLock',
  'locksmith.suppress',
  'locksmith.exportReport',
];

export interface Server {
  connection: Connection;
  folders: readonly Folder[];
  /** The folders, and what is open outside them. */
  everywhere(): readonly Folder[];
  placeOf(uri: string): At | undefined;
  version(uri: string): number | null;
  solved(folders: readonly Folder[], token: CancellationToken): Promise<void>;
  scan(options: ScanOptions, token: CancellationToken, progress: WorkDoneProgressReporter): Promise<ScanSummary>;
}

export function executor(s: Server): (command: string, args: unknown[], token: CancellationToken, progress: WorkDoneProgressReporter) => Promise<unknown> {
  /** The place that a command is about; the root of the first folder where it names none. */
  const placeFor = (uri: string | undefined): At => {
    const place = uri === undefined ? s.folders[0] && { folder: s.folders[0], file: '' } : s.placeOf(uri);
    if (!place) throw new Error(uri === undefined ? 'open a folder first' : `${uri} is in no folder of this window`);
    return place;
  };
  const edit = (at: At, made: ConfigEdit): Promise<{ uri: string }> => edited(s.connection, at.folder, made, s.version);
  const run = async (command: keyof Commands, args: unknown[], token: CancellationToken, progress: WorkDoneProgressReporter): Promise<unknown> => {
    switch (command) {
      case 'locksmith.scanWorkspace':
        return s.scan((args as Commands['locksmith.scanWorkspace']['args'])[0] ?? {}, token, progress);
      case 'locksmith.showPath': {
        const [query] = args as Commands['locksmith.showPath']['args'];
        const place = s.placeOf(query.uri);
        if (!place) return null;
        await s.solved([place.folder], token);
        return shownPath(place, query);
      }
      case 'locksmith.setPhase': {
        const [phase, where] = args as Commands['locksmith.setPhase']['args'];
        const at = placeFor(where?.uri);
        return edit(at, phaseEdit(at, phase));
      }
      case 'locksmith.declareLock': {
        const [lock] = args as Commands['locksmith.declareLock']['args'];
        const at = placeFor(lock.uri);
        return edit(at, lockEdit(at, lock));
      }
      case 'locksmith.suppress': {
        const [what] = args as Commands['locksmith.suppress']['args'];
        const at = placeFor(what.uri);
        await s.solved([at.folder], token);
        return edit(at, suppressionEdit(at, what));
      }
      case 'locksmith.exportReport': {
        const [{ format }] = args as Commands['locksmith.exportReport']['args'];
        await s.solved(s.everywhere(), token);
        return exported(s.everywhere(), format);
      }
      default:
        return null;
    }
  };
  // What was asked for wrongly, or not taken, is said to whoever asked.
  return (command, args, token, progress) =>
    run(command as keyof Commands, args, token, progress).catch((error: unknown) => {
      throw error instanceof ResponseError ? error : new ResponseError(LSPErrorCodes.RequestFailed, error instanceof Error ? error.message : String(error));
    });
}
