/** A workspace in memory, analysed through the public engine. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { builtInHelpers } from '../../server/main/builtin';
import { RULES } from '../../rules';
import { createAnalyzer } from '../../server/engine/analyzer';
import { DEFAULT_CONFIG, type Analyzer, type Config, type ResolutionHost } from '../../server/engine/api';
import type { Finding } from '../../server/analysis/findings/finding';
import type { Case, CaseFile } from './markdown';

const MODELS = path.join(__dirname, '../../rules/models');
export const builtInModels = fs
  .readdirSync(MODELS)
  .filter((f) => f.endsWith('.yml'))
  .sort()
  .map((f) => ({ path: f, text: fs.readFileSync(path.join(MODELS, f), 'utf8') }));

const SOURCE = /\.([cm]?[jt]sx?|vue|svelte|astro)$/;

export function memoryHost(files: readonly CaseFile[]): ResolutionHost {
  const byPath = new Map(files.map((f) => [f.path, f.text]));
  return {
    fileExists: (p) => byPath.has(p),
    directoryExists: (p) => p === '' || files.some((f) => f.path.startsWith(`${p}/`)),
    readFile: (p) => byPath.get(p),
  };
}

/** `everything`: also what has nothing to do with AI is parsed and solved. */
export function analyzerOf(files: readonly CaseFile[], config: Partial<Config> = {}, host = memoryHost(files), everything = false): Analyzer {
  const analyzer = createAnalyzer({ host, models: builtInModels, rules: RULES, helpers: builtInHelpers(), everything });
  analyzer.setConfigs([{ ...DEFAULT_CONFIG, ...config }]);
  for (const f of files) if (SOURCE.test(f.path)) analyzer.setFile(f);
  return analyzer;
}

/** The configuration that a case asks for. Everything is due by default. */
export function optionsOf(c: Case): Partial<Config> {
  const config = c.options['config'] ? (JSON.parse(c.options['config']) as Partial<Config>) : {};
  return { phase: (c.options['phase'] ?? 'advanced') as Config['phase'], minConfidence: (c.options['confidence'] ?? 'medium') as Config['minConfidence'], ...config };
}

/** The files of a case, with the manifest that its `package:` line stands for. */
export function filesOf(c: Case): CaseFile[] {
  const packages = (c.options['package'] ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .map((p) => [p.slice(0, p.lastIndexOf('@')), p.slice(p.lastIndexOf('@') + 1)] as const);
  return packages.length > 0 ? [...c.files, { path: 'package.json', text: JSON.stringify({ dependencies: Object.fromEntries(packages) }) }] : c.files;
}

/** The findings of a case, of the rules that it asks for. */
export function findingsOf(c: Case, defaultRules: string): Finding[] {
  const wanted = (c.options['rules'] ?? defaultRules).split(/[\s,]+/);
  const analyzer = analyzerOf(filesOf(c), optionsOf(c));
  return analyzer.scan().findings.filter((f) => wanted.some((w) => f.rule === w || (w.endsWith('/*') && f.rule.startsWith(w.slice(0, -1)))));
}
