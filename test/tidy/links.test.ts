import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULES } from '../../rules';

const ROOT = path.join(__dirname, '../..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'SECURITY.md',
  ...fs.readdirSync(path.join(ROOT, 'docs')).flatMap((f) => (f.endsWith('.md') ? [`docs/${f}`] : [])),
  ...RULES.map((r) => `rules/${r.meta.id}/README.md`),
];

/** What GitHub makes of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .trim()
    .replaceAll(' ', '-');

describe('links of the docs', () => {
  it('lead to files and headings that are there, and every picture is used', () => {
    const broken: string[] = [];
    const used = new Set<string>();
    for (const page of pages) {
      const text = fs
        .readFileSync(path.join(ROOT, page), 'utf8')
        .replace(/^(?:```|~~~)[\s\S]*?^(?:```|~~~)/gm, '')
        .replace(/`[^`\n]*`/g, '');
      for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target!)) continue;
        const [file, heading] = target!.split('#') as [string, string?];
        const to = path.normalize(file === '' ? page : path.join(path.dirname(page), file));
        used.add(to);
        if (!fs.existsSync(path.join(ROOT, to))) broken.push(`${page}: ${target}`);
        else if (heading && ![...fs.readFileSync(path.join(ROOT, to), 'utf8').matchAll(/^#+ (.*)$/gm)].some((m) => anchor(m[1]!) === heading)) broken.push(`${page}: ${target}`);
      }
    }
    assert.deepEqual(broken, []);
    assert.deepEqual(
      fs.readdirSync(path.join(ROOT, 'docs/media')).filter((f) => !used.has(path.join('docs/media', f))),
      [],
    );
  });
});
