/** What else a person meets in the window, after the first steps: questions, long scans, other kinds of files. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { OVER_THE_CARET, closeEditors, hidePanel, insist, openFile, pointerAway, row, settled } from './drive.mjs';

const quickInput = (page, hasText) => page.locator('.quick-input-widget', { hasText });
const squiggle = (page) => page.locator('.squiggly-error').first();

const COMPONENT = `<script setup lang="ts">
import { generateText } from 'ai';

const { text } = await generateText({ model: 'openai/gpt-5', prompt: 'Greet whoever reads this.' });
</script>

<template>
  <p v-html="text" />
</template>
`;
const CELLS = [
  "import express from 'express';\nimport OpenAI from 'openai';\n\nconst app = express();\nconst openai = new OpenAI();",
  "app.post('/try', async (req, res) => {\n  const answer = await openai.responses.create({ model: 'gpt-5', instructions: req.body.tone, input: 'Hello' });\n  res.send(answer.output_text);\n});",
];
const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { language_info: { name: 'typescript' }, kernelspec: { name: 'typescript', display_name: 'TypeScript' } },
  cells: CELLS.map((source, n) => ({ cell_type: 'code', id: `c${n}`, metadata: {}, outputs: [], execution_count: null, source })),
};
/** Enough to read that a person sees it go on. */
const MANY = 4000;
const ONE_OF_MANY =
  "import OpenAI from 'openai';\nexport const ask = (text: string) => new OpenAI().responses.create({ model: 'm', max_output_tokens: 9, input: 'x', instructions: text });\n";

async function until(what, holds, page) {
  for (const end = Date.now() + 60_000; !holds(); await page.waitForTimeout(100)) assert.ok(Date.now() < end, what);
}

/** A file that came after the window was opened, from the Explorer: the search for files by name remembers what there was. */
async function openNew({ page, command }, name, folder) {
  await command('View: Show Explorer');
  const inExplorer = (label) => row(page, '.explorer-folders-view', new RegExp(`^${label.replaceAll('.', '\\.')}`));
  await insist(
    async () => {
      if (folder && !(await inExplorer(name).isVisible())) await inExplorer(folder).click();
      await inExplorer(name)
        .click({ timeout: 12_000 })
        .catch(() => {});
    },
    page.locator('.tabs-container .tab.active', { hasText: name }),
  );
}

