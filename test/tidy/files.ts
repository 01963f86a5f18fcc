/** Files that are made from metadata, as a whole or in a marked part, by path; each with what it should say. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULES } from '../../rules';
import type { RuleMeta } from '../../server/analysis/findings/rule';
import { configSchema } from '../../server/host/configSchema';
import { withRulings, withSummary } from '../ruling/table';
import { rulings } from '../ruling/verdicts';
import { withTable } from './tables';

const ROOT = path.join(__dirname, '../..');
const LAYERS = { infrastructure: 'infrastructure', 'identity-and-data': 'identity and data', 'ai-application': 'AI application' } as const;

export function generatedFiles(): Map<string, string> {
  const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
  const metas = RULES.map((r) => r.meta);
  const judged = rulings();
  return new Map([
    ['README.md', withSummary(withTable(read('README.md')), judged)],
    ['docs/ruling.md', withRulings(read('docs/ruling.md'), judged)],
    ['package.json', withRuleNames(read('package.json'), metas)],
    ['schemas/locksmith.config.schema.json', `${JSON.stringify(configSchema(metas), undefined, 2)}\n`],
    ...metas.map((m): [string, string] => [`rules/${m.id}/README.md`, withHead(read(`rules/${m.id}/README.md`), m)]),
  ]);
}

/** The head of a rule's page: below its title, what the catalogue says of it. */
export function withHead(page: string, m: RuleMeta): string {
  const owasp = m.tags.owasp.map((t) => `OWASP ${t}`);
  const maps = [...owasp, ...m.tags.asi, ...m.tags.mcp, ...m.tags.aisvs.map((t) => `AISVS ${t}`), ...m.tags.aws, ...m.tags.cwe, ...m.tags.atlas];
  const head = [
    '<!-- head: generated -->',
    `\`${m.id}\` · ${m.level} · due from ${m.due} on · layer ${LAYERS[m.layer]}`,
    '',
    m.summary,
    '',
    `Maps to ${maps.join(', ') || 'nothing yet'}.`,
    '<!-- /head -->',
  ].join('\n');
  const there = /<!-- head: generated -->[\s\S]*?<!-- \/head -->/;
  return there.test(page) ? page.replace(there, () => head) : page.replace(/^# .*\n/, (title) => `${title}\n${head}\n`);
}

/** Completion of rule names in VS Code's own settings. */
function withRuleNames(manifest: string, metas: readonly RuleMeta[]): string {
  const json = JSON.parse(manifest) as { contributes: { configuration: { properties: Record<string, object> } } };
  const { properties } = json.contributes.configuration;
  const families = [...new Set(metas.map((m) => m.id.split('/')[0]!))];
  properties['locksmith.rules'] = {
    ...properties['locksmith.rules'],
    propertyNames: { enum: [...families.map((f) => `${f}/*`), ...metas.map((m) => m.id)] },
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
