/** The table of fixes in the docs: what is offered for which rule and which package, and how often its proof passed on the cases. */
import { RULES } from '../../rules';
import { casesOf, proved } from '../fixes/proof';

interface Row {
  rule: string;
  fix: string;
  tier: string;
  sdks: Set<string>;
  sound: number;
  all: number;
}

/** What differs from place to place in a title is left out: code, and the file that a helper is written into. */
const kindOf = (title: string): string =>
  title
    .replace(/ \((writes|add|as of) [^)]*\)/g, '')
    .replace(/`[^`]*`(, `[^`]*`)*/g, '`…`')
    .replace(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g, (name) => (/_(VERSION|DIGEST|COMMIT)$|_API_KEY$/.test(name) ? '…' : name))
    .replace(/'[^']*'/g, '`…`')
    .replace(/: \d+\.\d+\.\d+$/, '');

export function fixTable(): string {
  const rows = new Map<string, Row>();
  for (const { meta } of RULES) {
    for (const { fix, faults } of casesOf(meta.id).flatMap((c) => proved(meta.id, c).proofs)) {
      const kind = kindOf(fix.title);
      const key = `${meta.id} ${kind}`;
      const row = rows.get(key) ?? { rule: meta.id, fix: kind, tier: fix.tier, sdks: new Set<string>(), sound: 0, all: 0 };
      rows.set(key, row);
      if (fix.sdk) row.sdks.add(fix.sdk);
      row.all++;
      if (faults.length === 0) row.sound++;
    }
  }
  const list = [...rows.values()];
  const sound = list.reduce((n, r) => n + r.sound, 0);
  const all = list.reduce((n, r) => n + r.all, 0);
  return [
    '| rule | fix | tier | proved with | passed |',
    '|---|---|---|---|---|',
    ...list.map(
      (r) =>
        `| \`${r.rule}\` | ${r.fix.replaceAll('|', '\\|')} | ${r.tier} | ${[...r.sdks]
          .sort()
          .map((s) => `\`${s}\``)
          .join(', ')} | ${r.sound} of ${r.all} |`,
    ),
    '',
    `${sound} of ${all} pass.`,
  ].join('\n');
}

export const withFixTable = (page: string, table: string): string =>
  page.replace(/(<!-- fixes: generated -->\n)[\s\S]*?(\n<!-- \/fixes -->)/, (_all, a: string, b: string) => `${a}\n${table}\n${b}`);
