/**
 * Other programs on the same files. They are installed on demand, below the folder for temporary files, in the versions named here and
 * without their install scripts. None of them answers the questions that Locksmith answers: `lacks` says what of them is missing.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const PACKAGES = {
  eslint: '10.15.0',
  'typescript-eslint': '8.73.0',
  typescript: '6.0.3',
  oxlint: '1.94.0',
  '@biomejs/biome': '2.6.8',
  '@ast-grep/cli': '0.51.1',
} as const;

export interface Peer {
  name: string;
  /** Nothing where it cannot be had. */
  command?: readonly string[];
  env?: NodeJS.ProcessEnv;
  lacks: string;
}

/** The peers, and where they were installed. */
export interface Peers {
  peers: readonly Peer[];
  done(): void;
}

export function peers(root: string): Peers {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-peers-'));
  fs.writeFileSync(path.join(home, 'package.json'), '{ "private": true }');
  const wanted = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...wanted], { cwd: home, stdio: 'ignore', shell: process.platform === 'win32' });
  const there = (file: string): string | undefined => (status === 0 && fs.existsSync(path.join(home, 'node_modules', file)) ? path.join(home, 'node_modules', file) : undefined);
  const node = (file: string, ...args: string[]): readonly string[] | undefined => {
    const script = there(file);
    return script === undefined ? undefined : [process.execPath, script, ...args];
  };
  write(home, root);
  const eslint = (config: string): readonly string[] | undefined => node('eslint/bin/eslint.js', '--no-config-lookup', '-c', path.join(home, config), '--quiet', root);
  const list: Peer[] = [
    {
      name: `ESLint ${PACKAGES.eslint}, typescript-eslint ${PACKAGES['typescript-eslint']} without types`,
      command: eslint('untyped.mjs'),
      lacks: 'each file alone; knows no AI SDK, follows no data',
    },
    { name: 'the same with types', command: eslint('typed.mjs'), env: { NODE_OPTIONS: '--max-old-space-size=8192' }, lacks: 'types cross files, data does not; knows no AI SDK' },
    { name: `oxlint ${PACKAGES.oxlint}`, command: node('oxlint/bin/oxlint', '--quiet', root), lacks: 'each file alone; knows no AI SDK, follows no data' },
    {
      name: `Biome ${PACKAGES['@biomejs/biome']}, lint`,
      command: node('@biomejs/biome/bin/biome', 'lint', '--diagnostic-level=error', '--vcs-enabled=false', root),
      lacks: 'module graph and inferred types, but no data flow; knows no AI SDK',
    },
    {
      name: `ast-grep ${PACKAGES['@ast-grep/cli']}, 6 patterns`,
      command: astGrep(home, root),
      lacks: 'each file alone, by shape: sees that a template is an instruction, not whose text it holds',
    },
    { name: 'llm-authz-audit 0.1.4', lacks: 'an open AI scanner on npm, but only a shell: at its first run it downloads a Python program from elsewhere' },
  ];
  return { peers: list, done: () => fs.rmSync(home, { recursive: true, force: true }) };
}

/** Its npm package finds its program by an install script, which is not run. */
function astGrep(home: string, root: string): readonly string[] | undefined {
  const packages = path.join(home, 'node_modules/@ast-grep');
  const found = fs.existsSync(packages) ? fs.readdirSync(packages).find((p) => p.startsWith('cli-')) : undefined;
  return found === undefined
    ? undefined
    : [path.join(packages, found, process.platform === 'win32' ? 'ast-grep.exe' : 'ast-grep'), 'scan', '-c', path.join(home, 'sgconfig.yml'), root];
}

/** What of Locksmith's questions can be said as a pattern of one file. */
const PATTERNS: readonly [id: string, pattern: string][] = [
  ['untrusted-instructions', '$C.responses.create({ $$$, instructions: `$$$A${$X}$$$B`, $$$ })'],
  ['system-message', '{ role: "system", content: `$$$A${$X}$$$B` }'],
  ['no-output-cap', '$C.chat.completions.create($$$)'],
  ['hardcoded-key', 'new OpenAI({ $$$, apiKey: "$K", $$$ })'],
  ['command-injection', 'exec($X.output_text, $$$)'],
  ['unauthenticated-endpoint', '$R.post($P, async (req, res, $$$) => $B)'],
];

function write(home: string, root: string): void {
  const config = (typed: boolean): string => `import tseslint from 'typescript-eslint';
export default tseslint.config({
  basePath: ${JSON.stringify(root)},
  files: ['**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'],
  extends: [tseslint.configs.${typed ? 'recommendedTypeChecked' : 'recommended'}],
  languageOptions: { parserOptions: ${typed ? `{ projectService: true, tsconfigRootDir: ${JSON.stringify(root)} }` : '{}'} },
  linterOptions: { reportUnusedDisableDirectives: 'off' },
});
`;
  fs.writeFileSync(path.join(home, 'untyped.mjs'), config(false));
  fs.writeFileSync(path.join(home, 'typed.mjs'), config(true));
  fs.mkdirSync(path.join(home, 'rules'));
  fs.writeFileSync(path.join(home, 'sgconfig.yml'), 'ruleDirs: [rules]\n');
  for (const [id, pattern] of PATTERNS) {
    fs.writeFileSync(path.join(home, `rules/${id}.yml`), `id: ${id}\nlanguage: typescript\nseverity: warning\nmessage: ${id}\nrule:\n  pattern: ${JSON.stringify(pattern)}\n`);
  }
}
