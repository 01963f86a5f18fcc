/** The fixes that a few files are offered, and what one of them makes of the first file. */
import assert from 'node:assert/strict';
import type { Fix } from '../../server/analysis/findings/finding';
import type { CaseFile } from '../harness/markdown';
import { analyzerOf } from '../harness/workspace';
import { applied } from './apply';

export const files = (...pairs: [string, string][]): CaseFile[] => pairs.map(([path, text]) => ({ path, text }));

/** The fixes of the first finding of a rule. */
export function offered(rule: string, given: readonly CaseFile[]): Fix[] {
  const analyzer = analyzerOf(given, { phase: 'advanced' });
  const found = analyzer.scan().findings.find((f) => f.rule === rule);
  assert.ok(found, `${rule} is not reported`);
  return analyzer.fixes(found, (p) => given.find((f) => f.path === p)?.text);
}

/** The text of the first file after the fix whose title begins so. */
export function fixed(rule: string, title: string, given: readonly CaseFile[]): string {
  const fix = offered(rule, given).find((f) => f.title.startsWith(title));
  assert.ok(fix, `"${title}" is not offered`);
  return applied(given, fix)[0]!.text;
}
