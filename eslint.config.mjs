import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** Import boundaries: ARCHITECTURE.md lists them, with the reason for each. */
const only = (files, patterns, message, ignores = []) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns: patterns.map((regex) => ({ regex, message })) }] },
});

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'samples/', 'rules/helpers/', 'test/sdks/', '**/cases/', '.vscode-test/', '.cache/'] },
  ...tseslint.configs.recommended,
  { rules: { '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }], 'no-control-regex': 'off' } },
  {
    // Texts of a workspace choose how long an expression takes: none of the product's own takes more than linear time.
    files: ['server/**/*.ts', 'client/**/*.ts', 'rules/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  only(['server/analysis/**/*.ts'], ['/(host|lsp|report|cli|main)(/|$)', '^node:', '^vscode', '^fs$'], 'analysis is pure: no IO, no faces'),
  only(['server/analysis/**/*.ts'], ['/(host|lsp|report|cli|main)(/|$)', '^node:', '^vscode', '^fs$', '^typescript$'], 'analysis is pure, and trees stay in syntax/ and facts/', [
    'server/analysis/syntax/**',
    'server/analysis/facts/**',
    'server/analysis/project/resolution.ts',
  ]),
  only(['server/lsp/**/*.ts', 'server/main/lsp.ts'], ['^typescript$'], 'trees stay in analysis/syntax and analysis/facts'),
  only(['server/**/*.ts'], ['^vscode-languageserver', '^typescript$'], 'only server/lsp speaks LSP; trees stay in analysis', [
    'server/lsp/**',
    'server/main/lsp.ts',
    'server/analysis/**',
  ]),
  only(['client/**/*.ts'], ['/server/(?!lsp/protocol)'], 'the client knows the protocol types alone'),
  only(['rules/**/rule.ts'], ['server/(?!analysis/api)', '^node:', '^typescript$'], 'a rule imports analysis/api alone'),
);
