/** A workspace in memory, analysed through the public engine. */
import * as fs from 'node:fs';
import * as path from 'node:path';
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

export function analyzerOf(files: readonly CaseFile[], config: Partial<Config> = {}): Analyzer {
  const analyzer = createAnalyzer({ host: memoryHost(files), models: builtInModels, rules: RULES });
  analyzer.setConfigs([{ ...DEFAULT_CONFIG, ...config }]);
  for (const f of files) if (SOURCE.test(f.path)) analyzer.setFile(f);
  return analyzer;
}

/** The findings of a case, of the rules that it asks for. */
export function findingsOf(c: Case, defaultRules: string): Finding[] {
  const wanted = (c.options['rules'] ?? defaultRules).split(/[\s,]+/);
  const packages = (c.options['package'] ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .map((p) => [p.slice(0, p.lastIndexOf('@')), p.slice(p.lastIndexOf('@') + 1)] as const);
  const files = packages.length > 0 ? [...c.files, { path: 'package.json', text: JSON.stringify({ dependencies: Object.fromEntries(packages) }) }] : c.files;
  const config = c.options['config'] ? (JSON.parse(c.options['config']) as Partial<Config>) : {};
  const phase = (c.options['phase'] ?? 'advanced') as Config['phase'];
  const analyzer = analyzerOf(files, { phase, minConfidence: (c.options['confidence'] ?? 'medium') as Config['minConfidence'], ...config });
  return analyzer.scan().findings.filter((f) => wanted.some((w) => f.rule === w || (w.endsWith('/*') && f.rule.startsWith(w.slice(0, -1)))));
}
