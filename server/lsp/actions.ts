/** Quick fixes. Edits are computed when one is chosen (`codeAction/resolve`), so saving never waits for them. */
import { type CodeAction, type CodeActionContext, CodeActionKind, type CreateFile, type Range, type TextDocumentEdit } from 'vscode-languageserver';
import type { Edit, Finding, Fix } from '../analysis/findings/finding';
import { declareLock } from '../host/configEdit';
import type { Folder } from './folder';
import type { ClientCommand } from './protocol';
import { suppression } from './suppress';

/** Which fix was offered. Findings are found again by fingerprint: the file may have changed since. */
export type ActionData = { root: string; path: string } & (
  { kind: 'fix' | 'suppress'; fingerprint: string; rule: string; title: string } | { kind: 'rule'; rule: string } | { kind: 'all' }
);

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.locksmith`;

/** `commands` are those that the client carries out itself: an action that names another one would be dead. */
export function actionsFor(folder: Folder, file: string, range: Range, context: CodeActionContext, commands: readonly ClientCommand[] = [], uri = folder.uri(file)): CodeAction[] {
  const asked = (kind: string): boolean => !context.only || context.only.some((k) => kind === k || kind.startsWith(`${k}.`));
  const out: CodeAction[] = [];
  if (asked(CodeActionKind.QuickFix)) {
    for (const f of folder.findings(file)) {
      if (folder.convert.location(f.place).uri === uri && overlaps(folder.convert.mark(f.place), range)) out.push(...quickFixes(folder, f, context, commands));
    }
  }
  // Only for those who ask: it is a command and a step of saving, not something to offer at every caret.
  if (context.only?.some((k) => FIX_ALL === k || FIX_ALL.startsWith(`${k}.`)) && safeFixes(folder, file).length > 0) {
    out.push({ title: 'Fix all that Locksmith can fix safely', kind: FIX_ALL, data: { root: folder.root, path: file, kind: 'all' } satisfies ActionData });
  }
  return out;
}

function quickFixes(folder: Folder, f: Finding, context: CodeActionContext, commands: readonly ClientCommand[]): CodeAction[] {
  const { uri, range } = folder.convert.location(f.place);
  const file = { root: folder.root, path: f.place.path };
  const diagnostics = context.diagnostics.filter((d) => d.code === f.rule && overlaps(folder.convert.mark(f.place), d.range));
  const action = (title: string, more: Partial<CodeAction>): CodeAction => ({ title, kind: CodeActionKind.QuickFix, diagnostics, ...more });
  const edit = (title: string, kind: 'fix' | 'suppress'): Partial<CodeAction> => ({
    data: { ...file, kind, fingerprint: f.fingerprint, rule: f.rule, title } satisfies ActionData,
  });
  const command = (title: string, id: ClientCommand, argument: unknown): CodeAction[] =>
    commands.includes(id) ? [action(title, { command: { title, command: id, arguments: [argument] } })] : [];

  const fixes = folder.fixes(f).map((x, i) => action(x.title, { ...edit(x.title, 'fix'), ...(i === 0 && x.tier === 'safe' ? { isPreferred: true } : {}) }));
  const alike = fixes.length > 0 ? together(folder, f.place.path, f.rule) : [];
  const all =
    alike.length > 1 ? [action(`Fix ${alike.length} findings of \`${f.rule}\` in this file`, { data: { ...file, kind: 'rule', rule: f.rule } satisfies ActionData })] : [];
  // A suppression of a complaint about suppressions would go round in circles.
  const suppress = f.rule.startsWith('suppression/') ? undefined : suppression(f, folder.textOf(f.place.path));
  const asks = suppress ? command(suppress.title, 'locksmith.suppress', { uri, rule: f.rule, fingerprint: f.fingerprint }) : [];
  return [
    ...fixes,
    ...all,
    ...(suppress && asks.length === 0 ? [action(suppress.title, edit(suppress.title, 'suppress'))] : asks),
    ...(f.path.length > 0 ? command('Show the path of this finding', 'locksmith.showPath', { uri, range, rule: f.rule }) : []),
    ...(f.rule.startsWith('suppression/') ? [] : command(`Open the page of \`${f.rule}\``, 'locksmith.explainFinding', f.rule)),
  ];
}

type Versions = (uri: string) => number | null;

/** `version` is that of an open document, so that an editor refuses an edit that came too late. */
export function resolve(folder: Folder, action: CodeAction, version: Versions): CodeAction {
  const data = action.data as ActionData | undefined;
  if (!data) return action;
  if (data.kind === 'all' || data.kind === 'rule') {
    const fixes = data.kind === 'all' ? safeFixes(folder, data.path) : together(folder, data.path, data.rule);
    return { ...action, edit: { documentChanges: changes(folder, editsOf(fixes), createsOf(fixes), version) } };
  }
  const f = folder.findings(data.path).find((x) => x.fingerprint === data.fingerprint && x.rule === data.rule);
  if (!f) return action;
  const fix = data.kind === 'suppress' ? suppression(f, folder.textOf(data.path)) : folder.fixes(f).find((x) => x.title === data.title);
  return fix ? { ...action, edit: { documentChanges: changesOf(folder, data.path, fix, version) } } : action;
}

function changesOf(folder: Folder, file: string, fix: Fix, version: Versions): (TextDocumentEdit | CreateFile)[] {
  const config = fix.declareLock ? declareLock(fix.declareLock, file, folder.textOf) : { edits: [], creates: [] };
  return changes(folder, [...fix.edits, ...config.edits], [...fix.creates, ...config.creates], version);
}

/** Safe fixes of a file that touch this file alone; the next save finds those that had to wait. */
const safeFixes = (folder: Folder, file: string): Fix[] =>
  apart(folder.findings(file).flatMap((f) => folder.fixes(f).find((x) => x.tier === 'safe' && x.creates.length === 0 && !x.declareLock) ?? [])).filter((x) =>
    x.edits.every((e) => e.path === file),
  );

/** The first fix of each finding of a rule. */
const together = (folder: Folder, file: string, rule: string): Fix[] =>
  apart(folder.findings(file).flatMap((f) => (f.rule === rule ? (folder.fixes(f).find((x) => x.tier !== 'suppress' && !x.declareLock) ?? []) : [])));

/** Of fixes that touch the same text the first is taken. An import that two of them bring is one. */
function apart(fixes: readonly Fix[]): Fix[] {
  const taken: Edit[] = [];
  return fixes.filter((fix) => {
    const fresh = fix.edits.filter((e) => !taken.some((t) => same(t, e)));
    if (fresh.some((e) => taken.some((t) => t.path === e.path && e.start <= t.end && t.start <= e.end))) return false;
    taken.push(...fresh);
    return true;
  });
}

const same = (a: Edit, b: Edit): boolean => a.path === b.path && a.start === b.start && a.end === b.end && a.newText === b.newText;
const editsOf = (fixes: readonly Fix[]): Edit[] => fixes.flatMap((x) => x.edits).filter((e, n, all) => all.findIndex((o) => same(o, e)) === n);
const createsOf = (fixes: readonly Fix[]): Fix['creates'] => fixes.flatMap((x) => x.creates).filter((c, n, all) => all.findIndex((o) => o.path === c.path) === n);

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
