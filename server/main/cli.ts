/** The command line. Thin: it opens a workspace, asks the engine, and writes what it answers. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { version } from '../../package.json';
import { RULES } from '../../rules';
import type { Confidence, Level } from '../analysis/findings/finding';
import { PHASES } from '../analysis/findings/finding';
import { levelRank } from '../analysis/findings/run';
import type { Config } from '../engine/api';
import { CONFIG_NAME } from '../host/config';
import { readText } from '../host/readText';
import { openWorkspace } from '../host/workspace';
import { githubReport } from '../report/github';
import { jsonReport } from '../report/json';
import { textsOf } from '../report/lines';
import { sarifReport } from '../report/sarif';
import { summary, textReport } from '../report/text';
import { builtInHelpers, builtInModels, rulePage } from './builtin';

/** Wrong usage or configuration: exit 2, with one clear sentence. */
class Usage extends Error {}

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
const collect = (value: string, list: string[]): string[] => [...list, value];

interface ScanOptions {
  phase?: Config['phase'];
  format: string[];
  output?: string;
  config?: string;
  minConfidence?: Confidence;
  rule: string[];
  severity: string[];
  failOn: Level | 'never';
  maxWarnings?: string;
  baseline?: string;
  updateBaseline?: boolean;
  quiet?: boolean;
  stats?: boolean;
}

function scan(targets: string[], o: ScanOptions): number {
  const started = Date.now();
  const root = process.cwd();
  const only = targets.length > 0 ? targets.map((t) => below(root, t)) : undefined;
  const base = only?.length === 1 && !/\.\w+$/.test(only[0]!) ? path.join(root, only[0]!) : root;
  const prefix = path.relative(root, base).split(path.sep).join('/');
  const workspace = openWorkspace(base, {
    models: builtInModels(),
    helpers: builtInHelpers(),
    only: base === root ? only : undefined,
    configPath: o.config && path.relative(base, path.resolve(o.config)).split(path.sep).join('/'),
    overrides: overrides(o),
    progress: progress(o),
  });
  const result = workspace.analyzer.scan();
  const rules = o.rule.length > 0 ? new Set(o.rule) : undefined;
  const problems = [...workspace.problems, ...result.problems];
  let findings = result.findings.filter((f) => !rules || rules.has(f.rule));
  if (o.baseline) findings = againstBaseline(o, findings);
  const stats = { ...result.stats, files: workspace.files.length, skipped: workspace.skipped };
  const texts = textsOf((p) => {
    const r = readText(path.join(base, p));
    return 'text' in r ? r.text : '';
  });
  for (const request of o.format.length > 0 ? o.format : ['text']) {
    const [format, file] = request.split('=') as [string, string | undefined];
    const colour = file === undefined && !o.output && process.stdout.isTTY === true && !process.env['NO_COLOR'];
    const out =
      format === 'json'
        ? jsonReport(findings, problems, stats, texts)
        : format === 'sarif'
          ? JSON.stringify(
              sarifReport(
                findings.map((f) => relocate(f, prefix)),
                RULES.map((r) => r.meta),
                relocated(texts, prefix),
                version,
              ),
              undefined,
              2,
            )
          : format === 'github'
            ? githubReport(
                findings.map((f) => relocate(f, prefix)),
                relocated(texts, prefix),
              )
            : [textReport(findings, texts, colour), o.quiet ? '' : summary(stats, findings, problems, Date.now() - started)].filter(Boolean).join('\n');
    emit(out, file ?? o.output);
  }
  if (o.stats) process.stderr.write(`${JSON.stringify(result.stats)}\n`);
  if (problems.some((p) => p.kind === 'config' || p.kind === 'model')) {
    for (const p of problems.filter((x) => x.kind === 'config' || x.kind === 'model')) process.stderr.write(`${p.path}: ${p.message}\n`);
    return 2;
  }
  const worst = findings.some((f) => o.failOn !== 'never' && levelRank[f.level] >= levelRank[o.failOn]);
  const tooMany = o.maxWarnings !== undefined && findings.filter((f) => f.level === 'warning').length > Number(o.maxWarnings);
  if (worst || tooMany) return 1;
  return problems.some((p) => p.kind !== 'syntax') ? 3 : 0;
}

/** SARIF and annotations name files from where the command ran, whichever folder was scanned. */
const join = (prefix: string, p: string): string => (prefix ? `${prefix}/${p}` : p);
function relocate<F extends ReturnType<ReturnType<typeof openWorkspace>['analyzer']['scan']>['findings'][number]>(f: F, prefix: string): F {
  const move = <T extends { path: string }>(s: T): T => ({ ...s, path: join(prefix, s.path) });
  return { ...f, place: move(f.place), path: f.path.map(move), otherPaths: f.otherPaths.map((p) => p.map(move)), related: f.related.map(move) };
}
function relocated(texts: ReturnType<typeof textsOf>, prefix: string): ReturnType<typeof textsOf> {
  const back = (p: string): string => (prefix ? p.slice(prefix.length + 1) : p);
  return { at: (p, o) => texts.at(back(p), o), line: (p, l) => texts.line(back(p), l), slice: (p, s, e) => texts.slice(back(p), s, e) };
}

