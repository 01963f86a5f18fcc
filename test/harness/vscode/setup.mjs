/**
 * Installs a real VS Code from package registries alone: npm's `code-server` carries VS Code's own workbench and extension
 * host, `node-linux-*` the Node that it runs on, and Debian the browser that shows its window. A second run costs nothing.
 */
import { execFile, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The newest VS Code, and the lowest that `engines.vscode` promises; each with the Node that it was built for. */
export const VERSIONS = {
  newest: { codeServer: '4.139.1', node: '24.21.0' },
  lowest: { codeServer: '4.100.3', node: '20.20.2' },
};

const ROOT = path.resolve(process.env.LOCKSMITH_HARNESS_DIR ?? path.join(import.meta.dirname, '../../../.vscode-test/harness'));

export const supported = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

/** @returns {Promise<{ node: string, main: string, chromium: string, version: string }>} what `host.mjs` starts */
export async function setup(which = 'newest', log = console.log) {
  if (!supported) throw new Error('the VS Code harness needs Linux on x64 or arm64; elsewhere run the suite with LOCKSMITH_VSCODE=electron');
  const { codeServer, node } = VERSIONS[which];
  fs.mkdirSync(ROOT, { recursive: true });
  return withLock(async () => {
    const chromium = findChromium() ?? installChromium(log);
    const nodeDir = path.join(ROOT, `node-${node}`);
    const nodeBin = path.join(nodeDir, `node_modules/node-linux-${process.arch}/bin/node`);
    const serverDir = path.join(ROOT, `code-server-${codeServer}`);
    const vscode = path.join(serverDir, 'node_modules/code-server/lib/vscode');
    await once(nodeDir, log, `Node ${node}`, () => npmInstall(nodeDir, `node-linux-${process.arch}@${node}`));
    await once(serverDir, log, `VS Code (code-server ${codeServer})`, async () => {
      await npmInstall(serverDir, `code-server@${codeServer}`);
      // Not `npm ci`: the shrinkwrap that code-server ships is out of step with its manifests.
      await npmInstall(vscode, '--omit=dev');
      await npmInstall(path.join(vscode, 'extensions'), '--omit=dev');
    });
    const version =
      JSON.parse(fs.readFileSync(path.join(vscode, 'product.json'), 'utf8')).version ?? JSON.parse(fs.readFileSync(path.join(vscode, 'package.json'), 'utf8')).version;
    return { node: nodeBin, main: path.join(vscode, 'out/server-main.js'), chromium, version };
  });
}

/** Runs `install` unless it ran to its end before; a half-made folder is made anew. */
async function once(dir, log, what, install) {
  const stamp = path.join(dir, '.complete');
  if (fs.existsSync(stamp)) return;
  const started = Date.now();
  log(`  installing ${what} …`);
  fs.rmSync(dir, { recursive: true, force: true });
  fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(path.join(dir, 'package.json'), '{"private":true}');
  await install();
  fs.writeFileSync(stamp, '');
  log(`  installed ${what} (${Math.round((Date.now() - started) / 1000)} s)`);
}

/** `--ignore-scripts` spares the compiler: nothing that the tests touch is native. */
async function npmInstall(cwd, ...args) {
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args], { cwd, maxBuffer: 1 << 26 });
}

function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    for (const dir of (process.env.PATH ?? '').split(path.delimiter)) {
      const file = path.join(dir, name);
      if (fs.existsSync(file)) return file;
    }
  }
  return undefined;
}

function installChromium(log) {
  log('  installing Chromium …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
  ]) {
    const { status, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`Chromium is missing and \`apt-get ${args[0]}\` failed: install it, or set CHROMIUM to its path.\n${stderr ?? ''}`);
  }
  const found = findChromium();
  if (!found) throw new Error('apt-get installed chromium, yet it is not on the PATH');
  return found;
}

/** Two test runs on one working tree must not install over each other. */
async function withLock(work) {
  const lock = path.join(ROOT, '.lock');
  while (!tryLock(lock)) await new Promise((resolve) => setTimeout(resolve, 500));
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function tryLock(lock) {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!alive(lock)) fs.rmSync(lock, { force: true });
    return false;
  }
}

function alive(lock) {
  try {
    process.kill(Number(fs.readFileSync(lock, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === import.meta.filename) {
  for (const which of process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['newest']) console.log(await setup(which));
}
