/** The steps of the window test, in the order in which a newcomer takes them. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { OVER_THE_CARET, closeEditors, gone, hidePanel, insist, openFile, pointerAway, row, settled, webview } from './drive.mjs';

const SQUIGGLE = '.monaco-editor .squiggly-error';
const FLAW = 'You work at a support desk. Be';

const flawed = (page) => page.locator('.editor-instance .view-line', { hasText: FLAW }).first();
const onFlaw = (page) => flawed(page).locator('span span', { hasText: 'work' }).first();
const clickOnFlaw = (page) => onFlaw(page).click(OVER_THE_CARET);
async function quickFixes({ page }) {
  const ask = async () => {
    await page.keyboard.press('Escape');
    await clickOnFlaw(page);
    await page.keyboard.press('Control+.');
  };
  await insist(ask, row(page, '.action-widget', 'Suppress'));
}

const EDITS = 30;

/** Whether the line with the flaw is underlined, as it is drawn now. */
const UNDERLINED = `(() => {
  const line = [...document.querySelectorAll('.editor-instance .view-line')].find((l) => l.textContent.replaceAll('\\u00a0', ' ').includes('${FLAW}'));
  const drawn = [...document.querySelectorAll('.editor-instance .view-overlays > div')].filter((l) => l.querySelector('.squiggly-error'));
  return line !== undefined && drawn.some((l) => l.style.top === line.style.top);
})()`;

/** Milliseconds from a key to the first frame in which the line is underlined, or is no longer. */
async function untilDrawn(page, key, underlined) {
  await page.evaluate(() => (window.pressed = undefined));
  await page.keyboard.press(key);
  // Asked in each frame.
  await page.waitForFunction(`${UNDERLINED} === ${underlined} && (window.drawn = performance.now())`);
  return page.evaluate(() => window.drawn - window.pressed);
}

