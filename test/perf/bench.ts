/**
 * `npm run bench`            on generated workspaces of 250, 1,000, 4,000 and 16,000 files (`workspace.ts` says what they mimic)
 * `npm run bench -- 1000`    on one of a thousand files
 * `npm run bench -- DIR`     on a project
 *
 * Prints tables in Markdown. Times are seconds or milliseconds of the clock, in brackets of the processor; on a busy machine only the
 * second tell something, and ratios, which are taken of them. `--no-peers` leaves the other programs out.
 * After each workspace the tables so far are written to `out/bench.md`.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { discover } from '../../server/host/discover';
import type { EngineRun, Spent } from './engineRun';
import { peers } from './peers';
import { type Taken, take } from './process';
import { type ServerRun, serverRun } from './serverRun';
import { generate } from './workspace';

const SIZES = [250, 1000, 4000, 16000];
/** Seconds after which a program is ended. */
const PATIENCE = 1800;
const repository = path.join(__dirname, '../..');
const cli = path.join(repository, 'dist/cli.js');
const kept = path.join(repository, 'out/bench.md');

interface Subject {
  name: string;
  root: string;
}

const at = (list: readonly number[], share: number): number => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? NaN;
const ms = (n: number): string => `${n < 10 ? n.toFixed(1) : Math.round(n)} ms`;
const seconds = (n: number): string => `${n < 10 ? n.toFixed(1) : Math.round(n)} s`;
const both = (wall: number, cpu: number): string => `${seconds(wall)} (${seconds(cpu)})`;
const count = (n: number): string => n.toLocaleString('en');
const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
const head = (...cells: string[]): string => `${row(...cells)}\n${row(...cells.map(() => '---'))}`;
/** Of many edits, p50, p95 and p99 by the processor. */
const shares = (list: readonly Spent[]): string =>
  [0.5, 0.95, 0.99]
    .map((s) =>
      ms(
        at(
          list.map((x) => x.cpu),
          s,
        ),
      ),
    )
    .join(', ');

function generated(size: number, home: string): Subject {
  const root = path.join(home, String(size));
  for (const f of generate(size)) {
    const file = path.join(root, f.path);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, f.text);
  }
  fs.writeFileSync(
    path.join(root, 'tsconfig.json'),
    '{ "compilerOptions": { "strict": true, "target": "es2022", "module": "esnext", "moduleResolution": "bundler", "noEmit": true } }\n',
  );
  return { name: count(size), root };
}

/** The bare parser on the same files, in a process that has just begun. */
async function floor(root: string, home: string): Promise<Spent> {
  const list = path.join(home, 'files.txt');
  fs.writeFileSync(
    list,
    discover(root)
      .files.map((f) => path.join(root, f))
      .join('\n'),
  );
  const { out } = await take([process.execPath, path.join(__dirname, 'bare.mjs'), list], { cwd: repository, timeout: PATIENCE });
  return JSON.parse(out) as Spent;
}

async function engine(root: string): Promise<EngineRun | string> {
  const { out, timedOut } = await take([process.execPath, '--max-old-space-size=8192', '--import=tsx', path.join(__dirname, 'engineRun.ts'), root], {
    cwd: repository,
    timeout: PATIENCE,
  });
  const line = out.trim().split('\n').at(-1) ?? '';
  return timedOut ? `ended after ${PATIENCE} s` : line.startsWith('{"files"') ? (JSON.parse(line) as EngineRun) : line;
}

/** The command line, as people run it; of two runs with a cache the second is warm. */
async function commandLine(root: string, home: string): Promise<{ cold: Taken; warm: Taken }> {
  const scan = (...more: string[]): Promise<Taken> =>
    take([process.execPath, cli, 'scan', '--quiet', '--fail-on', 'never', '--phase', 'advanced', '--output', os.devNull, '--format', 'json', ...more], {
      cwd: root,
      timeout: PATIENCE,
    });
  const cold = await scan('--no-cache');
  const cache = path.join(home, 'cache');
  await scan('--cache-dir', cache);
  return { cold, warm: await scan('--cache-dir', cache) };
}

