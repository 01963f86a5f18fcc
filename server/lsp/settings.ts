/** The `locksmith` section of an editor's settings, which may hold anything: what is of the wrong type is as good as not there. */
import { PHASES } from '../analysis/findings/finding';
import type { Config } from '../engine/api';
import { LEVELS } from '../host/config';
import type { Settings } from './protocol';

export function readableSettings(raw: unknown): Partial<Settings> {
  const given = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const out: Partial<Settings> = {};
  const choice = <K extends 'run' | 'phase' | 'minConfidence'>(key: K, of: readonly Settings[K][]): void => {
    if (of.includes(given[key] as Settings[K])) out[key] = given[key] as Settings[K];
  };
  choice('run', ['onType', 'onSave']);
  choice('phase', PHASES);
  choice('minConfidence', ['high', 'medium', 'low']);
  for (const key of ['enable', 'showUpcoming'] as const) if (typeof given[key] === 'boolean') out[key] = given[key];
  if (typeof given['rules'] === 'object' && given['rules'] !== null) {
    out.rules = Object.fromEntries(Object.entries(given['rules']).filter(([, level]) => LEVELS.includes(level as 'off'))) as Settings['rules'];
  }
  return out;
}

/** What holds where no configuration file says otherwise. */
export const asDefaults = (s: Partial<Settings>): Partial<Config> => ({
  ...(s.phase ? { phase: s.phase } : {}),
  ...(s.minConfidence ? { minConfidence: s.minConfidence } : {}),
  ...(s.rules && Object.keys(s.rules).length > 0 ? { rules: s.rules } : {}),
});
