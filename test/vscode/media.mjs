/**
 * The pictures of the docs and of the walkthrough, taken from the screenshots that the last run of `test/vscode/run.mjs` left in
 * `out/screenshots`: cut to size, and put together to one short film.
 *
 *     node test/vscode/media.mjs
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { chromium } from 'playwright-core';
import { animate } from '../harness/vscode/apng.mjs';
import { setup } from '../harness/vscode/setup.mjs';

const root = path.join(import.meta.dirname, '../..');
const shots = path.join(root, 'out/screenshots');
const docs = path.join(root, 'docs/media');
const walkthrough = path.join(root, 'client/media/walkthrough');

/** The whole window without its outer edges, or the editor alone. */
const WINDOW = { x: 0, y: 36, width: 1280, height: 764 };
const EDITOR = { x: 353, y: 37, width: 927, height: 600 };
/** Below the title of the peek view, which names a folder of this machine. */
const PEEK = { x: 53, y: 331, width: 1210, height: 306 };

const PICTURES = {
  'hover.png': ['dark', 'hover', EDITOR],
  'quick-fix.png': ['light', 'quick-fix', EDITOR],
  'preview.png': ['dark', 'preview', WINDOW],
  'path.png': ['light', 'path', PEEK],
  'tree.png': ['light', 'tree', WINDOW],
  'posture.png': ['dark', 'posture', WINDOW],
  'config.png': ['dark', 'config', { x: 0, y: 37, width: 927, height: 400 }],
};
const STEPS = { find: ['hover', EDITOR], path: ['path', PEEK], fix: ['quick-fix', EDITOR], posture: ['posture', WINDOW] };
const FILM = [
  ['squiggle', 1800],
  ['hover', 3500],
  ['quick-fix', 2500],
  ['preview', 3500],
  ['applied', 2500],
];

const browser = await chromium.launch({ executablePath: (await setup('newest')).chromium, args: ['--no-sandbox', '--disable-gpu'] });

/** Cuts a part out of a screenshot; `scale` makes it smaller. */
async function cut(theme, name, clip, scale = 1) {
  const png = fs.readFileSync(path.join(shots, theme, `${name}.png`)).toString('base64');
  const size = { width: Math.round(clip.width * scale), height: Math.round(clip.height * scale) };
  const page = await browser.newPage({ viewport: size });
  await page.setContent(
    `<body style="margin:0;overflow:hidden"><img src="data:image/png;base64,${png}" style="position:absolute;left:${-clip.x * scale}px;top:${-clip.y * scale}px;width:${1280 * scale}px">`,
  );
  await page.locator('img').evaluate((img) => img.decode());
  const picture = await page.screenshot();
  await page.close();
  return picture;
}

for (const dir of [docs, walkthrough]) fs.mkdirSync(dir, { recursive: true });
for (const [file, [theme, name, clip]] of Object.entries(PICTURES)) fs.writeFileSync(path.join(docs, file), await cut(theme, name, clip));
for (const [step, [name, clip]] of Object.entries(STEPS)) {
  for (const theme of ['dark', 'light']) fs.writeFileSync(path.join(walkthrough, `${step}-${theme}.png`), await cut(theme, name, clip, 0.8));
}
const frames = [];
for (const [name, milliseconds] of FILM) frames.push({ png: await cut('dark', name, WINDOW, 0.75), milliseconds });
fs.writeFileSync(path.join(docs, 'film.png'), animate(frames));
await browser.close();
for (const dir of [docs, walkthrough])
  for (const f of fs.readdirSync(dir)) console.log(`${path.relative(root, path.join(dir, f))} ${Math.round(fs.statSync(path.join(dir, f)).size / 1024)} KB`);
