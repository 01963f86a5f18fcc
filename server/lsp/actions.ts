/** Quick fixes. Edits are computed when one is chosen (`codeAction/resolve`), so saving never waits for them. */
import { pathToFileURL } from 'node:url';
import * as path from 'node:path';
import { type CodeAction, CodeActionKind, type Diagnostic, type Range, type TextDocumentEdit } from 'vscode-languageserver';
import type { Finding, Fix } from '../analysis/findings/finding';
import type { Folder } from './folder';

export interface ActionData {
  root: string;
  path: string;
  fingerprint: string;
  rule: string;
  /** Index of the fix, or -1 to suppress. */
  fix: number;
}

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.locksmith`;

export function actionsFor(folder: Folder, file: string, range: Range, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return folder
    .findings(file)
    .filter((f) => overlaps(folder.convert.range(f.place), range))
    .flatMap((f) => {
      const shown = diagnostics.filter((d) => d.code === f.rule);
      const action = (title: string, fix: number, preferred = false): CodeAction => ({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: shown,
        isPreferred: preferred || undefined,
        data: { root: folder.root, path: file, fingerprint: f.fingerprint, rule: f.rule, fix } satisfies ActionData,
      });
      return [...folder.fixes(f).map((x, i) => action(x.title, i, i === 0)), action(`Suppress \`${f.rule}\` on this line, with a reason`, -1)];
    });
}

export function resolve(folder: Folder, action: CodeAction, version: (path: string) => number | null): CodeAction {
  const data = action.data as ActionData;
  const f = folder.findings(data.path).find((x) => x.fingerprint === data.fingerprint && x.rule === data.rule);
  if (!f) return action;
  const fix = data.fix < 0 ? suppression(folder, f) : folder.fixes(f)[data.fix];
  return fix ? { ...action, edit: { documentChanges: changes(folder, fix, version) } } : action;
}

function changes(folder: Folder, fix: Fix, version: (path: string) => number | null): TextDocumentEdit[] {
  const byFile = new Map<string, TextDocumentEdit>();
  for (const e of fix.edits) {
    let doc = byFile.get(e.path);
    if (!doc) byFile.set(e.path, (doc = { textDocument: { uri: pathToFileURL(path.join(folder.root, e.path)).href, version: version(e.path) }, edits: [] }));
    doc.edits.push({ range: folder.convert.range(e), newText: e.newText });
  }
  return [...byFile.values()];
}

function suppression(folder: Folder, f: Finding): Fix {
  const text = folder.textOf(f.place.path);
  const start = text.lastIndexOf('\n', f.place.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start))![0];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return {
    title: '',
    tier: 'suppress',
    creates: [],
    edits: [{ path: f.place.path, start, end: start, newText: `${indent}// locksmith-ignore-next-line ${f.rule} -- reason${eol}` }],
  };
}

const overlaps = (a: Range, b: Range): boolean => !before(a.end, b.start) && !before(b.end, a.start);
const before = (a: Range['start'], b: Range['start']): boolean => a.line < b.line || (a.line === b.line && a.character < b.character);
