/** The tables of `docs/ruling.md`, made from the verdicts. */
import { RULES } from '../../rules';
import { type Ruling, precision, share } from './verdicts';

const percent = (n: number | undefined): string => (n === undefined ? '–' : `${Math.floor(n * 100)} %`);

export function precisionTable(all: readonly Ruling[]): string {
  const counts = precision(all);
  const rows = RULES.flatMap(({ meta }) => {
    const p = counts.get(meta.id);
    return p ? [`| \`${meta.id}\` | ${percent(share(p))} | ${p.right} | ${p.wrong} | ${p.arguable} | ${p.mended} | ${p.unread} | ${p.projects} |`] : [];
  });
  const silent = RULES.filter(({ meta }) => !counts.has(meta.id)).map(({ meta }) => `\`${meta.id}\``);
  return [
    '| rule | precision | right | wrong | arguable | mended | unread | projects |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    ...(silent.length > 0 ? [`Never reported there: ${silent.join(', ')}.`] : []),
  ].join('\n');
}

export function projectTable(all: readonly Ruling[]): string {
  const rows = all.map((r) => {
    const list = Object.values(r.findings).flat();
    const count = (v: unknown): number => list.filter((j) => j.verdict === v).length;
    const mended = Object.values(r.mended ?? {}).flat().length;
    return `| [${r.repository}](https://github.com/${r.repository}/tree/${r.commit}) | \`${r.commit.slice(0, 8)}\` | ${list.length} | ${count(true)} | ${count(false)} | ${count('arguable')} | ${mended} | ${r.read === 'all' ? 'all' : 'a sample'} |`;
  });
  return ['| project | commit | judged | right | wrong | arguable | mended | read |', '|---|---|---|---|---|---|---|---|', ...rows].join('\n');
}

/** One sentence for README. */
export function summary(all: readonly Ruling[]): string {
  const counts = [...precision(all).values()];
  const sum = (of: (p: (typeof counts)[number]) => number): number => counts.reduce((n, p) => n + of(p), 0);
  const right = sum((p) => p.right);
  const wrong = sum((p) => p.wrong);
  return `On ${all.length} public projects ${right + wrong + sum((p) => p.arguable)} findings were read one by one: ${right} right, ${wrong} wrong, ${sum((p) => p.arguable)} arguable (${percent(right / (right + wrong))} precision). [docs/ruling.md](docs/ruling.md) has the counts by rule and by project, and what was missed.`;
}

const between = (text: string, name: string, table: string): string =>
  text.replace(new RegExp(`(<!-- ${name}: generated -->\\n)[\\s\\S]*?(<!-- /${name} -->)`), (_all, a: string, b: string) => `${a}\n${table}\n\n${b}`);

export const withRulings = (page: string, all: readonly Ruling[]): string => between(between(page, 'precision', precisionTable(all)), 'projects', projectTable(all));
export const withSummary = (readme: string, all: readonly Ruling[]): string => between(readme, 'ruling', summary(all));