const told = (t: Taken): string => (t.timedOut ? `ended after ${PATIENCE} s` : both(t.wall, t.cpu));

async function benchmark(subjects: Iterable<Subject>, home: string, withPeers: boolean): Promise<void> {
  const tables: Record<string, string[]> = { scan: [], edit: [], server: [], peers: [] };
  for (const { name, root } of subjects) {
    process.stderr.write(`${name} files: the bare parser, the engine\n`);
    const bare = await floor(root, home);
    const run = await engine(root);
    if (typeof run === 'string') {
      tables['scan']!.push(row(name, run));
      continue;
    }
    process.stderr.write(`${name} files: the command line\n`);
    const { cold, warm } = await commandLine(root, home);
    const times = (a: Spent, b: Spent): string => (a.cpu / b.cpu).toFixed(2);
    tables['scan']!.push(
      row(
        name === String(run.files) ? name : count(run.files),
        count(run.lines),
        both(bare.wall / 1000, bare.cpu / 1000),
        both(run.cold.wall / 1000, run.cold.cpu / 1000),
        times(run.cold, bare),
        times(run.facts, run.bare),
        seconds(run.solving.cpu / 1000),
        times(run.again, run.cold),
        times(run.warm, run.cold),
        told(cold),
        told(warm),
        `${Math.round(cold.memory)} MB`,
        `${Math.round(((run.memory.after - run.memory.before) / run.files) * 1000)} MB`,
      ),
    );
    tables['edit']!.push(
      row(
        count(run.files),
        shares(run.own),
        shares(run.settled),
        run.large ? `${shares(run.large.own)}; ${(at(cpu(run.large.own), 0.5) / at(cpu(run.large.parse), 0.5)).toFixed(1)}` : '–',
        run.hub ? `${count(run.hub.importers)}: ${ms(at(cpu(run.hub.typing), 0.5))}, ${ms(at(cpu(run.hub.typing), 0.95))}` : '–',
        run.hub ? ms(run.hub.more.cpu) : '–',
      ),
    );
    keep(tables);
    process.stderr.write(`${name} files: the language server\n`);
    // It has a ceiling of memory, and says so where a workspace does not fit.
    tables['server']!.push(server(count(run.files), await served(root).catch(() => undefined)));
    keep(tables);
    const { peers: list, done } = withPeers ? peers(root) : { peers: [], done: () => undefined };
    if (withPeers) tables['peers']!.push(row(count(run.files), '**Locksmith**', told(cold), `${Math.round(cold.memory)} MB`, ''));
    for (const p of list) {
      process.stderr.write(`${name} files: ${p.name}\n`);
      const t = p.command && (await take(p.command, { cwd: root, timeout: PATIENCE, env: p.env }));
      tables['peers']!.push(row(count(run.files), p.name, !t ? 'could not be had' : told(t), t ? `${Math.round(t.memory)} MB` : '–', p.lacks));
    }
    done();
    keep(tables);
  }
  console.log(report(tables));
}

/** A long run that is ended leaves what it has. */
function keep(tables: Record<string, string[]>): void {
  fs.mkdirSync(path.dirname(kept), { recursive: true });
  fs.writeFileSync(kept, `${report(tables)}\n`);
}

const cpu = (list: readonly Spent[]): number[] => list.map((x) => x.cpu);

