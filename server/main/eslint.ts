/**
 * Entry of the ESLint plugin, `locksmith/eslint`. ESLint's configuration says which rules run and how loud they are;
 * `locksmith.config.json` says the rest: the phase, the project's own locks, models, what is excluded.
 */
import type { ESLint, Linter } from 'eslint';
import { version } from '../../package.json';
import { RULES } from '../../rules';
import { LINT_RULES } from '../eslint/rules';

const plugin: ESLint.Plugin & { configs: Record<'recommended', Linter.Config> } = {
  meta: { name: 'locksmith', version, namespace: 'locksmith' },
  rules: LINT_RULES,
  configs: { recommended: {} },
};

const levels = new Map(RULES.map(({ meta }) => [meta.id, meta.level === 'error' ? ('error' as const) : ('warn' as const)]));

plugin.configs.recommended = {
  name: 'locksmith/recommended',
  plugins: { locksmith: plugin },
  rules: Object.fromEntries(Object.keys(LINT_RULES).map((id) => [`locksmith/${id}`, levels.get(id) ?? 'warn'])),
};

export = plugin;
