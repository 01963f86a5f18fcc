import assert from 'node:assert/strict';
import type { CodeAction, CreateFile, TextDocumentEdit, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, Fix } from '../../server/analysis/findings/finding';
import { FIX_ALL, actionsFor, resolve } from '../../server/lsp/actions';
import { converter } from '../../server/lsp/convert';
import type { Folder } from '../../server/lsp/folder';
import { suppression } from '../../server/lsp/suppress';

const ROOT = '/w';
const WHOLE = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

/** A folder whose one finding stands on `MARK` in `text`, with the fixes given. */
function folder(text: string, fixes: Fix[], files: Record<string, string> = {}): Folder {
  const start = text.indexOf('MARK');
  const finding = {
    rule: 'prompt/untrusted-instructions',
    place: { path: 'a/b.tsx', start, end: start + 4 },
    fingerprint: 'f',
    level: 'error',
    message: {},
    path: [],
    related: [],
  } as unknown as Finding;
  const textOf = (p: string): string => (p === 'a/b.tsx' ? text : (files[p] ?? ''));
  const uri = (p: string): string => `file://${ROOT}/${p}`;
  return { root: ROOT, uri, convert: converter(uri, textOf), textOf, findings: () => [finding], fixes: () => fixes, exists: (p: string) => p in files } as unknown as Folder;
}

/** A folder whose findings of one rule stand on each `MARK`; the fix of each puts `y` there and brings the same import and file. */
function several(text: string): Folder {
  const marks = [...text.matchAll(/MARK/g)].map((m) => m.index);
  const base = folder(text, []);
  const findings = marks.map((start, n) => ({ ...base.findings('')[0]!, fingerprint: `f${n}`, place: { path: 'a/b.tsx', start, end: start + 4 } }));
  const fixes = (f: Finding): Fix[] => [
    fix({
      tier: 'suggested',
      edits: [
        { path: 'a/b.tsx', start: 0, end: 0, newText: 'import y;' },
        { path: 'a/b.tsx', start: f.place.start, end: f.place.end, newText: 'y' },
      ],
      creates: [{ path: 'y.ts', text: 'y' }],
    }),
  ];
  return { ...base, findings: () => findings, fixes } as unknown as Folder;
}

const fix = (more: Partial<Fix>): Fix => ({ title: 'Do it', tier: 'safe', edits: [], creates: [], ...more });
const offered = (f: Folder, only?: string[]): CodeAction[] => actionsFor(f, 'a/b.tsx', WHOLE, { diagnostics: [], only });
const chosen = (f: Folder, action: CodeAction): (TextDocumentEdit | CreateFile)[] => resolve(f, action, () => 7).edit!.documentChanges as (TextDocumentEdit | CreateFile)[];

function applied(text: string, more: { start: number; end: number; newText: string }[]): string {
  const d = TextDocument.create('', '', 0, text);
  return TextDocument.applyEdits(
    d,
    more.map((e) => ({ range: { start: d.positionAt(e.start), end: d.positionAt(e.end) }, newText: e.newText })),
  );
}

describe('quick fixes', () => {
  it('prefers a safe fix, and computes its edit for the version that is open', () => {
    const f = folder('x(MARK)', [fix({ edits: [{ path: 'a/b.tsx', start: 2, end: 6, newText: 'y' }] })]);
    const [first, second] = offered(f);
    assert.equal(first!.isPreferred, true);
    assert.equal(first!.edit, undefined);
    assert.match(second!.title, /^Suppress/);
    assert.deepEqual(chosen(f, first!), [
      { textDocument: { uri: 'file:///w/a/b.tsx', version: 7 }, edits: [{ range: { start: { line: 0, character: 2 }, end: { line: 0, character: 6 } }, newText: 'y' }] },
    ]);
  });

  it('creates the file that a fix needs, and never writes over one', () => {
    const needs = [fix({ tier: 'suggested', creates: [{ path: 'guard.ts', text: 'export {};' }] })];
    const [action] = offered(folder('x(MARK)', needs));
    assert.equal(action!.isPreferred, undefined);
    assert.deepEqual(
      chosen(folder('x(MARK)', needs), action!).map((c) => ('kind' in c ? c.kind : (c.edits[0] as TextEdit).newText)),
      ['create', 'export {};'],
    );
    assert.deepEqual(chosen(folder('x(MARK)', needs, { 'guard.ts': 'mine' }), action!), []);
  });

  it('declares a lock in the nearest configuration, or in a new one', () => {
    const lock = [fix({ declareLock: { kind: 'filter', reference: 'src/guard.ts#check' } })];
    const config = '{\n  // ours\n  "phase": "enhanced"\n}\n';
    const there = folder('x(MARK)', lock, { 'a/locksmith.config.json': config });
    const [edit] = chosen(there, offered(there)[0]!) as TextDocumentEdit[];
    assert.equal(edit!.textDocument.uri, 'file:///w/a/locksmith.config.json');
    const after = TextDocument.applyEdits(TextDocument.create('', '', 0, config), edit!.edits as never);
    assert.match(after, /\/\/ ours/);
    assert.deepEqual(JSON.parse(after.replace('// ours', '')), { phase: 'enhanced', locks: { filter: ['src/guard.ts#check'] } });
    const fresh = folder('x(MARK)', lock);
    const [create, insert] = chosen(fresh, offered(fresh)[0]!) as [CreateFile, TextDocumentEdit];
    assert.equal(create.uri, 'file:///w/locksmith.config.json');
    assert.deepEqual(JSON.parse((insert.edits[0] as TextEdit).newText), { locks: { filter: ['src/guard.ts#check'] } });
  });

  it('fixes all that is safe, for those who ask for it', () => {
    const edits = [{ path: 'a/b.tsx', start: 2, end: 6, newText: 'y' }];
    const f = folder('x(MARK)', [fix({ edits })]);
    assert.ok(offered(f).every((a) => a.kind !== FIX_ALL));
    for (const only of ['source', 'source.fixAll', FIX_ALL]) {
      const [all, ...others] = offered(f, [only]);
      assert.deepEqual([all!.kind, others.length], [FIX_ALL, 0]);
      assert.equal((chosen(f, all!)[0] as TextDocumentEdit).edits.length, 1);
    }
    assert.deepEqual(offered(folder('x(MARK)', [fix({ edits, tier: 'suggested' })]), ['source.fixAll']), []);
  });
});

