/** What a person sees: the squiggle, the Problems view with the path, Quick Fix, and the squiggle gone. Leaves screenshots. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { launchBrowser, remoteUri, startVSCode, windowUrl } from '../harness/vscode/host.mjs';

const SQUIGGLE = '.monaco-editor .squiggly-error';

/** @returns results in the shape of the suite's */
export async function windowTest(vscode, { vsix, folder, file, out }) {
  fs.mkdirSync(out, { recursive: true });
  const results = [];
  const server = await startVSCode(vscode, { vsix });
  const browser = await launchBrowser(vscode);
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  const shot = (name) => page.screenshot({ path: path.join(out, `${name}.png`) });
  /** Each step needs the one before it: the first failure ends the test. */
  const step = async (title, work) => {
    const started = Date.now();
    try {
      await work();
      results.push({ title: `window: ${title}`, state: 'passed', milliseconds: Date.now() - started });
    } catch (error) {
      results.push({ title: `window: ${title}`, state: 'failed', error: String(error) });
      await shot('failed').catch(() => {});
      throw error;
    }
  };
  try {
    await step('the flaw is underlined', async () => {
      await page.goto(windowUrl(server.port, folder, [['openFile', remoteUri(server.port, path.join(folder, file))]]));
      await page.locator(SQUIGGLE).first().waitFor({ timeout: 60_000 });
      await shot('squiggle');
    });
    await step('the Problems view shows the rule and the path, source first', async () => {
      await command(page, 'Problems: Focus on Problems View');
      const rows = page.locator('.markers-panel .monaco-list-row');
      await rows.filter({ hasText: 'untrusted-instructions' }).first().waitFor({ timeout: 20_000 });
      await rows.filter({ hasText: 'read from the request body' }).first().waitFor({ timeout: 20_000 });
      await shot('problems');
    });
    await step('the hover says what, why and what to do', async () => {
      await page.locator('.view-line', { hasText: 'customer' }).last().locator('span span').last().hover();
      await page.locator('.monaco-hover', { hasText: 'Keep the instructions constant' }).first().waitFor({ timeout: 20_000 });
      await shot('hover');
      await page.keyboard.press('Escape');
    });
    await step('Quick Fix offers what to do', async () => {
      await page.locator('.view-line', { hasText: 'instructions:' }).first().click();
      await command(page, 'Go to Next Problem (Error, Warning, Info)');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+.');
      await page.locator('.action-widget .monaco-list-row', { hasText: 'Suppress' }).first().waitFor({ timeout: 20_000 });
      await shot('quick-fix');
    });
    await step('the quick fix closes it: the squiggle is gone', async () => {
      await page.locator('.action-widget .monaco-list-row:not(.group-header)').first().click();
      await page.locator(SQUIGGLE).first().waitFor({ state: 'detached', timeout: 20_000 });
      await shot('fixed');
    });
    await step('Scan Workspace ends with a summary', async () => {
      await command(page, 'Locksmith: Scan Workspace');
      await page.locator('.statusbar', { hasText: /\d findings? in \d+ files?/ }).waitFor({ timeout: 20_000 });
      await shot('scan');
    });
  } catch {
    // It stands in the results.
  } finally {
    await browser.close();
    await server.stop();
  }
  return results;
}

async function command(page, name) {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input[type="text"]');
  await input.waitFor();
  await input.fill(`>${name}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
  await page.keyboard.press('Enter');
}
