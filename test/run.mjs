/** `npm test`: installs what is missing, builds, checks, runs every suite. Its last line is `N passed, N failed`. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { installSdks, sdksAreInstalled } from './sdks/install.mjs';

const root = path.join(import.meta.dirname, '..');
const fast = process.argv.includes('--fast');
let passed = 0;
let failed = 0;

function run(title, command, args, options = {}) {
  const started = Date.now();
  const r = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const ok = r.status === 0;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${title} (${seconds} s)`);
  return { ok, out: `${r.stdout ?? ''}${r.stderr ?? ''}` };
}

/** A stage that is one check: it passes or it fails. */
function stage(title, command, args) {
  const { ok, out } = run(title, command, args);
  if (ok) passed++;
  else {
    failed++;
    console.log(out.slice(-8000));
  }
  return ok;
}

function install() {
  const stamp = path.join(root, 'node_modules/.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  if (fs.existsSync(stamp) && fs.statSync(stamp).mtimeMs >= fs.statSync(lock).mtimeMs - 1000) return;
  if (!run('install', 'npm', ['ci', '--no-audit', '--no-fund']).ok && !stage('install, again', 'npm', ['ci', '--no-audit', '--no-fund'])) finish();
}

function mocha(title, files) {
  const result = path.join(root, '.cache/mocha.json');
  fs.mkdirSync(path.dirname(result), { recursive: true });
  fs.rmSync(result, { force: true });
  const { out } = run(title, process.execPath, [
    'node_modules/mocha/bin/mocha.js',
    '--import=tsx',
    '--timeout=180000',
    // A test that failed may have left a server behind.
    '--exit',
    '--reporter=json',
    `--reporter-option=output=${result}`,
    files,
  ]);
  let report;
  try {
    report = JSON.parse(fs.readFileSync(result, 'utf8'));
  } catch {
    failed++;
    console.log(out.slice(-8000));
    return;
  }
  passed += report.stats.passes;
  failed += report.stats.failures;
  for (const f of report.failures) console.log(`FAIL ${f.fullTitle}\n     ${String(f.err.message).slice(0, 2000).replace(/\n/g, '\n     ')}`);
}

/** Suites that print their own `N passed, N failed`. */
function counted(title, args) {
  const { ok, out } = run(title, process.execPath, args);
  const m = /(\d+) passed, (\d+) failed\s*$/.exec(out.trim());
  passed += m ? Number(m[1]) : 0;
  failed += m ? Number(m[2]) : 0;
  if (!ok || !m) {
    if (!m || Number(m[2]) === 0) failed++;
    console.log(out.slice(-8000));
  }
}

/** Suites that read the SDKs' real typings. In a hurry they run only where the SDKs are there already. */
function typings() {
  if (!sdksAreInstalled()) {
    if (fast) return console.log("left out: the suites on the SDKs' typings; `node test/sdks/install.mjs` installs what they need");
    const started = Date.now();
    const { ok, out } = installSdks();
    console.log(`${ok ? 'ok  ' : 'FAIL'} install the SDKs (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (!ok) {
      failed++;
      return console.log(out.slice(-8000));
    }
  }
  // Each fix of each case is a program of its own to the type checker: that takes minutes.
  mocha('suites on typings', fast ? 'test/typings/!(fixes).test.ts' : 'test/typings/**/*.test.ts');
}

function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
}

install();
stage('build', process.execPath, ['esbuild.mjs']);
stage('types', process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit']);
stage('lint', process.execPath, ['node_modules/eslint/bin/eslint.js', '.']);
mocha('suites', 'test/!(typings|sdks|vscode)/**/*.test.ts');
typings();
const vscode = path.join(root, 'test/vscode/run.mjs');
if (!fast && fs.existsSync(vscode)) counted('a real VS Code', [vscode]);
finish();
