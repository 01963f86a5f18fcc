/**
 * Every fix that is offered for a case, applied: what it makes of the files, and what is wrong with that. Computed once in a process, for
 * the suite of fixes, for that of the SDKs' typings and for the table in the docs.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULES } from '../../rules';
import type { Finding, Fix } from '../../server/analysis/findings/finding';
import { parse } from '../../server/analysis/syntax/parse';
import { DEFAULT_CONFIG, type Analyzer } from '../../server/engine/api';
import { readCases, type Case, type CaseFile } from '../harness/markdown';
import { analyzerOf, filesOf, optionsOf } from '../harness/workspace';
import { applied } from './apply';

const ROOT = path.join(__dirname, '../../rules');
const MODELS = path.join(__dirname, '../models/cases');

const casesIn = (folder: string): Case[] => {
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).filter((f) => f.endsWith('.md')) : [];
  return files.sort().flatMap((f) => readCases(path.join(folder, f)));
};

export const casesOf = (rule: string): Case[] => casesIn(path.join(ROOT, rule, 'cases'));

let ofSdks: Case[] | undefined;

/** The cases of the models: each SDK, in each way to call it, with what every rule has to say of them. */
export const casesOfSdks = (): Case[] => (ofSdks ??= casesIn(MODELS));

export interface Proof {
  finding: Finding;
  fix: Fix;
  before: CaseFile[];
  after: CaseFile[];
  /** In words; empty where the fix closes its finding, opens none, leaves a text that can be read, and for a safe one, has nothing to do twice. */
  faults: string[];
}

export interface Proved {
  case: Case;
  /** Findings that were asked about, those without any fix included. */
  findings: number;
  without: Finding[];
  proofs: Proof[];
}

const known = new Map<string, Proved>();

export function proved(rule: string, c: Case): Proved {
  const key = `${rule} ${c.title} ${c.files.map((f) => f.text).join()}`;
  let found = known.get(key);
  if (!found) known.set(key, (found = prove(c, (f) => f.rule === rule)));
  return found;
}

/** What differs from place to place in a title is left out: code, and the file that a helper is written into. */
export const kindOf = (title: string): string =>
  title
    .replace(/ \((writes|add|as of) [^)]*\)/g, '')
    .replace(/`[^`]*`(, `[^`]*`)*/g, '`…`')
    .replace(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g, (word) => (/_(VERSION|DIGEST|COMMIT)$|_API_KEY$/.test(word) ? '…' : word))
    .replace(/'[^']*'/g, '`…`')
    .replace(/: \d+\.\d+\.\d+$/, '');

/** The same for the case of a model, and for all rules. Such cases are long: of fixes that do the same to calls of one SDK, the first is proved. */
export function provedOfSdk(c: Case): Proved {
  const key = `${c.title} ${c.files.map((f) => f.text).join()}`;
  let found = known.get(key);
  if (!found) {
    const seen = new Set<string>();
    const isFirst = (f: Finding, x: Fix): boolean => seen.size < seen.add(`${f.rule} ${kindOf(x.title)} ${x.sdk}`).size;
    known.set(key, (found = prove(c, (f) => RULES.some((r) => r.meta.id === f.rule), isFirst)));
  }
  return found;
}

/** Behind a search that nobody may make lies the question whose records it finds; it is asked once somebody may. */
const BEHIND: Record<string, string> = { 'retrieval/unauthenticated': 'retrieval/unscoped' };

/** The case without its expectations: a comment between two statements would move what a fix writes. */
const plain = (c: Case): CaseFile[] => filesOf(c).map((f) => ({ ...f, text: f.text.replace(/^\s*(\/\/|\{?\/\*|<!--)\s*\^+ .*$/gm, (m) => ' '.repeat(m.length)) }));

function scanned(files: readonly CaseFile[], c: Case, declared?: Fix['declareLock']): { analyzer: Analyzer; findings: Finding[] } {
  const options = optionsOf(c);
  const locks = { ...DEFAULT_CONFIG.locks, ...options.locks };
  const kind = declared?.kind as keyof typeof locks | undefined;
  const analyzer = analyzerOf(files, kind ? { ...options, locks: { ...locks, [kind]: [...locks[kind], declared!.reference] } } : options);
  return { analyzer, findings: analyzer.scan().findings };
}

const fixesOf = (analyzer: Analyzer, f: Finding, files: readonly CaseFile[]): Fix[] => analyzer.fixes(f, (p) => files.find((x) => x.path === p)?.text);

function prove(c: Case, about: (f: Finding) => boolean, isWanted: (f: Finding, x: Fix) => boolean = () => true): Proved {
  const before = plain(c);
  const { analyzer, findings } = scanned(before, c);
  const own = findings.filter(about);
  const out: Proved = { case: c, findings: own.length, without: [], proofs: [] };
  for (const finding of own) {
    const fixes = fixesOf(analyzer, finding, before);
    if (fixes.length === 0) out.without.push(finding);
    for (const fix of fixes.filter((x) => isWanted(finding, x))) {
      const after = applied(before, fix);
      out.proofs.push({ finding, fix, before, after, faults: faultsOf(c, findings, finding, fix, before, after) });
    }
  }
  return out;
}

const name = (f: Finding): string => `${f.rule} ${f.message.what}`;

function counted(list: readonly Finding[]): Map<string, number> {
  const out = new Map<string, number>();
  for (const f of list) out.set(f.rule, (out.get(f.rule) ?? 0) + 1);
  return out;
}

function faultsOf(c: Case, was: readonly Finding[], f: Finding, fix: Fix, before: readonly CaseFile[], after: readonly CaseFile[]): string[] {
  const out: string[] = [];
  for (const file of after) {
    const old = before.find((b) => b.path === file.path);
    if (/\.[cm]?[jt]sx?$/.test(file.path) && parse(file.path, file.text).problems.length > (old ? parse(old.path, old.text).problems.length : 0))
      out.push(`leaves ${file.path} unreadable`);
  }
  const { analyzer, findings } = scanned(after, c, fix.declareLock);
  const then = counted(was);
  const now = counted(findings);
  if ((now.get(f.rule) ?? 0) >= (then.get(f.rule) ?? 0)) out.push(`still reports ${name(f)}`);
  for (const [rule, n] of now)
    if (n > (then.get(rule) ?? 0) && BEHIND[f.rule] !== rule)
      out.push(`brings ${findings.filter((x) => x.rule === rule && !was.some((b) => name(b) === name(x))).map(name)[0] ?? rule}`);
  if (fix.tier === 'safe') {
    const again = findings.filter((x) => x.rule === f.rule && x.message.what === f.message.what && was.filter((w) => name(w) === name(x)).length === 1);
    if (again.some((x) => fixesOf(analyzer, x, after).some((y) => y.title === fix.title))) out.push('would be made again');
  }
  return out;
}
