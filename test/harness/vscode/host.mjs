/** Starts a real VS Code on loopback with folders of its own, and a real browser window on it. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { chromium } from 'playwright-core';

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.enabled': false,
  // The web build saves after a delay; the desktop does not.
  'files.autoSave': 'off',
  // The fixtures' packages are not installed: only Locksmith's own marks are of interest.
  'typescript.validate.enable': false,
  'security.workspace.trust.startupPrompt': 'never',
};

/**
 * @param vscode what `setup.mjs` answers
 * @param testHost lets the window load a test suite; it hides notifications, so screenshots do without
 * @param restricted opens folders in Restricted Mode, without asking
 */
export async function startVSCode(vscode, { env = {}, settings = {}, vsix, testHost = false, restricted = false } = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-vscode-'));
  const data = path.join(dir, 'data');
  const folders = ['--user-data-dir', data, '--extensions-dir', path.join(dir, 'extensions')];
  fs.mkdirSync(path.join(data, 'User'), { recursive: true });
  fs.mkdirSync(path.join(dir, 'extensions'));
  fs.writeFileSync(path.join(data, 'User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  // A test may itself run in a VS Code terminal; its variables would lead this VS Code astray. Sockets go to the run's own folder.
  const inherited = Object.entries(process.env).filter(([k]) => !k.startsWith('VSCODE_') && k !== 'ELECTRON_RUN_AS_NODE' && k !== 'NODE_OPTIONS');
  const childEnv = { ...Object.fromEntries(inherited), ...env, XDG_RUNTIME_DIR: dir };
  const clear = () => fs.rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  try {
    if (vsix)
      await ended(
        spawn(vscode.node, [vscode.main, ...folders, '--accept-server-license-terms', '--install-extension', vsix], { env: childEnv }),
        `installing ${path.basename(vsix)}`,
      );
    const port = await freePort();
    const args = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'];
    if (!restricted) args.push('--disable-workspace-trust');
    args.push('--disable-experiments', '--server-data-dir', dir, ...folders);
    // Without this flag a built VS Code silently ignores the test suite.
    if (testHost) args.push('--enable-smoke-test-driver');
    const child = spawn(vscode.node, [vscode.main, ...args], { env: childEnv, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (d) => (log += d));
    const exited = new Promise((resolve) => child.on('exit', resolve));
    const stop = async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(timer);
      clear();
    };
    if (!(await answers(port, child))) {
      await stop();
      throw new Error(`VS Code did not start\n${log}`);
    }
    return { port, stop, log: () => log };
  } catch (error) {
    clear();
    throw error;
  }
}

export const launchBrowser = (vscode) =>
  chromium.launch({
    executablePath: vscode.chromium,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });

/** The address of a window on `folder`, or on the folders of a `.code-workspace`; `payload` is what VS Code's own web tests pass. */
export function windowUrl(port, folder, payload = []) {
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** The authority must be the host and port of the window's address. */
export const remoteUri = (port, file) => `vscode-remote://127.0.0.1:${port}${file}`;

/** A copy of a folder that tests may edit, under its own name: that is what a window shows. */
export function scratchCopy(folder) {
  const dir = path.join(fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-desk-'))), path.basename(folder));
  fs.cpSync(folder, dir, { recursive: true });
  return dir;
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
    server.on('error', reject);
  });

async function ended(child, what) {
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (d) => (out += d));
  const code = await new Promise((resolve) => child.on('exit', resolve));
  if (code !== 0) throw new Error(`${what} failed (${code})\n${out}`);
}

async function answers(port, child) {
  for (const end = Date.now() + 60_000; Date.now() < end && child.exitCode === null;) {
    const up = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }).then(
      (r) => r.status < 500,
      () => false,
    );
    if (up) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
