/** The table of fixes in the docs: what is offered for which rule and which package, and how often its proof passed on the cases. */
import { RULES } from '../../rules';
import { casesOf, casesOfSdks, kindOf, proved, provedOfSdk } from '../fixes/proof';

interface Count {
  sound: number;
  all: number;
}

interface Row extends Count {
  rule: string;
  fix: string;
  tier: string;
  /** By package; under the empty name what has to do with none. */
  sdks: Map<string, Count>;
}

/** How often the proof passed on calls of a package. */
const ofSdk = ([name, { sound, all }]: [string, Count]): string => `${name === '' ? 'no SDK' : `\`${name}\``} ${sound === all ? all : `${sound} of ${all}`}`;

export function fixTable(): string {
  const rows = new Map<string, Row>();
  const ofSdks = casesOfSdks().flatMap((c) => provedOfSdk(c).proofs);
  for (const { meta } of RULES) {
    const ofRule = casesOf(meta.id).flatMap((c) => proved(meta.id, c).proofs);
    for (const { fix, faults } of [...ofRule, ...ofSdks.filter((p) => p.finding.rule === meta.id)]) {
      const kind = kindOf(fix.title);
      const key = `${meta.id} ${kind}`;
      const row = rows.get(key) ?? { rule: meta.id, fix: kind, tier: fix.tier, sdks: new Map(), sound: 0, all: 0 };
      rows.set(key, row);
      const own = row.sdks.get(fix.sdk ?? '') ?? { sound: 0, all: 0 };
      row.sdks.set(fix.sdk ?? '', own);
      for (const count of [row, own]) {
        count.all++;
        if (faults.length === 0) count.sound++;
      }
    }
  }
  const list = [...rows.values()];
  const sound = list.reduce((n, r) => n + r.sound, 0);
  const all = list.reduce((n, r) => n + r.all, 0);
  return [
    '| rule | fix | tier | proved with, how often | passed |',
    '|---|---|---|---|---|',
    ...list.map(
      (r) =>
        `| \`${r.rule}\` | ${r.fix.replaceAll('|', '\\|')} | ${r.tier} | ${[...r.sdks]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(ofSdk)
          .join(', ')} | ${r.sound} of ${r.all} |`,
    ),
    '',
    `${sound} of ${all} pass.`,
  ].join('\n');
}

export const withFixTable = (page: string, table: string): string =>
  page.replace(/(<!-- fixes: generated -->\n)[\s\S]*?(\n<!-- \/fixes -->)/, (_all, a: string, b: string) => `${a}\n${table}\n${b}`);
