/** Rules' reports → findings: one flaw one finding, then phases, levels and suppressions. */
import type { Config } from '../../engine/api';
import { hash } from '../facts/hash';
import type { FileFacts } from '../facts/ir';
import type { CallEvent } from '../flow/events';
import type { Confidence, Finding, Level, Step } from './finding';
import { PHASES } from './finding';
import { isOutdated } from './moved';
import { pathOf } from './paths';
import { isTestFile } from './testFiles';
import type { Report, Rule, RuleContext } from './rule';

const RANK: Record<Confidence, number> = { low: 0, medium: 1, high: 2 };

export interface Collected {
  findings: Finding[];
  /** What was reported for each finding, by `placeKey`: quick fixes are made of it. */
  reports: ReadonlyMap<string, Report>;
}

/** Everything that the rules have to say, before anyone's settings. Sorted by place, so that order of files never shows. */
export function collect(rules: readonly Rule[], context: RuleContext): Collected {
  const found = new Map<string, Said>();
  const add = (rule: Rule, said: Said): void => {
    const { finding, report } = said;
    if (isTestFile(finding.place.path)) return;
    const key = rule.perCall && report.sink ? callKey(rule, report.sink) : placeKey(finding);
    const known = found.get(key);
    found.set(key, known ? merge(known, said) : said);
  };
  for (const group of context.groups) for (const { rule, said } of saidBefore(rules, context, group)) add(rule, brought(rule, said));
  for (const rule of rules) {
    const whole = rule.local ? rule.across : rule.check;
    for (const said of whole ? asked(rule, whole, context) : []) add(rule, said);
  }
  const all = [...found.values()];
  return { findings: all.map((a) => a.finding).sort(byPlace), reports: new Map(all.map((a) => [placeKey(a.finding), a.report])) };
}

interface Said {
  finding: Finding;
  report: Report;
}

function asked(rule: Rule, ask: Rule['check'], context: RuleContext): Said[] {
  const out: Said[] = [];
  ask.call(rule, context, (report) => out.push({ finding: toFinding(rule, report), report }));
  return out;
}

/** With the places of its proof as they are now: the flaw may have stayed as it was while steps towards it moved. */
const brought = (rule: Rule, said: Said): Said => (said.report.taints?.some(isOutdated) ? { ...said, finding: toFinding(rule, said.report) } : said);

interface SaidBy {
  rule: Rule;
  said: Said;
}
const memory = new WeakMap<readonly Rule[], WeakMap<readonly CallEvent[], readonly SaidBy[]>>();

/** What the local rules say of one function's calls, which are the same list as long as it is not solved again. */
function saidBefore(rules: readonly Rule[], { solver }: RuleContext, group: readonly CallEvent[]): readonly SaidBy[] {
  let known = memory.get(rules);
  if (!known) memory.set(rules, (known = new WeakMap()));
  let all = known.get(group);
  if (!all) {
    const context = { solver, events: group, groups: [group] };
    known.set(group, (all = rules.filter((r) => r.local).flatMap((rule) => asked(rule, rule.check, context).map((said) => ({ rule, said })))));
  }
  return all;
}

/** One flaw, one finding: what is at one place and of one rule is the same. */
export const placeKey = (f: Pick<Finding, 'rule' | 'place'>): string => `${f.rule} ${f.place.path} ${f.place.start} ${f.place.end}`;

const callKey = (rule: Rule, { fn, instr }: CallEvent): string => `${rule.meta.id} ${fn.file.path} ${fn.facts.key} ${instr}`;

function byPlace(a: Finding, b: Finding): number {
  if (a.place.path !== b.place.path) return a.place.path < b.place.path ? -1 : 1;
  return a.place.start - b.place.start || (a.rule < b.rule ? -1 : 1);
}

function toFinding(rule: Rule, r: Report): Finding {
  const paths = (r.taints ?? []).map((t) => pathOf(t, { fn: r.fn, mark: r.mark, event: r.sink })).sort((a, b) => a.length - b.length);
  const weak = (r.taints ?? []).length > 0 && r.taints!.every((t) => t.weak);
  const f = r.fn.facts;
  return {
    rule: rule.meta.id,
    level: rule.meta.level,
    confidence: r.confidence ?? (weak || r.sink?.weak ? 'medium' : 'high'),
    place: { path: r.fn.file.path, start: r.mark[1], end: r.mark[2] },
    message: r.message,
    path: paths[0] ?? [],
    otherPaths: distinct(paths.slice(1), paths[0]),
    related: r.related ?? [],
    fingerprint: hash([rule.meta.id, r.fn.file.path, f.key, String(r.mark[0])].join('\n')).padStart(11, '0'),
    detail: r.detail ?? {},
  };
}

const start = (p: Step[] | undefined): string => (p?.[0] ? `${p[0].path}:${p[0].start}` : '');

