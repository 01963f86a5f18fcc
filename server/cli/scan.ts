/** `locksmith scan`: opens a workspace, asks the engine, and writes what it answers. */
import * as path from 'node:path';
import { version } from '../../package.json';
import { RULES } from '../../rules';
import { type Confidence, type Finding, type Level, type Problem } from '../analysis/findings/finding';
import { levelRank } from '../analysis/findings/run';
import type { Config } from '../engine/api';
import { factsCache } from '../host/factsCache';
import { readText } from '../host/readText';
import { scanMemory } from '../host/scanMemory';
import { type Workspace, openWorkspace } from '../host/workspace';
import { writeAtomically } from '../host/write';
import { builtInHelpers, builtInModels, factsBuild, scanBuild } from '../main/builtin';
import { type FormatName, FORMAT_NAMES, render } from '../report/formats';
import { type Texts, textsOf } from '../report/lines';
import type { Report } from '../report/report';
import { againstBaseline, writeBaseline } from './baseline';
import { type Fixed, diffOf, fixAll, writeFixed } from './fix';
import { changedSince, shard } from './scope';
import { type Targets, targetsOf } from './targets';
import { Usage, knownRule, wholeNumber, written } from './usage';

export interface OpenedBy {
  phase?: Config['phase'];
  config?: string;
  minConfidence?: Confidence;
  /** False with `--no-cache`. */
  cache: boolean;
  cacheDir?: string;
}

export interface ScanOptions extends OpenedBy {
  format: string[];
  output?: string;
  rule: string[];
  severity: string[];
  failOn: Level | 'never';
  maxWarnings?: string;
  baseline?: string;
  updateBaseline?: boolean;
  changed?: string | true;
  shard?: string;
  fix?: boolean;
  fixSuggested: string[];
  dryRun?: boolean;
  quiet?: boolean;
  stats?: boolean;
}

export function scan(paths: readonly string[], o: ScanOptions): number {
  const started = Date.now();
  const outputs = outputsOf(o);
  const maxWarnings = o.maxWarnings === undefined ? Infinity : wholeNumber('--max-warnings', o.maxWarnings);
  if (o.updateBaseline && !o.baseline) throw new Usage('`--update-baseline` needs `--baseline FILE`');
  const fixing = o.fix || o.fixSuggested.length > 0;
  if (o.dryRun && !fixing) throw new Usage('`--dry-run` needs `--fix`');
  for (const id of [...o.rule, ...o.fixSuggested]) knownRule(id);
  const levels = severities(o.severity);
  const targets = targetsOf(paths);
  const filters = [o.changed ? changedSince(targets.root, o.changed) : undefined, o.shard ? shard(o.shard) : undefined];
  const chosen = (f: Finding): boolean => targets.includes(f.place.path) && (o.rule.length === 0 || o.rule.includes(f.rule)) && filters.every((x) => !x || x(f));

  const open = (overlay?: ReadonlyMap<string, string>): Workspace => openFor(targets, o, levels, progress(o), overlay);
  const fixed = fixing ? fixAll({ root: targets.root, open, chosen, suggested: o.fixSuggested }) : undefined;
  if (fixed && !o.dryRun) writeFixed(targets.root, fixed);
  const workspace = open(fixed?.texts);
  const read = Date.now();
  const result = workspace.scan();
  const analysed = Date.now();
  const problems = [...workspace.problems, ...result.problems];
  let findings = result.findings.filter(chosen);
  if (o.baseline && o.updateBaseline) {
    written(o.baseline, () => writeBaseline(o.baseline!, findings));
    findings = [];
  } else if (o.baseline) findings = againstBaseline(o.baseline, findings);

  const textOf = (p: string): string => {
    const over = fixed?.texts.get(p) ?? workspace.texts.get(p);
    const r = over === undefined ? readText(path.join(targets.root, p)) : { text: over };
    return 'text' in r ? r.text : '';
  };
  const report: Report = {
    findings,
    problems,
    workloads: result.workloads,
    stats: { ...result.stats, files: workspace.files.filter(targets.includes).length, skipped: workspace.skipped },
    texts: textsOf(textOf),
    rules: RULES.map((r) => r.meta),
    version,
    milliseconds: Date.now() - started,
    fixes: (f) => workspace.analyzer.fixes(f, textOf),
  };
  if (o.dryRun) emit(diffOf(targets.root, fixed!), undefined);
  else for (const { format, file } of outputs) emit(render(format, report, { quiet: o.quiet ?? false, colour: coloured(file) }), file);
  if (fixed && !o.quiet) process.stderr.write(`${said(fixed, o.dryRun)}\n`);
  if (o.stats) process.stderr.write(`${JSON.stringify({ ...result.stats, time: { read: read - started, analyse: analysed - read, total: Date.now() - started } })}\n`);
  return exitCode(findings, problems, o.failOn, maxWarnings, report.texts);
}

