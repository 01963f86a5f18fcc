/** Commands that edit the configuration, or show what a finding rests on. */
import type { Connection } from 'vscode-languageserver';
import { PHASES, type Phase } from '../analysis/findings/finding';
import { type ConfigEdit, declareLock, setPhase } from '../host/configEdit';
import { changes } from './actions';
import type { Folder } from './folder';
import type { DeclareLock, PathQuery, ShownPath } from './protocol';
import { uriOf } from './workloads';

export interface At {
  folder: Folder;
  file: string;
}

export function phaseEdit({ folder, file }: At, phase: Phase): ConfigEdit {
  if (!PHASES.includes(phase)) throw new Error(`there is no phase ${String(phase)}; choose from ${PHASES.join(', ')}`);
  return setPhase(phase, file, folder.textOf);
}

const KINDS = ['filter', 'auth', 'approval', 'encryption', 'rateLimit'];

export function lockEdit({ folder, file }: At, { kind, reference }: DeclareLock): ConfigEdit {
  if (!KINDS.includes(kind)) throw new Error(`a lock is one of ${KINDS.join(', ')}`);
  if (!/^[^#\s]+#[\w$]+$/.test(reference)) throw new Error('a lock is named as module#export');
  return declareLock({ kind, reference }, file, folder.textOf);
}

/** Through the client, so that unsaved text is kept and the edit can be undone. */
export async function edited(connection: Connection, folder: Folder, edit: ConfigEdit, version: (path: string) => number | null): Promise<{ uri: string }> {
  const documentChanges = changes(folder, edit.edits, edit.creates, version);
  if (documentChanges.length > 0) {
    const { applied, failureReason } = await connection.workspace.applyEdit({ documentChanges });
    if (!applied) throw new Error(`the editor did not take the change${failureReason ? `: ${failureReason}` : ''}`);
  }
  return { uri: uriOf(folder, edit.path) };
}

export function shownPath({ folder, file }: At, query: PathQuery): ShownPath | null {
  const touches = (x: { start: { line: number }; end: { line: number } }): boolean => x.start.line <= query.range.end.line && x.end.line >= query.range.start.line;
  const f = folder.findings(file).find((x) => (!query.rule || x.rule === query.rule) && x.path.length > 0 && touches(folder.convert.range(x.place)));
  return f ? { rule: f.rule, steps: f.path.map((s) => ({ label: s.label, location: folder.convert.location(s) })) } : null;
}
