/** What every format is made from. */
import type { Finding, Fix, Problem, Workload } from '../analysis/findings/finding';
import type { RuleMeta } from '../analysis/findings/rule';
import type { ScanStats } from '../engine/api';
import type { Texts } from './lines';

export interface Report {
  findings: readonly Finding[];
  problems: readonly Problem[];
  workloads: readonly Workload[];
  stats: ScanStats;
  texts: Texts;
  rules: readonly RuleMeta[];
  version: string;
  /** Wall time so far. */
  milliseconds: number;
  /** Quick fixes of a finding; only formats that carry them ask. */
  fixes(finding: Finding): Fix[];
}

export const LEVELS = ['error', 'warning', 'information'] as const;

export const countOf = (findings: readonly Finding[], level: Finding['level']): number => findings.filter((f) => f.level === level).length;

export const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** "1 error, 2 warnings, 0 information". */
export const counted = (findings: readonly Finding[]): string =>
  `${plural(countOf(findings, 'error'), 'error')}, ${plural(countOf(findings, 'warning'), 'warning')}, ${countOf(findings, 'information')} information`;
