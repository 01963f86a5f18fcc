/**
 * Verdicts on findings in public projects: what a strict reviewer said of each, with the place and a reason, and nothing of their
 * code. A file per project in `projects/`:
 *
 *     repository: owner/name
 *     commit: 40 hexadecimal digits
 *     folder: examples                # where only a part was scanned; places are counted from there
 *     read: all                       # or `sample`: up to 15 of each rule, drawn with a fixed seed
 *     findings:
 *       prompt/unfiltered-input:
 *         - { at: "src/a.ts:12:5", verdict: true, why: the question goes to the model as it came }
 *     mended:                         # false alarms that are gone; they must not come back
 *       output/path-traversal:
 *         - { at: "src/b.ts:3:9", why: the helper tests the resolved path }
 *     unread: { operations/no-rate-limit: 12 }
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';

export type Verdict = boolean | 'arguable';

export interface Judged {
  /** `path:line:column`, counted from one. */
  at: string;
  verdict: Verdict;
  why: string;
}

export interface Ruling {
  repository: string;
  commit: string;
  folder?: string;
  read: 'all' | 'sample';
  findings: Record<string, Judged[]>;
  mended?: Record<string, Omit<Judged, 'verdict'>[]>;
  /** Findings that were reported and not read, by rule. */
  unread?: Record<string, number>;
}

const FOLDER = path.join(__dirname, 'projects');

export const fileOf = (repository: string): string => path.join(FOLDER, `${repository.replace('/', '--')}.yml`);

/** Every table of a folder, by the names of their files; one without findings may leave them out. */
export const tablesIn = <T extends Pick<Ruling, 'findings'>>(folder: string): T[] =>
  fs
    .readdirSync(folder)
    .sort()
    .map((f) => {
      const table = parse(fs.readFileSync(path.join(folder, f), 'utf8')) as T;
      return { ...table, findings: table.findings ?? {} };
    });

export const rulings = (): Ruling[] => tablesIn(FOLDER);

/** One judged finding a line, rules and places in order, so that a change shows as the lines that it touches. */
export function writeRuling(r: Ruling): void {
  const rows = <T extends { at: string; why: string; verdict?: Verdict }>(title: string, by: Record<string, T[]> | undefined): string[] => {
    const rules = Object.entries(by ?? {}).filter(([, list]) => list.length > 0);
    if (rules.length === 0) return [];
    const row = ({ at, verdict, why }: T): string => `    - { at: ${JSON.stringify(at)}${verdict === undefined ? '' : `, verdict: ${verdict}`}, why: ${JSON.stringify(why)} }`;
    return [`${title}:`, ...rules.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([rule, list]) => [`  ${rule}:`, ...[...list].sort(byPlace).map(row)])];
  };
  const unread = Object.entries(r.unread ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    `repository: ${r.repository}`,
    `commit: ${r.commit}`,
    ...(r.folder ? [`folder: ${r.folder}`] : []),
    `read: ${r.read}`,
    ...rows('findings', r.findings),
    ...rows('mended', r.mended),
    ...(unread.length > 0 ? ['unread:', ...unread.map(([rule, n]) => `  ${rule}: ${n}`)] : []),
  ];
  fs.writeFileSync(fileOf(r.repository), `${lines.join('\n')}\n`);
}

function byPlace(a: { at: string }, b: { at: string }): number {
  const [, file = '', line = '', column = ''] = /^(.*):(\d+):(\d+)$/.exec(a.at) ?? [];
  const [, otherFile = '', otherLine = '', otherColumn = ''] = /^(.*):(\d+):(\d+)$/.exec(b.at) ?? [];
  return file < otherFile ? -1 : file > otherFile ? 1 : Number(line) - Number(otherLine) || Number(column) - Number(otherColumn);
}

export interface Precision {
  right: number;
  wrong: number;
  arguable: number;
  /** False alarms that were found and mended. */
  mended: number;
  unread: number;
  projects: number;
}

/** Counts by rule over all projects. */
export function precision(all: readonly Ruling[]): Map<string, Precision> {
  const out = new Map<string, Precision>();
  const of = (rule: string): Precision => {
    let p = out.get(rule);
    if (!p) out.set(rule, (p = { right: 0, wrong: 0, arguable: 0, mended: 0, unread: 0, projects: 0 }));
    return p;
  };
  for (const r of all) {
    for (const [rule, list] of Object.entries(r.findings)) {
      const p = of(rule);
      p.projects++;
      for (const { verdict } of list) p[verdict === 'arguable' ? 'arguable' : verdict ? 'right' : 'wrong']++;
    }
    for (const [rule, list] of Object.entries(r.mended ?? {})) of(rule).mended += list.length;
    for (const [rule, n] of Object.entries(r.unread ?? {})) of(rule).unread += n;
  }
  return out;
}

/** The share of right ones among those that were right or wrong; undefined where nothing was judged. */
export const share = (p: Precision): number | undefined => (p.right + p.wrong === 0 ? undefined : p.right / (p.right + p.wrong));
