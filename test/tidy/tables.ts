/** Tables in the docs that are made from rule metadata. */
import { RULES } from '../../rules';

export const ruleTable = (): string =>
  [
    '| rule | level | due | what |',
    '|---|---|---|---|',
    ...RULES.map(({ meta }) => `| [\`${meta.id}\`](rules/${meta.id}/README.md) | ${meta.level} | ${meta.due} | ${meta.summary} |`),
  ].join('\n');

export const withTable = (readme: string): string =>
  readme.replace(/(<!-- rules: generated -->\n)[\s\S]*?(\n<!-- \/rules -->)/, (_all, a: string, b: string) => a + ruleTable() + b);