/** The longest file of those that are not too long to be typical. */
async function served(root: string): Promise<ServerRun | undefined> {
  const sizes = discover(root).files.map((f) => [f, fs.statSync(path.join(root, f)).size] as const);
  const file = sizes
    .filter(([f, size]) => size < 40_000 && !/test/.test(f) && /function \w+\([^)]*\)[^{]*\{/.test(fs.readFileSync(path.join(root, f), 'utf8')))
    .sort((a, b) => b[1] - a[1])[0]?.[0];
  return file === undefined ? undefined : serverRun(root, file);
}

const server = (files: string, r: ServerRun | undefined): string =>
  r
    ? row(
        files,
        ms(r.answers),
        seconds(r.first / 1000),
        [0.5, 0.95, 0.99].map((s) => ms(at(r.edits, s))).join(', '),
        `${ms(at(r.cancel, 0.5))}, ${ms(at(r.cancel, 1))}`,
        `${Math.round(r.memory)} MB`,
      )
    : row(files, '–', '–', '–', '–', '–');

function report(tables: Record<string, string[]>): string {
  const out: string[] = [];
  const print = (title: string, columns: string[], rows: readonly string[]): void => {
    if (rows.length > 0) out.push(`\n${title}\n\n${head(...columns)}\n${rows.join('\n')}`);
  };
  const { model } = os.cpus()[0] ?? { model: 'unknown' };
  out.push(
    `${new Date().toISOString().slice(0, 10)}, ${os.cpus().length} cores (${model}), ${Math.round(os.totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, load ${os.loadavg()[0]!.toFixed(1)}`,
  );
  print(
    'Scans. By the clock, in brackets processor time; ratios are of processor time.',
    [
      'files',
      'lines',
      'bare read and parse',
      'cold scan, in one process',
      'ratio',
      'facts : parse',
      'solving',
      'again : cold',
      'again, with something changed : cold',
      'command, cold',
      'command, warm',
      'its peak memory',
      'memory per 1,000 files',
    ],
    tables['scan']!,
  );
  print(
    'Edits, in processor time: p50, p95, p99.',
    ['files', 'own findings', 'all settled', 'own findings of 1,000 lines; times its parse', 'the module with so many importers: p50, p95', 'it exports more'],
    tables['edit']!,
  );
  print(
    'The language server, by the clock.',
    ['files', 'answers after its start', 'first diagnostics', 'change → diagnostics: p50, p95, p99', 'cancel: p50, most', 'peak memory'],
    tables['server']!,
  );
  print('Other programs on the same files, each as a process of its own.', ['files', 'program', 'time', 'peak memory', 'what it does not do'], tables['peers']!);
  const size = (f: string): string => `${f} ${Math.round(fs.statSync(path.join(repository, 'dist', f)).size / 1024)} KB`;
  const built = fs.readdirSync(path.join(repository, 'dist')).filter((f) => /\.(js|vsix)$/.test(f));
  const activations = Array.from({ length: 5 }, activation);
  const half = (part: 'load' | 'activate'): string =>
    ms(
      at(
        activations.map((a) => a[part]),
        0.5,
      ),
    );
  out.push(`\nThe extension wakes up by the clock, without what the editor does itself: ${half('load')} until its code is read, ${half('activate')} until it gives way.`);
  out.push(`\nBuilt: ${built.map(size).join(', ')}${built.some((f) => f.endsWith('.vsix')) ? '' : '; `npm run package` makes the VSIX'}`);
  return out.join('\n');
}

const activation = (): { load: number; activate: number } =>
  JSON.parse(spawnSync(process.execPath, [path.join(__dirname, 'activation.cjs'), path.join(repository, 'dist/client.js')], { encoding: 'utf8' }).stdout) as ReturnType<
    typeof activation
  >;

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const withPeers = !args.includes('--no-peers');
  const given = args.filter((a) => !a.startsWith('-'));
  if (!fs.existsSync(cli)) spawnSync('npm', ['run', 'build'], { cwd: repository, stdio: 'inherit', shell: process.platform === 'win32' });
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-bench-'));
  const subject = (a: string): Subject => (/^\d+$/.test(a) ? generated(Number(a), home) : { name: path.basename(path.resolve(a)), root: path.resolve(a) });
  try {
    await benchmark((given.length > 0 ? given : SIZES.map(String)).map(subject), home, withPeers);
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}

void main();
