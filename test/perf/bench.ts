/**
 * `npm run bench [-- FILES…]`: how long Locksmith takes beside reading and parsing the same files, in one process. Prints medians and
 * ratios; times are of this machine, ratios are what to compare.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { RULES } from '../../rules';
import { createAnalyzer } from '../../server/engine/analyzer';
import { DEFAULT_CONFIG } from '../../server/engine/api';
import { builtInModels } from '../harness/workspace';
import { type GeneratedFile, generate } from './workspace';

const EDITS = 40;
const sizes = process.argv.slice(2).map(Number).filter(Boolean);

function parseAll(files: readonly GeneratedFile[]): number {
  const started = performance.now();
  for (const f of files) ts.createSourceFile(f.path, f.text, ts.ScriptTarget.Latest, true);
  return performance.now() - started;
}

function analyse(files: readonly GeneratedFile[]): { cold: number; edits: number[]; dependents: number[]; findings: number } {
  const paths = new Set(files.map((f) => f.path));
  const folders = new Set(files.flatMap((f) => f.path.split('/').map((_, i, all) => all.slice(0, i).join('/'))));
  const host = { fileExists: (p: string) => paths.has(p), directoryExists: (p: string) => folders.has(p), readFile: () => undefined };
  const analyzer = createAnalyzer({ host, models: builtInModels, rules: RULES });
  analyzer.setConfigs([{ ...DEFAULT_CONFIG, phase: 'advanced' }]);
  const started = performance.now();
  for (const f of files) analyzer.setFile(f);
  const { findings } = analyzer.scan();
  const cold = performance.now() - started;
  const edits: number[] = [];
  const dependents: number[] = [];
  const edited = files.filter((_, n) => n % 20 === 7);
  for (let n = 0; n < EDITS; n++) {
    const f = edited[n % edited.length]!;
    const text = f.text.replace("let out = '';", `let out = '${'x'.repeat(n + 1)}';`);
    const from = performance.now();
    analyzer.setFile({ path: f.path, text });
    analyzer.findings(f.path);
    edits.push(performance.now() - from);
    analyzer.scan();
    dependents.push(performance.now() - from);
  }
  return { cold, edits, dependents, findings: findings.length };
}

const at = (list: readonly number[], share: number): number => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))]!;
const ms = (n: number): string => `${n < 10 ? n.toFixed(1) : Math.round(n)} ms`;

console.log('| files | lines | read and parse | cold scan | ratio | edit p50 | p95 | settled p95 | peak RSS |\n|---|---|---|---|---|---|---|---|---|');
for (const size of sizes.length > 0 ? sizes : [250, 1000, 4000]) {
  const files = generate(size);
  parseAll(files.slice(0, 50));
  const parse = at([parseAll(files), parseAll(files), parseAll(files)], 0.5);
  const { cold, edits, dependents } = analyse(files);
  const lines = files.reduce((n, f) => n + f.text.split('\n').length, 0);
  const rss = `${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`;
  console.log(
    `| ${size} | ${lines} | ${ms(parse)} | ${ms(cold)} | ${(cold / parse).toFixed(1)} | ${ms(at(edits, 0.5))} | ${ms(at(edits, 0.95))} | ${ms(at(dependents, 0.95))} | ${rss} |`,
  );
}

const dist = path.join(__dirname, '../../dist');
if (fs.existsSync(dist))
  console.log(
    `\nBundles: ${fs
      .readdirSync(dist)
      .filter((f) => f.endsWith('.js'))
      .map((f) => `${f} ${Math.round(fs.statSync(path.join(dist, f)).size / 1024)} KB`)
      .join(', ')}`,
  );
