/** The built plug-in inside real ESLints, the oldest and the newest that it supports, and inside oxlint. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ESLint as ESLintClass, Linter, RuleTester as RuleTesterClass } from 'eslint';
import { RULES } from '../../rules';
import { CLEARTEXT, place, type Place } from '../cli/run';

const ROOT = path.join(__dirname, '../..');
const load = createRequire(path.join(ROOT, 'package.json'));
const PLUGIN = path.join(ROOT, 'dist/eslint.js');
const plugin = load(PLUGIN) as ESLintClass.Plugin & { configs: { recommended: Linter.Config } };
const parser = load('@typescript-eslint/parser') as Linter.Parser;

const APP = `import express from 'express';
import { ask } from './ask';
const app = express();
app.post('/x', async (req, res) => {
  if (!req.user) return res.sendStatus(401);
  res.json(await ask(req.body.text));
});
`;
const ASK = `import { openai } from './llm';
export const ask = (text: string) => openai.responses.create({ model: 'm', max_output_tokens: 9, instructions: \`Help \${text}\`, input: 'x' });
`;
const LLM = "import OpenAI from 'openai';\nexport const openai = new OpenAI();\n";

const config: Linter.Config[] = [{ files: ['**/*.ts', '**/*.tsx'], languageOptions: { parser } }, plugin.configs.recommended];

for (const name of ['eslint', 'eslint-v9']) {
  const { ESLint, RuleTester } = load(name) as { ESLint: typeof ESLintClass; RuleTester: typeof RuleTesterClass };
  describe(`ESLint ${ESLint.version}`, () => {
    let p: Place;
    beforeEach(() => {
      p = place();
      for (const [file, text] of Object.entries({ 'app.ts': APP, 'ask.ts': ASK, 'llm.ts': LLM })) p.write(file, text);
    });
    afterEach(() => p.done());
    const eslint = (options: ESLintClass.Options = {}): ESLintClass => new ESLint({ cwd: p.root, overrideConfigFile: true, overrideConfig: config, ...options });
    const messages = (results: ESLintClass.LintResult[]): string[] =>
      results.flatMap((r) => r.messages.map((m) => `${path.basename(r.filePath)}:${m.line}:${m.column}-${m.endLine}:${m.endColumn} ${m.severity} ${m.ruleId}`));

    it('reports a flaw whose source is in another file, at its mark, with the way to it', async () => {
      const results = await eslint().lintFiles(['.']);
      assert.deepEqual(messages(results), ['ask.ts:2:112-2:126 2 locksmith/prompt/untrusted-instructions']);
      assert.equal(
        results.find((r) => r.messages.length > 0)!.messages[0]!.message,
        '`text` of the request body becomes part of the instructions of `OpenAI.responses.create`. Keep the instructions constant and pass this text as a user message.' +
          ' Path: app.ts:6:22 read from the request body → app.ts:6:18 passed to `ask()` as `text`.',
      );
    });

    it('takes the text that it is given before the one on the disk, also of other files, until the disk changes', async () => {
      const linter = eslint();
      const ask = async (): Promise<number> => (await linter.lintFiles(['ask.ts']))[0]!.messages.length;
      const app = path.join(p.root, 'app.ts');
      assert.equal(await ask(), 1);
      await linter.lintText(APP.replace('req.body.text', "'fixed'"), { filePath: app });
      assert.equal(await ask(), 0);
      await linter.lintText(APP, { filePath: app });
      assert.equal(await ask(), 1);
      await linter.lintText(APP.replace('req.body.text', "'fixed'"), { filePath: app });
      await new Promise((resolve) => setTimeout(resolve, 1500));
      p.write('app.ts', `// saved\n${APP}`);
      assert.equal(await ask(), 1);
    });

    it('notices files and configurations that come, change and go', async () => {
      const linter = eslint();
      const ask = async (): Promise<string[]> => messages(await linter.lintFiles(['ask.ts']));
      const later = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 1500));
      assert.equal((await ask()).length, 1);
      await later();
      fs.rmSync(path.join(p.root, 'app.ts'));
      assert.deepEqual(await ask(), []);
      await later();
      p.write('other.ts', APP);
      assert.equal((await ask()).length, 1);
      await later();
      p.write('locksmith.config.json', '{ "rules": { "prompt/*": "off" } }');
      assert.deepEqual(await ask(), []);
    });

    it('reads phases, exclusions and suppressions as the command line does', async () => {
      p.write('locksmith.config.json', '{ "phase": "enhanced", "exclude": ["old/**"] }');
      p.write('old/app.ts', CLEARTEXT);
      p.write('dist/app.js', CLEARTEXT);
      p.write('ask.ts', ASK.replace('export', '// locksmith-ignore-next-line prompt/untrusted-instructions -- shown to the author alone\nexport'));
      p.write('llm.ts', `// locksmith-ignore-next-line prompt/nothing -- no such rule\n${LLM}`);
      const cli = JSON.parse(p.run('scan', '--format', 'json').out) as { findings: { rule: string; place: { path: string } }[] };
      const found = messages(await eslint().lintFiles(['.', 'dist/app.js']));
      assert.deepEqual(found.map((m) => m.replace(/^(.*?):.*locksmith/, '$1 locksmith')).sort(), cli.findings.map((f) => `${f.place.path} locksmith/${f.rule}`).sort());
      assert.ok(found.some((m) => m.includes('operations/no-rate-limit')) && found.some((m) => m.includes('suppression/invalid')), found.join('\n'));
    });

    it('leaves the last word to ESLint: levels, and its own comments', async () => {
      const off: Linter.Config = { rules: { 'locksmith/prompt/untrusted-instructions': 'warn' } };
      const results = await eslint({ overrideConfig: [...config, off] }).lintFiles(['.']);
      assert.deepEqual(messages(results), ['ask.ts:2:112-2:126 1 locksmith/prompt/untrusted-instructions']);
      p.write('ask.ts', ASK.replace('export', '// eslint-disable-next-line locksmith/prompt/untrusted-instructions -- for the author alone\nexport'));
      assert.deepEqual(messages(await eslint().lintFiles(['.'])), []);
    });

    it('offers fixes as suggestions, and `--fix` applies none', async () => {
      p.write('llm.ts', CLEARTEXT);
      const [result] = await eslint({ fix: true }).lintFiles(['llm.ts']);
      assert.equal(result!.output, undefined);
      const [suggestion] = result!.messages[0]!.suggestions!;
      assert.equal(suggestion!.desc, 'Use TLS');
      assert.equal(suggestion!.fix.text, "'https://llm.example.com/v1'");
    });

    it('judges a text without a name alone', async () => {
      const [typed] = await eslint({ overrideConfig: [{ languageOptions: { parser } }, plugin.configs.recommended] }).lintText(CLEARTEXT);
      assert.deepEqual(
        typed!.messages.map((m) => m.ruleId),
        ['locksmith/network/cleartext-endpoint'],
      );
      const [plain] = await eslint().lintText(CLEARTEXT);
      assert.equal(plain!.messages.length, 1);
    });

    it('has every rule, with its page', () => {
      for (const { meta } of RULES) assert.deepEqual(plugin.rules![meta.id]!.meta!.docs!.url, meta.helpUri);
      assert.deepEqual(
        Object.keys(plugin.configs.recommended.rules!).sort(),
        Object.keys(plugin.rules!)
          .map((id) => `locksmith/${id}`)
          .sort(),
      );
    });

    const tester = new RuleTester({ languageOptions: { parser } });
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-rule-'));
    after(() => fs.rmSync(folder, { recursive: true }));
    // RuleTester makes its own describe and it.
    tester.run('network/cleartext-endpoint', plugin.rules!['network/cleartext-endpoint']!, {
      valid: [
        { name: 'https', code: CLEARTEXT.replace('http:', 'https:') },
        { name: 'another rule', filename: path.join(folder, 'llm.ts'), code: LLM },
      ],
      invalid: [
        {
          name: 'http',
          filename: path.join(folder, 'a.ts'),
          code: CLEARTEXT,
          errors: [
            {
              messageId: 'finding',
              line: 2,
              column: 41,
              endLine: 2,
              endColumn: 68,
              suggestions: [{ messageId: 'fix', data: { title: 'Use TLS' }, output: CLEARTEXT.replace('http:', 'https:') }],
            },
          ],
        },
      ],
    });
  });
}

describe('oxlint', () => {
  it('runs the plug-in and finds the same', () => {
    const p = place();
    try {
      for (const [file, text] of Object.entries({ 'app.ts': APP, 'ask.ts': ASK, 'llm.ts': LLM })) p.write(file, text);
      p.write('.oxlintrc.json', JSON.stringify({ jsPlugins: [PLUGIN], categories: { correctness: 'off' }, rules: { 'locksmith/prompt/untrusted-instructions': 'error' } }));
      const r = spawnSync(process.execPath, [path.join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format', 'json'], { cwd: p.root, encoding: 'utf8' });
      const { diagnostics } = JSON.parse(r.stdout) as { diagnostics: { code: string; filename: string; labels: { span: { line: number; column: number } }[] }[] };
      assert.deepEqual(
        diagnostics.map((d) => [d.code, d.filename, d.labels[0]!.span.line, d.labels[0]!.span.column]),
        [['locksmith(prompt/untrusted-instructions)', 'ask.ts', 2, 112]],
        r.stderr,
      );
    } finally {
      p.done();
    }
  });
});
