/** What a person sees, from the first squiggle to the posture report, in one window. Each step leaves a screenshot. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { launchBrowser, remoteUri, startVSCode, windowUrl } from '../harness/vscode/host.mjs';
import { insist } from './drive.mjs';
import { MORE_STEPS, SLOW_STEPS } from './moreSteps.mjs';
import { STEPS } from './steps.mjs';

export const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern' };
const SIZE = { width: 1280, height: 800 };
/** A loaded machine takes its time; a person would wait as well. */
const PATIENCE = 120_000;

/**
 * @param options.folder a copy of the sample app, which the steps edit
 * @param options.whole also takes the steps of a longer stay
 * @param options.slow also takes those that need a machine that is not too fast
 * @param options.restricted opens it in Restricted Mode, as VS Code opens a folder that nobody vouches for
 * @returns results in the shape of the suite's
 */
export async function windowTest(vscode, { vsix, folder, out, theme, whole, slow, restricted = false }) {
  fs.mkdirSync(out, { recursive: true });
  const results = [];
  const server = await startVSCode(vscode, {
    vsix,
    restricted,
    settings: {
      'workbench.colorTheme': THEMES[theme],
      'editor.codeActionsOnSave': { 'source.fixAll.locksmith': 'explicit' },
      'editor.minimap.enabled': false,
      'workbench.editor.empty.hint': 'hidden',
      'security.workspace.trust.banner': 'never',
    },
  });
  const browser = await launchBrowser(vscode);
  const page = await (await browser.newContext({ viewport: SIZE, colorScheme: theme })).newPage();
  page.setDefaultTimeout(PATIENCE);
  const shot = (name) => page.screenshot({ path: path.join(out, `${name}.png`) });
  const tools = {
    page,
    folder,
    restricted,
    shot,
    open: (file) => page.goto(windowUrl(server.port, folder, [['openFile', remoteUri(server.port, path.join(folder, file))]])),
    command: (name) => command(page, name),
  };
  /** Each step needs the one before it: the first failure ends the test. */
  try {
    for (const [title, step] of [...STEPS, ...(whole ? MORE_STEPS : []), ...(slow ? SLOW_STEPS : [])]) {
      const started = Date.now();
      try {
        const said = await step(tools);
        results.push({ title: `window, ${theme}: ${title}${said ? ` (${said})` : ''}`, state: 'passed', milliseconds: Date.now() - started });
      } catch (error) {
        results.push({ title: `window, ${theme}: ${title}`, state: 'failed', error: String(error).split('\n').slice(0, 12).join('\n') });
        await shot('failed').catch(() => {});
        break;
      }
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  return results;
}

async function command(page, name) {
  const input = page.locator('.quick-input-widget input[type="text"]');
  // What has the focus (a search of the settings, a suggestion) may take the key for itself: once more, without it.
  let again = false;
  await insist(async () => {
    if (again) await page.keyboard.press('Escape');
    again = true;
    await page.keyboard.press('F1');
  }, input);
  await input.fill(`>${name}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
  // Where the list was, there may be something that shows a hint below the pointer.
  await page.mouse.move(250, 18);
  await input.waitFor({ state: 'hidden', timeout: 5000 }).catch(() => {});
}
