/** Quick fixes. Edits are computed when one is chosen (`codeAction/resolve`), so saving never waits for them. */
import { type CodeAction, type CodeActionContext, CodeActionKind, type CreateFile, type Range, type TextDocumentEdit } from 'vscode-languageserver';
import type { Edit, Finding, Fix } from '../analysis/findings/finding';
import { declareLock } from '../host/configEdit';
import type { Folder } from './folder';
import { suppression } from './suppress';

/** Which fix was offered. Findings are found again by fingerprint: the file may have changed since. */
export type ActionData = { root: string; path: string } & ({ kind: 'fix' | 'suppress'; fingerprint: string; rule: string; title: string } | { kind: 'all' });

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.locksmith`;

export function actionsFor(folder: Folder, file: string, range: Range, context: CodeActionContext, uri = folder.uri(file)): CodeAction[] {
  const asked = (kind: string): boolean => !context.only || context.only.some((k) => kind === k || kind.startsWith(`${k}.`));
  const out: CodeAction[] = [];
  if (asked(CodeActionKind.QuickFix)) {
    for (const f of folder.findings(file)) {
      if (folder.convert.location(f.place).uri === uri && overlaps(folder.convert.mark(f.place), range)) out.push(...quickFixes(folder, f, context));
    }
  }
  // Only for those who ask: it is a command and a step of saving, not something to offer at every caret.
  if (context.only?.some((k) => FIX_ALL === k || FIX_ALL.startsWith(`${k}.`)) && safeEdits(folder, file).length > 0) {
    out.push({ title: 'Fix all that Locksmith can fix safely', kind: FIX_ALL, data: { root: folder.root, path: file, kind: 'all' } satisfies ActionData });
  }
  return out;
}

function quickFixes(folder: Folder, f: Finding, context: CodeActionContext): CodeAction[] {
  const diagnostics = context.diagnostics.filter((d) => d.code === f.rule && overlaps(folder.convert.mark(f.place), d.range));
  const action = (title: string, kind: 'fix' | 'suppress', isPreferred: boolean): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    ...(isPreferred ? { isPreferred } : {}),
    data: { root: folder.root, path: f.place.path, kind, fingerprint: f.fingerprint, rule: f.rule, title } satisfies ActionData,
  });
  const fixes = folder.fixes(f).map((x, i) => action(x.title, 'fix', i === 0 && x.tier === 'safe'));
  // A suppression of a complaint about suppressions would go round in circles.
  const suppress = f.rule.startsWith('suppression/') ? undefined : suppression(f, folder.textOf(f.place.path));
  return suppress ? [...fixes, action(suppress.title, 'suppress', false)] : fixes;
}

/** `version` is that of an open document, so that an editor refuses an edit that came too late. */
export function resolve(folder: Folder, action: CodeAction, version: (uri: string) => number | null): CodeAction {
  const data = action.data as ActionData;
  if (data.kind === 'all') return { ...action, edit: { documentChanges: changes(folder, safeEdits(folder, data.path), [], version) } };
  const f = folder.findings(data.path).find((x) => x.fingerprint === data.fingerprint && x.rule === data.rule);
  if (!f) return action;
  const fix = data.kind === 'suppress' ? suppression(f, folder.textOf(data.path)) : folder.fixes(f).find((x) => x.title === data.title);
  if (!fix) return action;
  const config = fix.declareLock ? declareLock(fix.declareLock, data.path, folder.textOf) : { edits: [], creates: [] };
  return { ...action, edit: { documentChanges: changes(folder, [...fix.edits, ...config.edits], [...fix.creates, ...config.creates], version) } };
}

/** Of fixes that touch the same text the first is taken; the next save finds the others. */
function safeEdits(folder: Folder, file: string): Edit[] {
  const taken: Edit[] = [];
  for (const f of folder.findings(file)) {
    const fix = folder.fixes(f).find((x) => x.tier === 'safe' && x.creates.length === 0 && !x.declareLock);
    if (fix && fix.edits.every((e) => e.path === file && !taken.some((t) => e.start <= t.end && t.start <= e.end))) taken.push(...fix.edits);
  }
  return taken;
}

/** `version` is that of an open document, by its address. */
export function changes(folder: Folder, edits: readonly Edit[], creates: Fix['creates'], version: (uri: string) => number | null): (TextDocumentEdit | CreateFile)[] {
  const created = creates
    .filter((c) => !folder.exists(c.path))
    .flatMap((c): (TextDocumentEdit | CreateFile)[] => [
      { kind: 'create', uri: folder.uri(c.path), options: { ignoreIfExists: true } },
      { textDocument: { uri: folder.uri(c.path), version: null }, edits: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: c.text }] },
    ]);
  const byDocument = new Map<string, TextDocumentEdit>();
  for (const e of edits) {
    const { uri, range } = folder.convert.location(e);
    let doc = byDocument.get(uri);
    if (!doc) byDocument.set(uri, (doc = { textDocument: { uri, version: version(uri) }, edits: [] }));
    doc.edits.push({ range, newText: e.newText });
  }
  return [...created, ...byDocument.values()];
}

const overlaps = (a: Range, b: Range): boolean => !before(a.end, b.start) && !before(b.end, a.start);
const before = (a: Range['start'], b: Range['start']): boolean => a.line < b.line || (a.line === b.line && a.character < b.character);