describe('what a finding offers besides', () => {
  const titles = (actions: readonly CodeAction[]): string[] => actions.map((a) => a.title.replace(/`.*`/, '…'));

  it('fixes every finding of its rule in the file, with one import and one helper', () => {
    const f = several('x(MARK, MARK)');
    const all = offered(f).find((a) => a.title.startsWith('Fix 2 findings'))!;
    const [create, text, edits] = chosen(f, all) as [CreateFile, TextDocumentEdit, TextDocumentEdit];
    assert.deepEqual([create.uri, (text.edits[0] as TextEdit).newText], ['file:///w/y.ts', 'y']);
    assert.deepEqual(
      edits.edits.map((e) => (e as TextEdit).newText),
      ['import y;', 'y', 'y'],
    );
    assert.ok(!titles(offered(several('x(MARK)'))).some((t) => t.startsWith('Fix ')));
  });

  it('shows its path and its page and asks for a reason, where the editor can', () => {
    const f = folder('x(MARK)', [fix({})]);
    f.findings('')[0]!.path.push({ path: 'a/b.tsx', start: 0, end: 1, label: 'read' });
    const commands = actionsFor(f, 'a/b.tsx', WHOLE, { diagnostics: [] }, ['locksmith.showPath', 'locksmith.suppress', 'locksmith.explainFinding']);
    assert.deepEqual(
      commands.flatMap((a) => (a.command ? [[a.command.command, a.edit]] : [])),
      [
        ['locksmith.suppress', undefined],
        ['locksmith.showPath', undefined],
        ['locksmith.explainFinding', undefined],
      ],
    );
    assert.deepEqual(commands.find((a) => a.command?.command === 'locksmith.suppress')!.command!.arguments, [
      { uri: 'file:///w/a/b.tsx', rule: 'prompt/untrusted-instructions', fingerprint: 'f' },
    ]);
    assert.deepEqual(titles(offered(f)), ['Do it', 'Suppress … here, with a reason']);
  });

  it('has no edit any more where its finding is gone', () => {
    const f = folder('x(MARK)', [fix({})]);
    const [action] = offered(f);
    assert.equal(resolve({ ...f, findings: () => [] } as Folder, action!, () => 7).edit, undefined);
  });
});

describe('a suppression', () => {
  const place = (text: string): string => {
    const start = text.indexOf('MARK');
    return applied(text, suppression({ rule: 'r/x', place: { path: 'a.tsx', start, end: start + 4 } } as Finding, text)!.edits);
  };

  it('stands on the line above, indented alike, with the line ends of the file', () => {
    assert.equal(place('f({\r\n\ta: MARK,\r\n});'), 'f({\r\n\t// locksmith-ignore-next-line r/x -- reason\r\n\ta: MARK,\r\n});');
    assert.equal(place('MARK;'), '// locksmith-ignore-next-line r/x -- reason\nMARK;');
  });

  it('says why, on one line', () => {
    const text = 'MARK;';
    const { edits } = suppression({ rule: 'r/x', place: { path: 'a.tsx', start: 0, end: 4 } } as Finding, text, ' read\n by nobody */ else ')!;
    assert.equal(applied(text, edits), '// locksmith-ignore-next-line r/x -- read by nobody * / else\nMARK;');
  });

  it('is a JSX comment between tags', () => {
    assert.equal(place('const a = <p>\n  <b x={MARK} />\n</p>;'), 'const a = <p>\n  {/* locksmith-ignore-next-line r/x -- reason */}\n  <b x={MARK} />\n</p>;');
  });

  it('goes to the head of the file where a comment would be part of a text', () => {
    assert.equal(place('#!/usr/bin/env node\nconst a = `\n${MARK}`;'), '#!/usr/bin/env node\n/* locksmith-ignore-file r/x -- reason */\nconst a = `\n${MARK}`;');
  });

  it('stands in the script of a component, and for a mark in its markup at the head of the first script', () => {
    const inComponent = (name: string, text: string): string | undefined => {
      const start = text.indexOf('MARK');
      const fix = suppression({ rule: 'r/x', place: { path: name, start, end: start + 4 } } as Finding, text);
      return fix && applied(text, fix.edits);
    };
    assert.equal(inComponent('a.vue', '<p/>\n<script setup>\nf(MARK);\n</script>'), '<p/>\n<script setup>\n// locksmith-ignore-next-line r/x -- reason\nf(MARK);\n</script>');
    assert.equal(
      inComponent('a.svelte', '<script>\nlet a;\n</script>\n<p>{@html MARK}</p>'),
      '<script>\n/* locksmith-ignore-file r/x -- reason */\nlet a;\n</script>\n<p>{@html MARK}</p>',
    );
    assert.equal(
      inComponent('a.astro', '---\nconst a = 1;\n---\n<p set:html={MARK} />'),
      '---\n/* locksmith-ignore-file r/x -- reason */\nconst a = 1;\n---\n<p set:html={MARK} />',
    );
    assert.equal(inComponent('a.vue', '<p v-html="MARK" />'), undefined);
  });
});
