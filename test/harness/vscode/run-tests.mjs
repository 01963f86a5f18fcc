/** Runs a mocha suite inside the extension host: in VS Code's server build, or in a desktop VS Code where one can be downloaded. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { launchBrowser, remoteUri, startVSCode, windowUrl } from './host.mjs';

/**
 * @param options.stub an empty extension: the host wants one under development, and the tested one is the installed package
 * @returns the suite's own report; it throws where there is none, for a host that was killed reports success too
 */
export async function runInServer(vscode, { vsix, stub, suite, folder, resultFile, limit = 1_500_000 }) {
  fs.rmSync(resultFile, { force: true });
  const settings = { 'git.enabled': true, 'git.autofetch': false };
  const server = await startVSCode(vscode, { vsix, testHost: true, settings, env: { LOCKSMITH_RESULT_FILE: resultFile } });
  let browser;
  try {
    browser = await launchBrowser(vscode);
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    const said = [];
    let timer;
    const code = new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no result after ${limit / 1000} s\n${said.join('\n')}`)), limit);
      page.on('crash', () => reject(new Error('the window crashed')));
      page.exposeFunction('codeAutomationExit', resolve);
    });
    code.catch(() => {});
    await page.exposeFunction('codeAutomationLog', (type, args) => void said.push(`${type} ${args.join(' ')}`));
    await page.goto(
      windowUrl(server.port, folder, [
        ['extensionDevelopmentPath', remoteUri(server.port, stub)],
        ['extensionTestsPath', remoteUri(server.port, suite)],
        ['skipWelcome', 'true'],
      ]),
    );
    await code.finally(() => clearTimeout(timer));
  } finally {
    await browser?.close();
    await server.stop();
  }
  return report(resultFile);
}

export async function runOnDesktop({ vsix, stub, suite, folder, resultFile, version }) {
  const { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } = await import('@vscode/test-electron');
  fs.rmSync(resultFile, { force: true });
  const vscodeExecutablePath = await downloadAndUnzipVSCode(version);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-vscode-'));
  const folders = [`--extensions-dir=${path.join(dir, 'extensions')}`, `--user-data-dir=${path.join(dir, 'data')}`];
  const [cli] = resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath);
  const installed = spawnSync(cli, [...folders, '--install-extension', vsix], { encoding: 'utf8', shell: process.platform === 'win32' });
  if (installed.status !== 0) throw new Error(`installing ${path.basename(vsix)} failed\n${installed.stderr}`);
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: stub,
      extensionTestsPath: suite,
      launchArgs: [folder, ...folders, '--disable-workspace-trust'],
      extensionTestsEnv: { LOCKSMITH_RESULT_FILE: resultFile },
    }).catch((error) => {
      // Failed tests stand in the report; anything else has left none.
      if (!fs.existsSync(resultFile)) throw error;
    });
  } finally {
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
  return report(resultFile);
}

function report(resultFile) {
  if (!fs.existsSync(resultFile)) throw new Error('the suite did not finish: it left no report');
  return JSON.parse(fs.readFileSync(resultFile, 'utf8'));
}
