/**
 * Bundles `dist/`. TypeScript's parser is most of the weight, so it is a bundle of its own that the others share.
 *
 *     node esbuild.mjs [--dev] [--watch]
 */
import * as esbuild from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = import.meta.dirname;
const dev = process.argv.includes('--dev');
const watch = process.argv.includes('--watch');

const ENTRIES = {
  client: 'client/extension.ts',
  server: 'server/main/lsp.ts',
  worker: 'server/main/worker.ts',
  cli: 'server/main/cli.ts',
  eslint: 'server/main/eslint.ts',
};

/** `import ts from 'typescript'` becomes the one bundle `./typescript.js`. */
const sharedTypeScript = {
  name: 'shared-typescript',
  setup(build) {
    build.onResolve({ filter: /^typescript$/ }, () => ({ path: './typescript.js', external: true }));
  },
};

/** The model files and the rules' pages are data: they are read at build time and embedded. */
const embeddedData = {
  name: 'embedded-data',
  setup(build) {
    build.onLoad({ filter: /[\\/]main[\\/]builtin\.ts$/ }, () => {
      const models = filesIn('rules/models', '.yml');
      const pages = fs.globSync ? undefined : undefined;
      return { contents: pages, loader: 'js', watchFiles: models };
    });
  },
};