export const STEPS = [
  [
    'the flaw is underlined',
    async ({ page, open, shot, restricted }) => {
      await open('src/ai/ask.ts');
      await page.locator(SQUIGGLE).first().waitFor();
      if (restricted) await page.locator('.statusbar', { hasText: 'Restricted Mode' }).waitFor();
      await settled(page);
      await shot('squiggle');
    },
  ],
  [
    'a change is drawn',
    async ({ page, restricted }) => {
      if (restricted) return undefined;
      await clickOnFlaw(page);
      await page.evaluate(() => window.addEventListener('keydown', (e) => e.key !== 'Control' && (window.pressed ??= performance.now()), { capture: true }));
      const times = [];
      // As a comment the line is none, and the other way round.
      for (let n = 0; n < EDITS; n++) times.push(await untilDrawn(page, 'Control+/', n % 2 === 1));
      times.sort((a, b) => a - b);
      const at = (share) => `${Math.round(times[Math.floor(times.length * share)])} ms`;
      return `${EDITS} edits, from the key to the squiggle: p50 ${at(0.5)}, p95 ${at(0.95)}`;
    },
  ],
  [
    'the hover says what, why, what to do, the path and what it maps to',
    async ({ page, shot }) => {
      const hover = page.locator('.monaco-hover', { hasText: 'Keep the instructions constant' }).first();
      const ask = async () => {
        await pointerAway(page);
        await onFlaw(page).hover(OVER_THE_CARET);
      };
      await insist(ask, hover);
      for (const text of ['Whoever sends it speaks with your authority', 'read from the request body', 'OWASP LLM01:2026', 'Show path'])
        await hover.filter({ hasText: text }).waitFor();
      await settled(page);
      await shot('hover');
    },
  ],
  [
    'Quick Fix offers what to do',
    async (tools) => {
      await pointerAway(tools.page);
      await quickFixes(tools);
      await row(tools.page, '.action-widget', 'Move this text to a user message').waitFor();
      await settled(tools.page);
      await tools.shot('quick-fix');
    },
  ],
  [
    'a fix can be looked at before it is applied',
    async ({ page, shot }) => {
      await page.keyboard.press('Control+Enter');
      await row(page, '.refactor-preview-container, .bulk-edit-panel, [id="refactorPreview"]', 'ask.ts')
        .or(page.locator('.monaco-list-row', { hasText: '(creating)' }).first())
        .first()
        .waitFor();
      await settled(page);
      await shot('preview');
    },
  ],
  [
    'applied, it closes the finding and writes the helper',
    async ({ page, shot, folder, command }) => {
      await page.locator('.monaco-button', { hasText: 'Apply' }).click();
      await gone(page, flawed(page).locator('xpath=self::*[contains(., "question.tone")]'));
      await page.locator('.view-line', { hasText: 'checkedPrompt' }).first().waitFor();
      await command('File: Save All');
      for (const end = Date.now() + 60_000; !fs.existsSync(path.join(folder, 'src/ai/openai-filter.ts'));) {
        assert.ok(Date.now() < end, 'the helper is on disk');
        await page.waitForTimeout(100);
      }
      await hidePanel(page);
      await settled(page);
      await shot('applied');
    },
  ],
  [
    'one undo takes all of it back',
    async ({ page, shot }) => {
      await page.locator('.view-line', { hasText: 'checkedPrompt' }).first().click(OVER_THE_CARET);
      await page.keyboard.press('Control+z');
      const ask = page.locator('.monaco-dialog-box .monaco-button', { hasText: /Undo in \d+ Files/ });
      await ask.or(page.locator(SQUIGGLE)).first().waitFor();
      if (await ask.isVisible()) await ask.click();
      await page.locator(SQUIGGLE).first().waitFor();
      await flawed(page).filter({ hasText: 'question.tone' }).waitFor();
      await settled(page);
      await shot('undone');
    },
  ],
  [
    'Show Path walks along the steps',
    async (tools) => {
      const { page, shot, command } = tools;
      // With room for the code and the list beside it.
      await command('View: Close Primary Side Bar');
      const ask = async () => {
        await clickOnFlaw(page);
        await command('Locksmith: Show Path');
      };
      await insist(ask, page.locator('.peekview-widget', { hasText: 'Locations (3)' }));
      await page.keyboard.press('F4');
      await page.locator('.peekview-title', { hasText: 'chat.ts' }).waitFor();
      // It names a folder of this machine, which is no matter of a picture.
      await page.addStyleTag({ content: '.peekview-title .dirname { display: none }' });
      await settled(page);
      await shot('path');
      await page.keyboard.press('Escape');
      await page.locator('.peekview-widget').first().waitFor({ state: 'detached' });
      await command('View: Toggle Primary Side Bar Visibility');
      await openFile(tools, 'ask.ts');
    },
  ],
  [
    'Explain This Finding opens the page of the rule',
    async ({ page, shot, command }) => {
      await clickOnFlaw(page);
      await command('Locksmith: Explain This Finding');
      await webview(page).locator('h1', { hasText: 'User data in the instructions of a model' }).waitFor();
      await settled(page);
      await shot('explain');
    },
  ],
  [
    'saving makes the safe fixes',
    async (tools) => {
      const { page, shot, folder } = tools;
      await closeEditors(tools);
      await openFile(tools, 'client.ts');
      const line = page.locator('.view-line', { hasText: 'llm.partner.example' }).first();
      await line.filter({ hasText: 'http://' }).waitFor();
      await page.locator(SQUIGGLE).nth(1).waitFor();
      await line.click();
      await page.keyboard.press('Control+s');
      await line.filter({ hasText: 'https://' }).waitFor();
      for (const end = Date.now() + 60_000; !fs.readFileSync(path.join(folder, 'src/ai/client.ts'), 'utf8').includes('https://llm'); await page.waitForTimeout(100))
        assert.ok(Date.now() < end, 'saved');
      await settled(page);
      await shot('fix-all-on-save');
    },
  ],
  [
    'a lens above an entry point leads to its workload',
    async (tools) => {
      const { page, shot } = tools;
      await openFile(tools, 'chat.ts');
      const lens = page.locator('.codelens-decoration a', { hasText: /answers · \d locks? missing/ }).first();
      await lens.waitFor();
      await settled(page);
      await shot('lens');
      await lens.click();
      await row(page, '.pane-body', 'Missing now').waitFor();
      await row(page, '.pane-body', 'untrusted instructions').waitFor();
      await settled(page);
      await shot('tree');
    },
  ],
  [
    'a gap in the tree leads to its line',
    async ({ page }) => {
      await row(page, '.pane-body', 'untrusted instructions').click();
      await page.locator('.tabs-container .tab.active', { hasText: 'ask.ts' }).waitFor();
      await flawed(page).waitFor();
    },
  ],
  [
    'Scan Workspace ends with a summary, and the problems show their paths',
    async ({ page, shot, command }) => {
      await command('Locksmith: Scan Workspace');
      await page.locator('.statusbar', { hasText: /\d+ findings in \d+ files · \d+ AI workloads · / }).waitFor();
      await row(page, '.markers-panel', 'untrusted-instructions').waitFor();
      await row(page, '.markers-panel', 'read from the request body').waitFor();
      await settled(page);
      await shot('scan');
      await hidePanel(page);
    },
  ],
  [
    'the status item tells phase, counts and time',
    async ({ page, shot }) => {
      await page
        .locator('.statusbar-item', { has: page.locator('.codicon-bracket, .codicon-bracket-dot') })
        .first()
        .hover();
      await page
        .locator('.hover-language-status, .monaco-hover', { hasText: /Locksmith: \d+ findings/ })
        .first()
        .waitFor();
      await page.locator('.hover-language-status, .monaco-hover', { hasText: 'Locksmith phase: enhanced' }).first().waitFor();
      await settled(page);
      await shot('status');
      await pointerAway(page);
    },
  ],
  [
    'the posture report answers the three questions, and its links open the code beside it',
    async (tools) => {
      const { page, shot, command } = tools;
      await closeEditors(tools);
      await command('Locksmith: Open Posture Report');
      const report = webview(page);
      await report.locator('h2', { hasText: 'Where are the locks?' }).waitFor();
      await command('View: Close Primary Side Bar');
      await settled(page);
      await shot('posture');
      await report.locator('.matrix a', { hasText: 'untrusted instructions' }).first().click();
      await flawed(page).waitFor();
      await settled(page);
      await shot('posture-link');
    },
  ],
  [
    'the configuration completes and explains itself',
    async (tools) => {
      const { page, shot } = tools;
      await closeEditors(tools);
      await openFile(tools, 'locksmith.config.json');
      await page.locator('.view-line', { hasText: '"phase"' }).first().click(OVER_THE_CARET);
      await page.keyboard.press('End');
      await page.keyboard.type(',\n"rules": { "prom');
      await page.keyboard.press('Control+Space');
      const suggestions = page.locator('.suggest-widget .monaco-list-row', { hasText: 'prompt/unfiltered-input' });
      await suggestions.first().waitFor();
      await settled(page);
      await shot('config');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+z');
    },
  ],
  [
    'the walkthrough leads through it in four steps',
    async (tools) => {
      const { page, shot, command } = tools;
      await closeEditors(tools);
      await command('Welcome: Open Walkthrough');
      await page.keyboard.type('Locksmith');
      await row(page, '.quick-input-list', 'Get Started with Locksmith').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.getting-started-step', { hasText: 'Find what is missing' }).waitFor();
      assert.equal(await page.locator('.getting-started-step').count(), 4);
      await page.waitForTimeout(2000);
      await shot('walkthrough');
    },
  ],
];
