import { makeFix, replace, type FixMaker } from '../../../server/analysis/api';

/** Starts only what is installed: the package becomes a dependency, whose version the lock file fixes. */
export const pinned: FixMaker = (c) => {
  const { start, end } = c.finding.place;
  const code = c.page.read(start, end);
  const word = String(c.report.detail?.['word'] ?? '');
  // The mark is the word itself, in quotes, of a package of npm.
  if (!/^(@[\w.-]+\/)?[\w.-]+(@[\w.^~*-]+)?$/.test(word) || code.slice(1, -1) !== word) return undefined;
  const name = word.replace(/(?!^)@.*$/, '');
  const q = code[0]!;
  return makeFix({
    title: `Start only an installed \`${name}\` (add it to your dependencies)`,
    tier: 'suggested',
    on: c.page,
    edits: [replace(c.page, c.finding.place, `${q}--no-install${q}, ${q}${name}${q}`)],
  });
};
