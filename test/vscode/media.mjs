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
const PEEK = { x: 53, y: 306, width: 1210, height: 331 };

const PICTURES = {
  'hover.png': ['dark', 'hover', EDITOR],
  'quick-fix.png': ['light', 'quick-fix', EDITOR],
  'preview.png': ['dark', 'preview', WINDOW],
  'fixed.png': ['light', 'applied', WINDOW],
  'scan.png': ['light', 'scan', WINDOW],
  'phase.png': ['light', 'phase', WINDOW],
  'path.png': ['light', 'path', PEEK],
  'tree.png': ['light', 'tree', WINDOW],
  'posture.png': ['dark', 'posture', WINDOW],
  'config.png': ['dark', 'config', { x: 0, y: 37, width: 927, height: 400 }],
};
const STEPS = { find: ['hover', EDITOR], path: ['path', PEEK], fix: ['quick-fix', EDITOR], posture: ['posture', WINDOW] };
/** Its frames: a screenshot, how long it stands, and what is said below it. */
const FILM = [
  ['squiggle', 2500, 'What is missing is underlined while you type'],
  ['hover', 4500, 'What is wrong, why it matters, and where the data comes from'],
  ['path', 4000, 'Show Path: from the request to the model, across files'],
  ['quick-fix', 3000, 'A quick fix closes it'],
  ['preview', 3500, 'The whole edit, before it is made'],
  ['applied', 3500, 'Fixed: the instructions are constant, and the text is checked first'],
  ['posture', 4500, 'The posture report: every AI workload, its locks and its gaps'],
];
const FILM_SCALE = 0.75;
const CAPTION = 44;

const browser = await chromium.launch({ executablePath: (await setup('newest')).chromium, args: ['--no-sandbox', '--disable-gpu'] });

/** Cuts a part out of a screenshot; `scale` makes it smaller, and below it there may be something said. */
async function cut(theme, name, clip, scale = 1, caption = '') {
  const png = fs.readFileSync(path.join(shots, theme, `${name}.png`)).toString('base64');
  const size = { width: Math.round(clip.width * scale), height: Math.round(clip.height * scale) };
  const page = await browser.newPage({ viewport: { ...size, height: size.height + (caption ? CAPTION : 0) } });
  await page.setContent(
    `<body style="margin:0;overflow:hidden;background:#0d1324">
    <div style="position:relative;overflow:hidden;width:${size.width}px;height:${size.height}px"><img src="data:image/png;base64,${png}" style="position:absolute;left:${-clip.x * scale}px;top:${-clip.y * scale}px;width:${1280 * scale}px"></div>
    <p style="margin:0;font:600 18px/${CAPTION}px system-ui,'DejaVu Sans',sans-serif;color:#e8ecf8;text-align:center">${caption}</p>`,
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
for (const [name, milliseconds, caption] of FILM) frames.push({ png: await cut('dark', name, WINDOW, FILM_SCALE, caption), milliseconds });
fs.writeFileSync(path.join(docs, 'film.png'), animate(frames));
await browser.close();
for (const dir of [docs, walkthrough])
  for (const f of fs.readdirSync(dir)) console.log(`${path.relative(root, path.join(dir, f))} ${Math.round(fs.statSync(path.join(dir, f)).size / 1024)} KB`);
