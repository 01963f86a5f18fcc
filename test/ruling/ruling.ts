/**
 * `npm run ruling -- DIR [OWNER/NAME] [--write] [--report FILE]`: scans a checkout of a project whose findings have been judged, at phase
 * advanced, and compares: what is new, what is gone, what came back, and the precision of each rule. The project is known by the name of
 * its folder where it is not given. `--report` reads the JSON of an earlier scan; `--write` brings the table up to date, with what is new
 * left for a reader (`why: unread`, which the suite refuses). The exit code is 1 where anything differs.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { type Seen, compare, renewed } from './compare';
import { scanned } from './scan';
import { type Ruling, precision, rulings, share, writeRuling } from './verdicts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false }, report: { type: 'string' }, commit: { type: 'string' } },
});
const [folder, name] = positionals;
if (!folder) fail('which folder? `npm run ruling -- DIR [OWNER/NAME]`');
const root = path.resolve(folder);
const ruling = rulings().find((r) => (name ? r.repository === name : r.repository.endsWith(`/${path.basename(root)}`))) ?? begun(name);
const seen = values.report ? reported(values.report) : scanned(path.join(root, ruling.folder ?? ''));
const { fresh, lost, back } = compare(ruling, seen);

const show = (title: string, list: readonly Seen[]): void => {
  if (list.length > 0) console.log(`${title} (${list.length})\n${list.map((s) => `  ${s.rule}  ${s.at}`).join('\n')}`);
};
show('new', fresh);
show('mended once, and back', back);
show(
  'false alarms that are gone',
  lost.filter((l) => l.verdict === false),
);
show(
  'lost',
  lost.filter((l) => l.verdict !== false),
);
for (const [rule, p] of [...precision([ruling])].sort()) {
  const s = share(p);
  console.log(`${rule.padEnd(34)} ${s === undefined ? '' : `${Math.round(s * 100)} %`}  right ${p.right}, wrong ${p.wrong}, arguable ${p.arguable}`);
}
if (values.write) writeRuling(renewed(ruling, seen, { at: '', verdict: 'arguable', why: 'unread' }));
process.exitCode = fresh.length + lost.length + back.length > 0 && !values.write ? 1 : 0;

function begun(repository: string | undefined): Ruling {
  if (!repository || !values.commit || !values.write) fail('nothing is recorded of this project; give OWNER/NAME, --commit and --write to begin');
  return { repository, commit: values.commit, read: 'all', findings: {} };
}

function reported(file: string): Seen[] {
  const { findings } = JSON.parse(fs.readFileSync(file, 'utf8')) as { findings: { rule: string; place: { path: string; line: number; column: number } }[] };
  return findings.map((f) => ({ rule: f.rule, at: `${f.place.path}:${f.place.line}:${f.place.column}` }));
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
