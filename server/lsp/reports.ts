/** Diagnostics as a client wants them: pulled for one file, pulled for the workspace, or pushed. */
import { type Diagnostic, type DocumentDiagnosticReport, DocumentDiagnosticReportKind, type PreviousResultId, type WorkspaceDocumentDiagnosticReport } from 'vscode-languageserver';
import { hash } from '../analysis/facts/hash';
import type { Folder } from './folder';
import { canonical } from './uris';

/** By address: the cells of a notebook are one file, each with its own findings. */
function byAddress(folder: Folder, file: string): Map<string, Diagnostic[]> {
  const out = new Map<string, Diagnostic[]>();
  const add = (uri: string, d: Diagnostic): void => void (out.get(uri)?.push(d) ?? out.set(uri, [d]));
  const uriOf = (place: { path: string; start: number; end: number }): string => folder.convert.location(place).uri;
  for (const f of folder.findings(file)) add(uriOf(f.place), folder.convert.diagnostic(f));
  for (const f of folder.upcoming(file)) add(uriOf(f.place), folder.convert.diagnostic(f, true));
  for (const p of folder.problems()) if (p.path === file) add(folder.uri(p.path), folder.convert.problem(p));
  return out;
}

export const diagnosticsOf = (folder: Folder, file: string, uri: string): Diagnostic[] => byAddress(folder, file).get(uri) ?? [];

/** By address, every file with something to say. */
export function allDiagnostics(folders: readonly Folder[]): Map<string, Diagnostic[]> {
  const out = new Map<string, Diagnostic[]>();
  for (const folder of folders) {
    const paths = new Set([...folder.all().map((f) => f.place.path), ...folder.problems().map((p) => p.path)]);
    for (const p of paths) for (const [uri, items] of byAddress(folder, p)) out.set(uri, items);
  }
  return out;
}

export function report(items: Diagnostic[], previous: string | undefined): DocumentDiagnosticReport {
  const resultId = hash(JSON.stringify(items));
  return previous === resultId ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId } : { kind: DocumentDiagnosticReportKind.Full, items, resultId };
}

/** Files that had findings when the client last asked, and have none now, are said to be empty. */
export function workspaceReport(
  all: ReadonlyMap<string, Diagnostic[]>,
  previous: readonly PreviousResultId[],
  version: (uri: string) => number | null,
): WorkspaceDocumentDiagnosticReport[] {
  const known = new Map(previous.map((p) => [canonical(p.uri), p.value]));
  return [...new Set([...all.keys(), ...known.keys()])].map((uri) => ({ ...report(all.get(uri) ?? [], known.get(uri)), uri, version: version(uri) }));
}

/** Folder by folder, as each is solved, for a client that takes an answer in parts; the last part is what none of them has a word for. */
export async function inParts(
  folders: readonly Folder[],
  previous: readonly PreviousResultId[],
  solve: (folder: Folder) => Promise<void>,
  tell: (items: WorkspaceDocumentDiagnosticReport[]) => void,
  version: (uri: string) => number | null,
): Promise<{ items: WorkspaceDocumentDiagnosticReport[] }> {
  const told = new Set<string>();
  for (const folder of folders) {
    await solve(folder);
    const all = allDiagnostics([folder]);
    for (const uri of all.keys()) told.add(uri);
    tell(
      workspaceReport(
        all,
        previous.filter((p) => all.has(canonical(p.uri))),
        version,
      ),
    );
  }
  return {
    items: workspaceReport(
      new Map(),
      previous.filter((p) => !told.has(canonical(p.uri))),
      version,
    ),
  };
}
