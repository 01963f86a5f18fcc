/** A generated workspace under analysis, with a count of what is computed. */
import { RULES } from '../../rules';
import { createAnalyzer } from '../../server/engine/analyzer';
import { type Analyzer, DEFAULT_CONFIG, type ResolutionHost } from '../../server/engine/api';
import { builtInModels } from '../harness/workspace';
import type { GeneratedFile } from './workspace';

/** How often what was computed. */
export interface Units {
  /** Files that were parsed and lowered. */
  facts: number;
  /** Functions that were solved. */
  summaries: number;
  /** Functions of which a rule that looks at each function's calls alone was asked. */
  asked: number;
}

export interface Counted {
  analyzer: Analyzer;
  /** What `work` had computed. */
  units(work: () => void): Units;
}

export function hostOf(files: readonly GeneratedFile[]): ResolutionHost {
  const paths = new Set(files.map((f) => f.path));
  const folders = new Set(files.flatMap((f) => f.path.split('/').map((_, i, all) => all.slice(0, i).join('/'))));
  return { fileExists: (p) => paths.has(p), directoryExists: (p) => folders.has(p), readFile: () => undefined };
}

export function analyse(files: readonly GeneratedFile[]): Counted {
  let asked = 0;
  const rules = RULES.map((rule) => ({
    ...rule,
    check: (...given: Parameters<typeof rule.check>) => {
      if (rule.local) asked++;
      rule.check(...given);
    },
  }));
  const analyzer = createAnalyzer({ host: hostOf(files), models: builtInModels, rules });
  analyzer.setConfigs([{ ...DEFAULT_CONFIG, phase: 'advanced' }]);
  for (const f of files) analyzer.setFile(f);
  const now = (): Units => {
    const { facts, summaries } = analyzer.scan().stats.computed;
    return { facts, summaries, asked };
  };
  return {
    analyzer,
    units(work) {
      const before = now();
      work();
      const after = now();
      return { facts: after.facts - before.facts, summaries: after.summaries - before.summaries, asked: after.asked - before.asked };
    },
  };
}