function distinct(paths: Step[][], first: Step[] | undefined): Step[][] {
  const seen = new Set([start(first)]);
  return paths.filter((p) => !seen.has(start(p)) && seen.add(start(p)));
}

/** The surest first; of several arguments of one call, the first of them; then the shortest proof. */
function better(a: Finding, b: Finding): boolean {
  if (a.confidence !== b.confidence) return RANK[a.confidence] > RANK[b.confidence];
  if (a.place.start !== b.place.start) return a.place.start < b.place.start;
  return a.path.length > 0 && a.path.length < b.path.length;
}

function merge(a: Said, b: Said): Said {
  const [best, other] = better(b.finding, a.finding) ? [b, a] : [a, b];
  const { finding, report } = best;
  return {
    finding: {
      ...finding,
      otherPaths: distinct(
        [...finding.otherPaths, other.finding.path, ...other.finding.otherPaths].filter((p) => p.length > 0),
        finding.path,
      ),
      related: finding.related.length > 0 ? finding.related : other.finding.related,
    },
    report: finding.place.start === other.finding.place.start ? a.report : { ...report, detail: { ...report.detail, also: alsoMarked(best, other) } },
  };
}

/** Further arguments of the call in which the same flaw stands: whoever mends it mends these as well. */
function alsoMarked(best: Said, { finding, report }: Said): Marks {
  const also = (r: Report): Marks => (r.detail?.['also'] ?? []) as Marks;
  const all: Marks = [...also(best.report), [finding.place.start, finding.place.end], ...also(report)];
  return all.filter(([start], n) => start !== best.finding.place.start && all.findIndex((m) => m[0] === start) === n);
}
type Marks = [number, number][];

export interface Settled {
  findings: Finding[];
  /** Findings whose control is due in a later phase: for the posture report alone. */
  upcoming: Finding[];
}

export function settle(findings: readonly Finding[], files: ReadonlyMap<string, FileFacts>, config: (path: string) => Config, rules: readonly Rule[]): Settled {
  const metas = new Map(rules.map((r) => [r.meta.id, r.meta]));
  const used = new Set<string>();
  const out: Settled = { findings: [], upcoming: [] };
  for (const f of findings) {
    const c = config(f.place.path);
    const meta = metas.get(f.rule)!;
    const level = c.rules[f.rule] ?? c.rules[`${f.rule.split('/')[0]}/*`] ?? meta.level;
    const collection = f.detail['collection'];
    if (typeof collection === 'string' && c.publicCollections.includes(collection)) continue;
    if (level === 'off' || RANK[f.confidence] < RANK[c.minConfidence]) continue;
    const by = files.get(f.place.path)?.suppressions.findIndex((s) => s.reason && s.rules.includes(f.rule) && f.place.start >= s.from && f.place.start < s.to) ?? -1;
    if (by >= 0) {
      used.add(`${f.place.path} ${by}`);
      continue;
    }
    const due = PHASES.indexOf(meta.due) <= PHASES.indexOf(c.phase);
    (due ? out.findings : out.upcoming).push({ ...f, level });
  }
  out.findings.push(...suppressionFindings(files.values(), used, new Set(metas.keys())));
  out.findings.sort(byPlace);
  return out;
}

/** Suppressions without a reason, of unknown rules, or of nothing, are findings themselves. */
function suppressionFindings(files: Iterable<FileFacts>, used: Set<string>, known: ReadonlySet<string>): Finding[] {
  const out: Finding[] = [];
  for (const file of files) {
    file.suppressions.forEach((s, n) => {
      const unknown = s.rules.find((r) => !known.has(r));
      const what =
        s.rules.length === 0 ? 'This suppression names no rule.' : unknown ? `There is no rule \`${unknown}\`.` : !s.reason ? 'This suppression gives no reason.' : undefined;
      if (!what && used.has(`${file.path} ${n}`)) return;
      out.push({
        rule: what ? 'suppression/invalid' : 'suppression/unused',
        level: 'warning',
        confidence: 'high',
        place: { path: file.path, start: s.s, end: s.e },
        message: what
          ? { what, why: 'It hides nothing, and whoever reads it later cannot tell what was meant.', todo: 'Write `locksmith-ignore-next-line RULE -- reason`.' }
          : { what: `Nothing here is reported by \`${s.rules.join(', ')}\`.`, why: 'A suppression that outlives its finding hides the next one.', todo: 'Remove the comment.' },
        path: [],
        otherPaths: [],
        related: [],
        detail: {},
        fingerprint: hash(`suppression ${file.path} ${s.rules.join()} ${n}`).padStart(11, '0'),
      });
    });
  }
  return out;
}

export const levelRank: Record<Level, number> = { error: 3, warning: 2, information: 1 };
