/**
 * Bundles `dist/`. TypeScript's parser is most of the weight, so it is a bundle of its own that the others share.
 *
 *     node esbuild.mjs [--dev] [--watch]
 */
import * as esbuild from 'esbuild';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as yaml from 'yaml';

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

/** A file, or the code and the models in a folder. */
function filesBelow(name) {
  if (!fs.statSync(path.join(root, name)).isDirectory()) return [name];
  return fs
    .readdirSync(path.join(root, name), { recursive: true })
    .map((f) => `${name}/${f.replaceAll('\\', '/')}`)
    .filter((f) => /\.(ts|yml)$/.test(f))
    .sort();
}

/** The names of builds: of the code that turns files into facts, and of all that an answer depends on. What another has made is not read from the cache. */
const TYPESCRIPT = 'node_modules/typescript/package.json';
const factsCode = ['server/analysis/facts', 'server/analysis/syntax', 'server/analysis/limits.ts'].flatMap(filesBelow);
const scanCode = ['server', 'rules'].flatMap(filesBelow);
const nameOf = (files) =>
  [...files, TYPESCRIPT]
    .reduce((made, f) => made.update(fs.readFileSync(path.join(root, f))), createHash('sha256'))
    .digest('hex')
    .slice(0, 16);

/** The model files, the helpers and the rules' pages are data: they are read at build time and embedded. */
const embeddedData = {
  name: 'embedded-data',
  setup(build) {
    build.onLoad({ filter: /[\\/]main[\\/]builtin\.ts$/ }, () => {
      const files = fs
        .readdirSync(path.join(root, 'rules'), { recursive: true })
        .map((f) => f.replaceAll('\\', '/'))
        .sort();
      const text = (file) => fs.readFileSync(path.join(root, 'rules', file), 'utf8');
      const models = files.filter((f) => /^models\/[^/]+\.yml$/.test(f));
      const helpers = files.filter((f) => /^helpers\/[^/]+\.ts$/.test(f));
      const pages = files.filter((f) => /^[^/]+\/[^/]+\/README\.md$/.test(f));
      const embedded = {
        models: models.map((f) => ({ path: path.posix.basename(f), documents: yaml.parseAllDocuments(text(f)).map((d) => d.toJS()) })),
        helpers: helpers.map((f) => ({ name: path.posix.basename(f, '.ts'), text: text(f) })),
        pages: Object.fromEntries(pages.map((f) => [path.posix.dirname(f), text(f)])),
      };
      return {
        contents: `const data = ${JSON.stringify(embedded)};\nexport const builtInModels = () => data.models;\nexport const builtInHelpers = () => data.helpers;\nexport const rulePage = (id) => data.pages[id];\nexport const factsBuild = () => '${nameOf(factsCode)}';\nexport const scanBuild = () => '${nameOf(scanCode)}';`,
        loader: 'js',
        watchFiles: [...pages.map((f) => `rules/${f}`), ...scanCode].map((f) => path.join(root, f)),
      };
    });
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: !dev,
  sourcemap: 'linked',
  legalComments: 'linked',
  metafile: true,
  // Some packages (jsonc-parser) can only be bundled by their ES modules.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
};

const typescript = { ...common, entryPoints: { typescript: 'node_modules/typescript/lib/typescript.js' }, outdir: 'dist', minify: true, sourcemap: false };

const bundle = (name) => ({
  ...common,
  entryPoints: { [name]: ENTRIES[name] },
  outdir: 'dist',
  plugins: [sharedTypeScript, embeddedData],
  // `vscode` is there only in the extension host; a linter brings its own ESLint and parser.
  external: ['vscode', 'eslint', '@typescript-eslint/parser'],
  banner: name === 'cli' ? { js: '#!/usr/bin/env node' } : undefined,
});

const names = Object.keys(ENTRIES).filter((name) => {
  const there = fs.existsSync(path.join(root, ENTRIES[name]));
  if (!there) console.warn(`esbuild: ${ENTRIES[name]} is not there; dist/${name}.js is left out`);
  return there;
});
const builds = [typescript, ...names.map(bundle)];

/** The folders of the packages of which something is in a bundle, by bundle: what the bill of materials is made from. */
function packagesOf(bundles, built) {
  const folder = (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
  return Object.fromEntries(bundles.map((name, n) => [name, [...new Set(Object.keys(built[n].metafile.inputs).flatMap((input) => folder(input) ?? []))].sort()]));
}

if (watch) {
  const contexts = await Promise.all(builds.map((options) => esbuild.context({ ...options, logLevel: 'info' })));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  const started = Date.now();
  // esbuild has already said what is wrong.
  const built = await Promise.all(builds.map((options) => esbuild.build(options))).catch(() => process.exit(1));
  fs.writeFileSync(path.join(root, 'dist/bundled.json'), `${JSON.stringify(packagesOf(['typescript', ...names], built), undefined, 2)}\n`);
  const dist = (name) => path.join(root, `dist/${name}.js`);
  if (names.includes('cli')) fs.chmodSync(dist('cli'), 0o755);
  const sizes = ['typescript', ...names].map((name) => `${name} ${Math.round(fs.statSync(dist(name)).size / 1024)} KB`);
  console.log(`dist: ${sizes.join(', ')} (${Date.now() - started} ms)`);
}