export const MORE_STEPS = [
  [
    'Set Phase asks where you are, and writes it into the configuration',
    async (tools) => {
      const { page, folder, shot, command } = tools;
      const config = path.join(folder, 'locksmith.config.json');
      const before = fs.readFileSync(config, 'utf8');
      await closeEditors(tools);
      await openFile(tools, 'chat.ts');
      await command('Locksmith: Set Phase');
      await quickInput(page, 'Where are you in the process?').waitFor();
      await row(page, '.quick-input-list', 'a prototype to production · now').waitFor();
      assert.equal(await page.locator('.quick-input-list .monaco-list-row').count(), 3);
      await settled(page);
      await shot('phase');
      await row(page, '.quick-input-list', 'foundational').click();
      await until('the phase is written', () => fs.readFileSync(config, 'utf8') === before.replace('enhanced', 'foundational'), page);
      await page.locator('.codelens-decoration a', { hasText: 'answers · 3 locks missing for production' }).first().waitFor();
      await settled(page);
      await shot('phase-foundational');
      fs.writeFileSync(config, before);
      await page
        .locator('.codelens-decoration a', { hasText: /answers · 6 locks missing$/ })
        .first()
        .waitFor();
    },
  ],
  [
    'a suppression asks for its reason',
    async (tools) => {
      const { page, shot } = tools;
      await closeEditors(tools);
      await openFile(tools, 'debug.ts');
      await squiggle(page).waitFor();
      const offered = row(page, '.action-widget', 'Suppress');
      const offer = async () => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('F8');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+.');
      };
      const ask = async () => {
        await insist(offer, offered);
        // The menu is drawn anew when findings are brought up to date.
        await offered.click({ timeout: 5000 }).catch(() => {});
      };
      await insist(ask, quickInput(page, 'Why is this no problem here?'));
      await page.keyboard.press('Enter');
      await quickInput(page, 'A suppression needs a reason.').waitFor();
      await page.keyboard.type('runs on the machine of a developer alone');
      await settled(page);
      await shot('suppress');
      await page.keyboard.press('Enter');
      await page.locator('.view-line', { hasText: '-- runs on the machine of a developer alone' }).waitFor();
      await squiggle(page).waitFor({ state: 'detached' });
      await page.keyboard.press('Control+z');
    },
  ],
  [
    'Export Report asks for the format and the place',
    async (tools) => {
      const { page, shot, command, folder } = tools;
      await closeEditors(tools);
      await command('Locksmith: Export Report');
      await quickInput(page, 'Export the report as').waitFor();
      assert.equal(await page.locator('.quick-input-list .monaco-list-row').count(), 5);
      await settled(page);
      await shot('export');
      await row(page, '.quick-input-list', 'for a ticket or a wiki').click();
      await quickInput(page, 'Export the report to').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.tabs-container .tab.active', { hasText: 'locksmith.md' }).waitFor();
      await until('the report is written', () => fs.existsSync(path.join(folder, 'locksmith.md')), page);
      await settled(page);
      await shot('exported');
      fs.rmSync(path.join(folder, 'locksmith.md'));
    },
  ],
  [
    'the configuration explains itself under the pointer',
    async (tools) => {
      const { page, shot } = tools;
      await closeEditors(tools);
      await openFile(tools, 'locksmith.config.json');
      const key = page.locator('.view-line span span', { hasText: '"phase"' }).first();
      const explained = page.locator('.monaco-hover', { hasText: 'Where you are in the process' }).first();
      await insist(async () => {
        await pointerAway(page);
        await key.hover(OVER_THE_CARET);
      }, explained);
      await settled(page);
      await shot('config-hover');
      await pointerAway(page);
    },
  ],
  [
    'a component of Vue and the cells of a notebook are underlined too',
    async (tools) => {
      const { page, folder, shot } = tools;
      fs.writeFileSync(path.join(folder, 'web/Greeting.vue'), COMPONENT);
      fs.writeFileSync(path.join(folder, 'try.ipynb'), JSON.stringify(NOTEBOOK));
      await closeEditors(tools);
      await openNew(tools, 'Greeting.vue', 'web');
      await squiggle(page).waitFor();
      await settled(page);
      await shot('component');
      await closeEditors(tools);
      await openNew(tools, 'try.ipynb');
      await page.locator('.notebook-editor .squiggly-error, .cell .squiggly-error').first().waitFor();
      await settled(page);
      await shot('notebook');
      await closeEditors(tools);
      for (const f of ['web/Greeting.vue', 'try.ipynb']) fs.rmSync(path.join(folder, f));
    },
  ],
  [
    'the settings say what they are',
    async (tools) => {
      const { page, shot, command } = tools;
      await closeEditors(tools);
      await command('Preferences: Open Settings (UI)');
      await page.locator('.settings-editor .suggest-input-container').click();
      await page.keyboard.type('@ext:locksmith.locksmith');
      await page.locator('.setting-item-description', { hasText: 'Where you are in the process' }).first().waitFor();
      await settled(page);
      await shot('settings');
    },
  ],
];

/** Whether the progress is still there when somebody looks depends on the machine: taken where the windows are asked for by name. `test/lsp/rough.test.ts` holds counts and cancelling. */
export const SLOW_STEPS = [
  [
    'a long scan counts the files, and stops when it is told to',
    async (tools) => {
      const { page, folder, shot, command } = tools;
      const many = path.join(folder, 'many');
      fs.mkdirSync(many);
      for (let i = 0; i < MANY; i++) fs.writeFileSync(path.join(many, `${i}.ts`), ONE_OF_MANY);
      await closeEditors(tools);
      await command('Locksmith: Restart Server');
      await command('Locksmith: Scan Workspace');
      const progress = page.locator('.notification-toast', { hasText: 'Locksmith scans the workspace' });
      await progress.filter({ hasText: /[\d,]+ of 4,\d\d\d files/ }).waitFor();
      await shot('progress');
      await progress.locator('.monaco-button', { hasText: 'Cancel' }).click();
      await page.locator('.statusbar', { hasText: 'Scan cancelled.' }).waitFor();
      await progress.waitFor({ state: 'detached' });
      await shot('cancelled');
      fs.rmSync(many, { recursive: true });
      await hidePanel(page);
    },
  ],
];