function overrides(o: ScanOptions): Partial<Config> {
  const rules: Config['rules'] = {};
  for (const s of o.severity) {
    const [id, level] = s.split('=');
    if (!RULES.some((r) => r.meta.id === id)) throw new Usage(`there is no rule \`${id}\`; \`locksmith rules\` lists them`);
    if (!['error', 'warning', 'information', 'off'].includes(level ?? '')) throw new Usage(`\`--severity ${s}\` needs a level: error, warning, information or off`);
    rules[id!] = level as Level;
  }
  for (const id of o.rule) if (!RULES.some((r) => r.meta.id === id)) throw new Usage(`there is no rule \`${id}\`; \`locksmith rules\` lists them`);
  return { ...(o.phase ? { phase: o.phase } : {}), ...(o.minConfidence ? { minConfidence: o.minConfidence } : {}), ...(o.severity.length > 0 ? { rules } : {}) };
}

function below(root: string, target: string): string {
  if (!fs.existsSync(target)) throw new Usage(`there is no file or folder \`${target}\``);
  const rel = path.relative(root, path.resolve(target)).split(path.sep).join('/');
  if (rel.startsWith('..')) throw new Usage(`\`${target}\` lies outside the current folder; run Locksmith from a folder above it`);
  return rel;
}

function progress(o: ScanOptions): ((done: number, all: number) => void) | undefined {
  if (o.quiet || !process.stderr.isTTY) return undefined;
  return (done, all) => {
    if (done % 50 === 0 || done === all) process.stderr.write(done === all ? '\r\u001b[K' : `\r${done} of ${all} files`);
  };
}

/** Written beside its place first, so that an interruption leaves the old file or the new one, never half of it. */
function emit(text: string, file: string | undefined): void {
  if (file === undefined || file === '-') {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    return;
  }
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, `${text}\n`);
  fs.renameSync(temporary, file);
}

function againstBaseline<F extends { fingerprint: string }>(o: ScanOptions, findings: F[]): F[] {
  if (o.updateBaseline) {
    emit(JSON.stringify({ version: 1, fingerprints: findings.map((f) => f.fingerprint).sort() }, undefined, 2), o.baseline);
    return [];
  }
  let known: Set<string>;
  try {
    known = new Set((JSON.parse(fs.readFileSync(o.baseline!, 'utf8')) as { fingerprints: string[] }).fingerprints);
  } catch {
    throw new Usage(`the baseline \`${o.baseline}\` could not be read; write it with \`--update-baseline\``);
  }
  return findings.filter((f) => !known.has(f.fingerprint));
}

function program(): Command {
  const p = new Command('locksmith').description('Security analysis of code that calls AI models').version(version).exitOverride();
  p.command('scan [paths...]')
    .description('reports missing locks in files and folders (default: the current folder)')
    .addOption(new Option('--phase <phase>', 'where you are in the process').choices([...PHASES]))
    .option(
      '--format <format>',
      `one of ${FORMATS.join(', ')}; or FORMAT=FILE, several times`,
      (v: string, list: string[]) => {
        if (!(FORMATS as readonly string[]).includes(v.split('=')[0]!)) throw new Usage(`there is no format \`${v}\`; choose from ${FORMATS.join(', ')}`);
        return collect(v, list);
      },
      [] as string[],
    )
    .option('--output <file>', 'where the one format goes; - is stdout')
    .option('--config <file>', 'use this configuration')
    .addOption(new Option('--min-confidence <level>').choices(['high', 'medium', 'low']))
    .option('--rule <id>', 'only this rule; several times', collect, [] as string[])
    .option('--severity <id=level>', 'change a level; several times', collect, [] as string[])
    .option('--baseline <file>', 'leave out what this file knows')
    .option('--update-baseline', 'write the baseline')
    .addOption(new Option('--fail-on <level>').choices(['error', 'warning', 'information', 'never']).default('warning'))
    .option('--max-warnings <n>')
    .option('--quiet', 'no progress and no summary')
    .option('--stats', 'how much was computed, on stderr')
    .action((paths: string[], o: ScanOptions) => {
      if (o.config && !fs.existsSync(o.config)) throw new Usage(`there is no configuration \`${o.config}\``);
      process.exitCode = scan(paths, o);
    });
  p.command('rules')
    .description('lists the rules')
    .action(() => {
      for (const { meta } of RULES) process.stdout.write(`${meta.id.padEnd(36)} ${meta.level.padEnd(12)} ${meta.due.padEnd(13)} ${meta.title}\n`);
    });
  p.command('explain <rule>')
    .description('prints the page of a rule')
    .action((id: string) => {
      const page = rulePage(id);
      if (page === undefined) throw new Usage(`there is no rule \`${id}\`; \`locksmith rules\` lists them`);
      process.stdout.write(page);
    });
  p.command('init')
    .description(`writes a ${CONFIG_NAME}`)
    .action(() => {
      if (fs.existsSync(CONFIG_NAME)) throw new Usage(`${CONFIG_NAME} is there already`);
      emit('{\n  // foundational (prototype), enhanced (production) or advanced (scale)\n  "phase": "foundational"\n}', CONFIG_NAME);
    });
  p.command('lsp')
    .description('runs the language server')
    .option('--stdio')
    .action(() => {
      if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
      void import(path.join(__dirname, 'server.js'));
    });
  for (const name of ['bom', 'mcp', 'merge-sarif', 'workloads']) {
    p.command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {
        throw new Usage(`\`locksmith ${name}\` is not part of this version`);
      });
  }
  return p;
}

try {
  program().parse();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof Usage) {
    process.stderr.write(`locksmith: ${error.message}\n`);
    process.exitCode = 2;
  } else throw error;
}
