/** Editor, command line and ESLint on one folder that holds every case: the same findings at the same places. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ESLint, Linter as LinterClass } from 'eslint';
import type { Diagnostic, WorkspaceDiagnosticReport } from 'vscode-languageserver-protocol';
import { SOURCE } from '../../server/host/discover';
import { place } from '../cli/run';
import { allCases, onDisk } from '../harness/all';
import { start } from '../lsp/client';

const load = createRequire(path.join(__dirname, '../../package.json'));
const plugin = load(path.join(__dirname, '../../dist/eslint.js')) as ESLint.Plugin & { configs: { recommended: LinterClass.Config } };
const { Linter } = load('eslint') as { Linter: typeof LinterClass };
const parser = load('@typescript-eslint/parser') as LinterClass.Parser;

/** ESLint has parsers of their own for components; what they make of one does not matter here. */
const component: LinterClass.Parser = {
  parseForESLint(text: string) {
    const lines = text.split('\n');
    const loc = { start: { line: 1, column: 0 }, end: { line: lines.length, column: lines.at(-1)!.length } };
    return { ast: { type: 'Program', sourceType: 'module', body: [], comments: [], tokens: [], range: [0, text.length], loc } };
  },
};
const config: LinterClass.Config[] = [
  { files: ['**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'], languageOptions: { parser } },
  { files: ['**/*.{vue,svelte,astro}'], languageOptions: { parser: component } },
  plugin.configs.recommended,
];

/** One-based, as people count. */
const name = (file: string, line: number, column: number, rule: string): string => `${file}:${line}:${column} ${rule}`;

describe('editor = command line = ESLint', () => {
  it('on every case of the rules and of the flow', async function () {
    this.timeout(240_000);
    const p = place();
    try {
      const files = allCases().flatMap((c, n) => onDisk(c).map((f) => ({ ...f, path: `c${String(n).padStart(3, '0')}/${f.path}` })));
      for (const f of files) p.write(f.path, f.text);

      const { findings } = JSON.parse(p.run('scan', '--format', 'json').out) as { findings: { rule: string; place: { path: string; line: number; column: number } }[] };
      const cli = findings.map((f) => name(f.place.path, f.place.line, f.place.column, f.rule));
      assert.ok(cli.length > 300, `${cli.length} findings`);

      const server = await start({ textDocument: { diagnostic: {} } }, {}, { files: Object.fromEntries(files.map((f) => [f.path, f.text])) });
      const report = await server.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
      await server.stop();
      const lsp = report.items.flatMap((i) =>
        (i.kind === 'full' ? i.items : []).map((d: Diagnostic) =>
          name(path.relative(server.root, fileURLToPath(i.uri)), d.range.start.line + 1, d.range.start.character + 1, String(d.code)),
        ),
      );
      assert.deepEqual(lsp.sort(), [...cli].sort());

      const linter = new Linter({ cwd: p.root });
      const unread = new Set<string>();
      const eslint = files
        .filter((f) => SOURCE.test(f.path))
        .flatMap((f) =>
          linter.verify(fs.readFileSync(path.join(p.root, f.path), 'utf8'), config, { filename: path.join(p.root, f.path) }).map((m) => {
            if (m.fatal) unread.add(f.path);
            return name(f.path, m.line, m.column, String(m.ruleId).replace(/^locksmith\//, ''));
          }),
        )
        .filter((m) => !unread.has(m.slice(0, m.indexOf(':'))));
      assert.ok(unread.size <= 5, [...unread].join());
      assert.deepEqual(eslint.sort(), cli.filter((m) => !unread.has(m.slice(0, m.indexOf(':')))).sort());
    } finally {
      p.done();
    }
  });
});
