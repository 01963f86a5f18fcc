/**
 * The packaged extension in a real VS Code: builds, packages, installs VS Code, runs the suite in its extension host and the
 * window test. Its last line is `N passed, N failed`. The light window takes the steps of a newcomer and the dark one all; asked
 * for by name, both take all.
 *
 *     node test/vscode/run.mjs [--lowest]       also in the lowest VS Code that the manifest promises
 *     node test/vscode/run.mjs --only=window    the package and the windows alone, or `--only=dark` one of them; `--only=suite` the package and the suite
 *     LOCKSMITH_VSCODE=electron                 downloads a desktop VS Code instead; there the window test is left out
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { scratchCopy } from '../harness/vscode/host.mjs';
import { runInServer, runOnDesktop } from '../harness/vscode/run-tests.mjs';
import { VERSIONS, setup, supported } from '../harness/vscode/setup.mjs';
import { windowTest } from './window.mjs';

const root = path.join(import.meta.dirname, '../..');
const work = path.join(root, '.vscode-test');
const vsix = path.join(root, 'dist/locksmith.vsix');
const desk = path.join(import.meta.dirname, 'fixtures/desk');
const MOST = 5 * 1024 * 1024;
/** Runs without the suites. */
const ONE = ['window', 'dark', 'light'];
let passed = 0;
let failed = 0;

function tell(results) {
  for (const r of results) {
    console.log(
      `${r.state === 'passed' ? 'ok  ' : r.state === 'failed' ? 'FAIL' : 'skip'} ${r.title}${r.milliseconds === undefined ? '' : ` (${r.milliseconds} ms)`}${r.error ? `\n     ${r.error.replace(/\n/g, '\n     ')}` : ''}`,
    );
    if (r.state === 'passed') passed++;
    else if (r.state === 'failed') failed++;
  }
}

/** A part that breaks down is one failure, and the others still run. */
async function part(title, run) {
  const started = Date.now();
  try {
    const results = await run();
    if (!results.some((r) => r.state !== 'skipped')) throw new Error('no test ran');
    tell(results);
  } catch (error) {
    tell([{ title, state: 'failed', error: String(error) }]);
  }
  console.log(`     ${title}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function makePackage() {
  fs.rmSync(vsix, { force: true });
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'package'], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0 || !fs.existsSync(vsix)) throw new Error(`npm run package failed\n${stdout}${stderr}`);
  const { size } = fs.statSync(vsix);
  return [{ title: `the package is below 5 MB (${(size / 1024 / 1024).toFixed(2)} MB)`, state: size < MOST ? 'passed' : 'failed' }];
}

/** The tests of a folder as the host loads them, and an extension with nothing in it for the host to develop. */
async function makeSuite(name) {
  const suite = path.join(work, name);
  const stub = path.join(work, 'stub');
  fs.rmSync(suite, { recursive: true, force: true });
  const source = path.join(import.meta.dirname, name);
  const tests = fs.readdirSync(source).filter((f) => f.endsWith('.test.ts'));
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, 'suite/index.ts'), ...tests.map((f) => path.join(source, f))],
    outdir: suite,
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  fs.mkdirSync(stub, { recursive: true });
  fs.writeFileSync(path.join(stub, 'package.json'), JSON.stringify({ name: 'stub', publisher: 'test', version: '0.0.1', engines: { vscode: '*' } }));
  return { stub, suite: path.join(suite, 'index.js') };
}

/** Every run edits a copy of its own. */
async function withCopy(of, run) {
  const folder = scratchCopy(of);
  try {
    return await run(folder);
  } finally {
    fs.rmSync(path.dirname(folder), { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The fixture as a repository with one commit, so that there are files that changed. */
async function withDesk(run) {
  return withCopy(desk, async (folder) => {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    for (const args of [
      ['init', '-q'],
      ['add', '-A'],
      [...identity, 'commit', '-q', '-m', 'As it was'],
    ]) {
      const { status, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
      if (status !== 0) throw new Error(`git ${args.join(' ')} failed\n${stderr}`);
    }
    return run(folder);
  });
}

/** The fixture twice in one window; the second has a configuration that switches its rule off. */
async function withTwo(run) {
  return withCopy(desk, async (folder) => {
    const root = path.dirname(folder);
    for (const name of ['one', 'two']) fs.cpSync(folder, path.join(root, name), { recursive: true });
    fs.writeFileSync(path.join(root, 'two/locksmith.config.json'), '{ "rules": { "prompt/*": "off" } }\n');
    const workspace = path.join(root, 'both.code-workspace');
    fs.writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
    return run(workspace);
  });
}

/** The sample as a person would have written it: without the marks for its test. */
async function withSample(run) {
  return withCopy(path.join(root, 'samples/support-desk'), async (folder) => {
    for (const f of fs.readdirSync(folder, { recursive: true })) {
      if (!/\.tsx?$/.test(f)) continue;
      const file = path.join(folder, f);
      fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/ \/\/! .*$/gm, ''));
    }
    return run(folder);
  });
}

/** A window is driven by what is drawn, and a starved machine may draw too late: what fails is looked at once more, in a new window. */
async function twice(look) {
  const first = await look();
  if (first.every((r) => r.state !== 'failed')) return first;
  for (const r of first.filter((x) => x.state === 'failed')) console.log(`     not seen at first: ${r.title}`);
  return look();
}

await part('package', makePackage);
const only = process.argv.find((a) => a.startsWith('--only='))?.slice('--only='.length);
if (failed === 0) {
  const bundled = await makeSuite('suite');
  const resultFile = path.join(work, `result-${process.pid}.json`);
  const all = process.argv.includes('--lowest') ? Object.keys(VERSIONS) : ['newest'];
  if (process.env.LOCKSMITH_VSCODE === 'electron' || !supported) {
    await part('desktop', () => withDesk(async (folder) => (await runOnDesktop({ ...bundled, vsix, folder, resultFile })).results));
  } else {
    for (const which of ONE.includes(only) ? [] : all) {
      await part(`VS Code, ${which}`, async () => {
        const vscode = await setup(which);
        console.log(`     VS Code ${vscode.version}`);
        return withDesk(async (folder) => (await runInServer(vscode, { ...bundled, vsix, folder, resultFile })).results);
      });
    }
    if (!ONE.includes(only)) {
      await part('VS Code, several folders', async () => {
        const vscode = await setup('newest');
        const several = await makeSuite('several');
        return withTwo(async (folder) => (await runInServer(vscode, { ...several, vsix, folder, resultFile })).results);
      });
    }
    const windows = [
      ['dark', false],
      ['light', true],
    ];
    for (const [theme, restricted] of only === 'suite' ? [] : windows.filter(([t]) => only === undefined || only === 'window' || only === t)) {
      await part(`window, ${theme}`, async () => {
        const vscode = await setup('newest');
        const look = () =>
          withSample((folder) =>
            windowTest(vscode, {
              vsix,
              folder,
              theme,
              restricted,
              whole: theme === 'dark' || only !== undefined,
              slow: only !== undefined,
              out: path.join(root, 'out/screenshots', theme),
            }),
          );
        return twice(look);
      });
    }
  }
  fs.rmSync(resultFile, { force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