export function openFor(
  targets: Targets,
  o: OpenedBy,
  rules: Config['rules'] = {},
  progress?: (done: number, all: number) => void,
  overlay?: ReadonlyMap<string, string>,
): Workspace {
  return openWorkspace(targets.root, {
    models: builtInModels(),
    helpers: builtInHelpers(),
    only: targets.only,
    configPath: o.config && path.relative(targets.root, path.resolve(o.config)).split(path.sep).join('/'),
    overrides: { ...(o.phase ? { phase: o.phase } : {}), ...(o.minConfidence ? { minConfidence: o.minConfidence } : {}), ...(Object.keys(rules).length > 0 ? { rules } : {}) },
    keepTexts: true,
    cache: o.cache ? factsCache(targets.root, factsBuild(), o.cacheDir) : undefined,
    memory: o.cache ? scanMemory(targets.root, scanBuild(), o.cacheDir) : undefined,
    progress,
    overlay,
  });
}

function exitCode(findings: readonly Finding[], problems: readonly Problem[], failOn: Level | 'never', maxWarnings: number, texts: Texts): number {
  const mistakes = problems.filter((p) => p.kind === 'config' || p.kind === 'model');
  for (const p of mistakes) {
    const at = p.span && texts.at(p.path, p.span.start);
    process.stderr.write(`${p.path}${at ? `:${at.line}:${at.column}` : ''}: ${p.message}\n`);
  }
  if (mistakes.length > 0) return 2;
  if (failOn !== 'never' && findings.some((f) => levelRank[f.level] >= levelRank[failOn])) return 1;
  if (findings.filter((f) => f.level === 'warning').length > maxWarnings) return 1;
  return problems.some((p) => p.kind !== 'syntax') ? 3 : 0;
}

function outputsOf(o: ScanOptions): { format: FormatName; file: string | undefined }[] {
  const asked = (o.format.length > 0 ? o.format : ['text']).map((f) => {
    const at = f.indexOf('=');
    const format = (at < 0 ? f : f.slice(0, at)) as FormatName;
    if (!FORMAT_NAMES.includes(format)) throw new Usage(`there is no format \`${format}\`; choose from ${FORMAT_NAMES.join(', ')}`);
    if (at === f.length - 1) throw new Usage(`\`--format ${f}\` names no file`);
    return { format, file: at < 0 ? undefined : f.slice(at + 1) };
  });
  const open = asked.filter((a) => a.file === undefined);
  if (open.length > 1) throw new Usage('of several formats only one can go to the same place; write the others as FORMAT=FILE');
  if (o.output !== undefined && open.length === 0) throw new Usage('`--output` is for a format without a file of its own');
  return asked.map((a) => ({ ...a, file: a.file ?? o.output }));
}

function severities(list: readonly string[]): Config['rules'] {
  const out: Config['rules'] = {};
  for (const s of list) {
    const [id = '', level = ''] = s.split('=');
    knownRule(id);
    if (!['error', 'warning', 'information', 'off'].includes(level)) throw new Usage(`\`--severity ${s}\` needs a level: error, warning, information or off`);
    out[id] = level as Level;
  }
  return out;
}

const coloured = (file: string | undefined): boolean => (file === undefined || file === '-') && process.stdout.isTTY === true && !process.env['NO_COLOR'];

function progress(o: ScanOptions): ((done: number, all: number) => void) | undefined {
  if (o.quiet || !process.stderr.isTTY) return undefined;
  return (done, all) => {
    if (done % 50 === 0 || done === all) process.stderr.write(done === all ? '\r\u001b[K' : `\r${done} of ${all} files`);
  };
}

export function emit(text: string, file: string | undefined): void {
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  if (file === undefined || file === '-') process.stdout.write(ended);
  else written(file, () => writeAtomically(file, ended));
}

const said = ({ fixes, texts, readOnly, changed }: Fixed, dry: boolean | undefined): string => {
  const named = (why: string, files: ReadonlySet<string>): string => (files.size > 0 ? `; left as they are, ${why}: ${[...files].sort().join(', ')}` : '');
  const left = named('read-only', readOnly) + named('changed meanwhile', changed);
  return `${fixes === 0 ? 'no fix to apply' : `${fixes} ${fixes === 1 ? 'fix' : 'fixes'} in ${texts.size} ${texts.size === 1 ? 'file' : 'files'}${dry ? ', not written' : ''}`}${left}`;
};
