/** Which word of a command line names a package, an image or a source without a fixed version. */

/** Runners that fetch a package: the words before it that are not options, and options that take a word. */
const RUNNERS: Record<string, { skip: string[]; takes: string[]; from?: string[] }> = {
  npx: { skip: [], takes: ['-c', '--call'], from: ['-p', '--package'] },
  bunx: { skip: [], takes: [], from: ['-p', '--package'] },
  pnpx: { skip: [], takes: [] },
  pnpm: { skip: ['dlx'], takes: [], from: ['--package'] },
  yarn: { skip: ['dlx'], takes: [], from: ['-p', '--package'] },
  npm: { skip: ['exec', 'x'], takes: [], from: ['-p', '--package'] },
  bun: { skip: ['x'], takes: [] },
  uvx: { skip: [], takes: ['--python', '-p', '--with', '--index-url'], from: ['--from'] },
  uv: { skip: ['tool', 'run'], takes: ['--python', '-p', '--with'], from: ['--from'] },
  pipx: { skip: ['run'], takes: ['--python', '--pip-args'], from: ['--spec'] },
  docker: {
    skip: ['run'],
    takes: ['-e', '--env', '-v', '--volume', '--mount', '-p', '--name', '--network', '-w', '--workdir', '--entrypoint', '-u', '--user', '--env-file', '--platform'],
  },
  podman: { skip: ['run'], takes: ['-e', '--env', '-v', '--volume', '--mount', '-p', '--name', '--network', '-w', '--workdir', '--entrypoint', '-u', '--user'] },
};

/** Subcommands without which a program fetches nothing (`pnpm install` is none of ours). */
const NEEDS_SKIP = new Set(['pnpm', 'yarn', 'npm', 'bun', 'uv', 'pipx', 'docker', 'podman']);

/** The index of the word, or undefined where the version is fixed or cannot be seen. `installed` says that the manifest fixes a package. */
export function unpinned(words: readonly (string | undefined)[], installed: (pkg: string) => boolean): number | undefined {
  const program = words[0]?.replace(/^.*[\\/]/, '').replace(/\.(cmd|exe)$/, '');
  const runner = program === undefined ? undefined : RUNNERS[program];
  if (!runner) return undefined;
  let skipped = 0;
  for (let n = 1; n < words.length; n++) {
    const word = words[n];
    if (word === undefined) return undefined;
    const [option, given] = word.split('=', 2) as [string, string | undefined];
    if (runner.from?.includes(option))
      return given !== undefined ? check(program!, given, n, installed) : words[n + 1] === undefined ? undefined : check(program!, words[n + 1]!, n + 1, installed);
    if (word === '--no-install' || word === '--no') return undefined;
    if (runner.takes.includes(word)) n++;
    else if (word.startsWith('-')) continue;
    else if (skipped < runner.skip.length && runner.skip.includes(word)) skipped++;
    else return NEEDS_SKIP.has(program!) && skipped === 0 ? undefined : check(program!, word, n, installed);
  }
  return undefined;
}

const check = (program: string, word: string, at: number, installed: (pkg: string) => boolean): number | undefined => (fixed(program, word, installed) ? undefined : at);

const COMMIT = /[#@][0-9a-f]{40}$/i;
const EXACT = /^[v=]?\d+\.\d+\.\d+([-+.][\w.+-]+)?$/;

function fixed(program: string, word: string, installed: (pkg: string) => boolean): boolean {
  if (/^(\.|\/|~|file:|[A-Za-z]:\\)/.test(word)) return true;
  if (program === 'docker' || program === 'podman') return /@sha256:[0-9a-f]{64}$/.test(word) || /:v?\d+\.\d+\.\d[\w.-]*$/.test(word);
  if (/^(git\+|git:|github:|gitlab:|bitbucket:|https?:)/.test(word) || /^[\w.-]+\/[\w.-]+(#.*)?$/.test(word)) return COMMIT.test(word);
  const python = /^uvx?$|^pipx$/.test(program);
  if (python && word.includes('==')) return EXACT.test(word.split('==')[1]!);
  const at = word.lastIndexOf('@');
  const name = at > 0 ? word.slice(0, at) : word;
  if (at > 0) return EXACT.test(word.slice(at + 1));
  return !python && installed(name);
}
