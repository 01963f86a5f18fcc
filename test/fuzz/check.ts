/**
 * What must hold for every text there is: the analysis ends, soon, without a throw; every place that it names is inside the file; and
 * what it could not read it says in a sentence.
 */
import assert from 'node:assert/strict';
import type { Fix, Workload } from '../../server/analysis/findings/finding';
import type { Analyzer } from '../../server/engine/api';
import { timed, within } from '../harness/patience';
import { analyzerOf, memoryHost } from '../harness/workspace';

/** Milliseconds of one file. */
export const PATIENCE = 1000;

export interface Outcome {
  /** Milliseconds of processor time, or of the clock where that was less. */
  spent: number;
  findings: number;
  /** What was left out. */
  limits: string[];
}

export interface Checker {
  check(path: string, text: string): Outcome;
  /** The most that one file has taken. */
  slowest(): { spent: number; path: string; text: string };
}

/** One analyzer for many texts, so that what it keeps of one shows in the next. */
export function checker(patience = PATIENCE): Checker {
  const analyzer = analyzerOf([], { phase: 'advanced', threatModel: ['remote', 'local'] }, memoryHost([]), true);
  let worst = { spent: 0, path: '', text: '' };
  // The first file pays for the compilation of everything.
  const warm = timed(() => asked(analyzer, 'a.ts', "import OpenAI from 'openai';\nexport const a = (b) => new OpenAI().responses.create({ model: 'm', input: b });\n"));
  assert.equal(warm.value.limits.length, 0);
  return {
    check(path, text) {
      const { value, spent } = within(patience, `${text.length} characters`, () => asked(analyzer, path, text));
      if (spent > worst.spent) worst = { spent, path, text };
      return { ...value, spent };
    },
    slowest: () => worst,
  };
}

/** Everything that an editor asks of a file. */
function asked(analyzer: Analyzer, path: string, text: string): Omit<Outcome, 'spent'> {
  analyzer.setFile({ path, text });
  const { findings, problems, workloads } = analyzer.scan();
  const inside = (what: string, s: { path: string; start: number; end: number }): void => {
    assert.equal(s.path, path, what);
    assert.ok(0 <= s.start && s.start <= s.end && s.end <= text.length, `${what}: ${s.start} to ${s.end} of ${text.length}`);
  };
  for (const f of findings) {
    inside(f.rule, f.place);
    assert.ok(f.place.start < f.place.end, `${f.rule} marks nothing`);
    for (const s of [...f.path, ...f.otherPaths.flat(), ...f.related]) inside(`${f.rule}: ${s.label}`, s);
    for (const x of analyzer.fixes(f, (p) => (p === path ? text : undefined))) applicable(x, path, text);
  }
  for (const w of workloads) for (const p of placesOf(w)) inside(w.name, p);
  for (const p of problems) {
    if (p.span) inside(p.message, { path: p.path, ...p.span });
    assert.match(p.message, /^.*\w{3,} .*\w$/);
  }
  analyzer.removeFile(path);
  return { findings: findings.length, limits: problems.map((p) => p.message) };
}

function applicable({ title, edits, creates }: Fix, path: string, text: string): void {
  for (const e of edits) {
    assert.ok(e.path === path && 0 <= e.start && e.start <= e.end && e.end <= text.length, `${title}: ${e.path} ${e.start} to ${e.end} of ${text.length}`);
  }
  for (const c of creates) assert.ok(!c.path.startsWith('/') && !c.path.split('/').includes('..'), `${title} creates ${c.path}`);
}

const placesOf = (w: Workload): Workload['place'][] => [w, ...w.models, ...w.tools, ...w.stores, ...w.locks, ...w.due, ...w.dueNext].map((x) => x.place);
