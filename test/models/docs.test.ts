import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createAnalyzer } from '../../server/engine/analyzer';
import { DEFAULT_CONFIG } from '../../server/engine/api';
import { RULES } from '../../rules';
import { builtInModels } from '../../server/main/builtin';

const PAGE = fs.readFileSync(path.join(__dirname, '../../docs/models.md'), 'utf8');
const ROUTE = (body: string): string => `import express from 'express';
import { Acme } from '@acme/llm';
import { assertHarmless } from '@acme/guard';
const app = express();
app.post('/ask', async (req, res) => {
  if (!req.user) return res.sendStatus(401);
  const { question, name } = req.body;
  ${body}
});
`;

describe('the page about models', () => {
  const [, text] = /```yaml\n(package: "@acme\/llm"[\s\S]*?)```/.exec(PAGE)!;
  const found = (body: string): string[] => {
    const analyzer = createAnalyzer({ host: { fileExists: () => false, directoryExists: () => false, readFile: () => undefined }, models: builtInModels(), rules: RULES });
    assert.deepEqual(analyzer.setConfigs([{ ...DEFAULT_CONFIG, models: [{ path: 'acme.yml', text: text! }] }]), []);
    analyzer.setFile({ path: 'a.ts', text: ROUTE(body) });
    return analyzer
      .scan()
      .findings.map((f) => f.rule)
      .sort();
  };

  it('has a first model that does what the page says', () => {
    assert.deepEqual(found('res.json(await new Acme().ask({ system: `Help ${name}`, question }));'), ['prompt/unfiltered-input', 'prompt/untrusted-instructions']);
    assert.deepEqual(found("await assertHarmless(question);\n  res.json(await new Acme().ask({ system: 'Help', question }));"), []);
  });

  it('names the keys, locks and kinds that there are', () => {
    const models = path.join(__dirname, '../../server/analysis/models');
    const parts = fs.readdirSync(path.join(models, 'format')).map((f) => path.join('format', f));
    const format = ['format.ts', ...parts].map((f) => fs.readFileSync(path.join(models, f), 'utf8')).join('\n');
    const section = (title: string): string => PAGE.slice(PAGE.indexOf(`## ${title}`)).split(/\n## /)[0]!;
    const keys = [...section('What a call may mean').matchAll(/^\| `(\w+)` \|/gm)].map((m) => m[1]!);
    const locks = [...section('How a lock locks').matchAll(/^\| ((?!`how`)(?:`\w+`(?:, )?)+) \|/gm)].flatMap((m) => [...m[1]!.matchAll(/\w+/g)].map(String));
    assert.ok(keys.length > 8 && locks.length > 6);
    for (const key of keys) assert.match(format, new RegExp(`^  ${key}\\?: `, 'm'), key);
    for (const how of locks) assert.ok(format.includes(`'${how}'`), how);
  });
});
