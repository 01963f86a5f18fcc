/** Bundles the extension's client, the language server and the CLI. TypeScript is shipped once, beside them. */
import * as esbuild from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';

const dev = process.argv.includes('--dev');
const root = import.meta.dirname;

const common = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', minify: !dev, sourcemap: true, logLevel: 'warning', outdir: path.join(root, 'dist'), absWorkingDir: root };

/** `import ts from 'typescript'` becomes the one bundle `./typescript.js`. */
const sharedTypescript = {
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
      const models = path.join(root, 'rules/models');
      const list = fs.readdirSync(models).filter((f) => f.endsWith('.yml')).sort().map((f) => ({ path: f, text: fs.readFileSync(path.join(models, f), 'utf8') }));
      const pages = {};
      for (const family of fs.readdirSync(path.join(root, 'rules'), { withFileTypes: true })) {
        if (!family.isDirectory() || family.name === 'models') continue;
        for (const rule of fs.readdirSync(path.join(root, 'rules', family.name))) {
          const page = path.join(root, 'rules', family.name, rule, 'README.md');
          if (fs.existsSync(page)) pages[`${family.name}/${rule}`] = fs.readFileSync(page, 'utf8');
        }
      }
      return { contents: `export const builtInModels = () => ${JSON.stringify(list)};\nexport const rulePage = (id) => (${JSON.stringify(pages)})[id];`, loader: 'js' };
    });
  },
};

fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
await esbuild.build({ ...common, minify: true, sourcemap: false, entryPoints: { typescript: 'node_modules/typescript/lib/typescript.js' } });
await esbuild.build({ ...common, plugins: [sharedTypescript, embeddedData], entryPoints: { server: 'server/main/lsp.ts', cli: 'server/main/cli.ts' } });
await esbuild.build({ ...common, external: ['vscode'], entryPoints: { client: 'client/extension.ts' } });
fs.chmodSync(path.join(root, 'dist/cli.js'), 0o755);
