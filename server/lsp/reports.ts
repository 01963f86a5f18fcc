/** Diagnostics as a client wants them: pulled for one file, pulled for the workspace, or pushed. */
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Diagnostic, type DocumentDiagnosticReport, DocumentDiagnosticReportKind, type PreviousResultId, type WorkspaceDocumentDiagnosticReport } from 'vscode-languageserver';
import { hash } from '../analysis/facts/hash';
import type { Folder } from './folder';

export const diagnosticsOf = (folder: Folder, file: string): Diagnostic[] => [
  ...folder.findings(file).map((f) => folder.convert.diagnostic(f)),
  ...folder.upcoming(file).map((f) => folder.convert.diagnostic(f, true)),
  ...folder
    .problems()
    .filter((p) => p.path === file)
    .map(folder.convert.problem),
];

/** By address, every file with something to say. */
export function allDiagnostics(folders: readonly Folder[]): Map<string, Diagnostic[]> {
  const out = new Map<string, Diagnostic[]>();
  for (const folder of folders) {
    const paths = new Set([...folder.all().map((f) => f.place.path), ...folder.problems().map((p) => p.path)]);
    for (const p of paths) out.set(pathToFileURL(path.join(folder.root, p)).href, diagnosticsOf(folder, p));
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
  const known = new Map(previous.map((p) => [p.uri, p.value]));
  return [...new Set([...all.keys(), ...known.keys()])].map((uri) => ({ ...report(all.get(uri) ?? [], known.get(uri)), uri, version: version(uri) }));
}
