/** Every fix that is offered for a case is applied: the finding is gone, nothing new is there, and the text can be read. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULES } from '../../rules';
import type { Finding, Fix } from '../../server/analysis/findings/finding';
import type { Analyzer } from '../../server/engine/api';
import { readCases, type Case, type CaseFile } from '../harness/markdown';
import { analyzerOf, filesOf, optionsOf } from '../harness/workspace';
import { applied } from './apply';

const ROOT = path.join(__dirname, '../../rules');

function casesOf(rule: string): Case[] {
  const folder = path.join(ROOT, rule, 'cases');
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).filter((f) => f.endsWith('.md')) : [];
  return files.sort().flatMap((f) => readCases(path.join(folder, f)));
}

/** Behind a search that nobody may make lies the question whose records it finds; it is asked once somebody may. */
const BEHIND: Record<string, string> = { 'retrieval/unauthenticated': 'retrieval/unscoped' };

const key = (f: Finding): string => `${f.rule} ${f.message.what}`;
const counted = (list: readonly Finding[]): Map<string, number> => {
  const out = new Map<string, number>();
  for (const f of list) out.set(f.rule, (out.get(f.rule) ?? 0) + 1);
  return out;
};

function scanned(files: readonly CaseFile[], c: Case): { analyzer: Analyzer; findings: Finding[]; problems: number } {
  const analyzer = analyzerOf(files, optionsOf(c));
  const { findings } = analyzer.scan();
  return { analyzer, findings, problems: analyzer.scan().problems.length };
}

/** What is wrong with a fix, in words; empty where it closes the finding and opens none. */
function faults(c: Case, files: CaseFile[], before: readonly Finding[], f: Finding, fix: Fix): string[] {
  const after = scanned(applied(files, fix), c);
  const out: string[] = [];
  const was = counted(before);
  const now = counted(after.findings);
  if ((now.get(f.rule) ?? 0) >= (was.get(f.rule) ?? 0)) out.push(`still reports ${key(f)}`);
  for (const [rule, n] of now)
    if (n > (was.get(rule) ?? 0) && BEHIND[f.rule] !== rule)
      out.push(`brings ${after.findings.filter((x) => x.rule === rule && !before.some((b) => key(b) === key(x))).map(key)[0] ?? rule}`);
  return out;
}

let offered = 0;
let found = 0;

describe('quick fixes', () => {
  for (const { meta } of RULES) {
    describe(meta.id, () => {
      for (const c of casesOf(meta.id)) {
        const withoutCarets = filesOf(c).map((f) => ({ ...f, text: f.text.replace(/^\s*(\/\/|\{?\/\*|<!--)\s*\^+ .*$/gm, (m) => ' '.repeat(m.length)) }));
        it(c.title, () => {
          const { analyzer, findings } = scanned(withoutCarets, c);
          const wrong: string[] = [];
          for (const f of findings.filter((x) => x.rule === meta.id)) {
            found++;
            const fixes = analyzer.fixes(f, (p) => withoutCarets.find((x) => x.path === p)?.text);
            if (fixes.length > 0) offered++;
            for (const fix of fixes)
              wrong.push(
                ...faults(c, withoutCarets, findings, f, fix).map(
                  (w) =>
                    `"${fix.title}" ${w}\n${applied(withoutCarets, fix)
                      .map((x) => `--- ${x.path}\n${x.text}`)
                      .join('')}`,
                ),
              );
          }
          if (wrong.length > 0) assert.fail(wrong.join('\n'));
        });
      }
    });
  }
  after(() => console.log(`      fixes offered for ${offered} of ${found} findings`));
});
