/** The commands and their options. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command, Option } from 'commander';
import type { Log } from 'sarif';
import { version } from '../../package.json';
import { RULES } from '../../rules';
import { PHASES, type Phase, type Workload } from '../analysis/findings/finding';
import { CONFIG_NAME } from '../host/config';
import { CONFIG_TEMPLATE } from '../host/configEdit';
import { rulePage } from '../main/builtin';
import { serveMcp } from '../mcp/server';
import { bom } from '../report/bom';
import { FORMAT_NAMES } from '../report/formats';
import { type Texts, textsOf } from '../report/lines';
import { mergeSarif } from '../report/merge';
import { postureReport } from '../report/posture';
import { postureMarkdown } from '../report/postureMarkdown';
import { workloadTable, workloadsJson } from '../report/workloads';
import { type OpenedBy, type ScanOptions, emit, openFor, scan } from './scan';
import { targetsOf } from './targets';
import { Usage, knownRule, wholeNumber } from './usage';

const collect = (value: string, list: string[]): string[] => [...list, value];
const NONE: string[] = [];

export function program(): Command {
  const p = new Command('locksmith').description('Security analysis of code that calls AI models').version(version).exitOverride();
  opening(p.command('scan [paths...]').description('reports missing locks in files and folders (default: the current folder)'))
    .option('--format <format>', `one of ${FORMAT_NAMES.join(', ')}; or FORMAT=FILE, several times`, collect, NONE)
    .option('--output <file>', 'where the one format goes; - is stdout')
    .option('--rule <id...>', 'only these rules')
    .option('--severity <id=level>', 'change a level; several times', collect, NONE)
    .option('--baseline <file>', 'leave out what this file knows')
    .option('--update-baseline', 'write the baseline')
    .option('--changed [ref]', 'only findings that touch files changed since a revision (default: HEAD)')
    .option('--shard <i/n>', 'only one part of the findings, for a build matrix; `merge-sarif` joins them')
    .option('--fix', 'apply the fixes that are safe')
    .option('--fix-suggested <rule>', 'apply the suggested fixes of a rule, too; several times', collect, NONE)
    .option('--dry-run', 'show what --fix would change, as a diff')
    .addOption(new Option('--fail-on <level>', 'exit 1 from this level on').choices(['error', 'warning', 'information', 'never']).default('warning'))
    .option('--max-warnings <n>', 'exit 1 above this number of warnings')
    .option('--quiet', 'no progress and no summary')
    .option('--stats', 'how much was computed, on stderr')
    .action((paths: string[], o: ScanOptions) => {
      // `--rule a/b c/d src`: the list of rules ends where a path begins.
      const named = (o.rule ?? []).filter((r) => !RULES.some((x) => x.meta.id === r) && fs.existsSync(r));
      process.exitCode = scan([...named, ...paths], checked({ ...o, rule: (o.rule ?? []).filter((r) => !named.includes(r)) }));
    });
  opening(p.command('bom [paths...]').description('the models, providers, tools, MCP servers and stores, as CycloneDX 1.6 JSON'))
    .option('--output <file>', 'a file; - is stdout')
    .action((paths: string[], o: OpenedBy & { output?: string }) => {
      const { workloads, texts } = workloadsFor(paths, o);
      emit(JSON.stringify(bom(workloads, texts, version), undefined, 2), o.output);
    });
  opening(p.command('workloads [paths...]').description('each entry point: its job, the locks found, what is missing now and next'))
    .addOption(new Option('--format <format>', 'html and markdown are the posture report').choices(['text', 'json', 'html', 'markdown']).default('text'))
    .option('--output <file>', 'a file; - is stdout')
    .action((paths: string[], o: OpenedBy & { output?: string; format: string }) => {
      const { workloads, texts, phase, title } = workloadsFor(paths, o);
      const posture = { title, phase, workloads, texts, rules: RULES.map((r) => r.meta) };
      const made: Record<string, () => string> = {
        text: () => workloadTable(workloads, texts),
        json: () => workloadsJson(workloads, phase, texts),
        html: () => postureReport(posture),
        markdown: () => postureMarkdown(posture),
      };
      emit(made[o.format]!(), o.output);
    });
  p.command('merge-sarif <files...>')
    .description('joins the shards of a build matrix')
    .option('--output <file>', 'a file; - is stdout')
    .action((files: string[], o: { output?: string }) => emit(JSON.stringify(mergeSarif(files.map(sarifOf)), undefined, 2), o.output));
  p.command('rules')
    .description('lists the rules')
    .action(() => {
      for (const { meta } of RULES) process.stdout.write(`${meta.id.padEnd(36)} ${meta.level.padEnd(12)} ${meta.due.padEnd(13)} ${meta.title}\n`);
    });
  p.command('explain <rule>')
    .description('prints the page of a rule')
    .action((id: string) => {
      knownRule(id);
      process.stdout.write(rulePage(id) ?? '');
    });
  p.command('init')
    .description(`writes a ${CONFIG_NAME}`)
    .action(() => {
      if (fs.existsSync(CONFIG_NAME)) throw new Usage(`${CONFIG_NAME} is there already`);
      emit(CONFIG_TEMPLATE, CONFIG_NAME);
    });
  p.command('lsp').description('runs the language server').option('--stdio', 'talk over stdin and stdout; the default');
  p.command('mcp')
    .description('runs a server of the Model Context Protocol over stdin and stdout')
    .action(() => serveMcp(process.stdin, (line) => process.stdout.write(line)));
  return p;
}

function workloadsFor(paths: string[], o: OpenedBy): { workloads: Workload[]; texts: Texts; phase: Phase; title: string } {
  const targets = targetsOf(paths);
  const { scan: all, phase, texts: analysed } = openFor(targets, checked(o));
  const texts = textsOf((f) => analysed.get(f) ?? '');
  return { workloads: all().workloads.filter((w) => targets.includes(w.place.path)), texts, phase, title: path.basename(path.resolve(paths[0] ?? '.')) };
}

/** Options of every command that reads a workspace. */
const opening = (c: Command): Command =>
  c
    .addOption(new Option('--phase <phase>', 'where you are in the process; overrides the configuration').choices([...PHASES]))
    .option('--config <file>', 'use this configuration')
    .addOption(new Option('--min-confidence <level>', 'leave out what is less certain').choices(['high', 'medium', 'low']))
    .option('--no-cache', 'read every file anew')
    .option('--cache-dir <dir>', 'where facts of unchanged files are kept')
    .option('--jobs <n>', 'how many files are read at a time; at present one')
    .option('--max-memory <mb>', "ceiling of the analysis, in megabytes (default: half of the machine's)");

function checked<O extends OpenedBy & { jobs?: string; maxMemory?: string }>(o: O): O {
  if (o.config && !fs.existsSync(o.config)) throw new Usage(`there is no configuration \`${o.config}\``);
  if (o.jobs !== undefined) wholeNumber('--jobs', o.jobs, 1);
  if (o.maxMemory !== undefined) wholeNumber('--max-memory', o.maxMemory, 64);
  return o;
}

function sarifOf(file: string): Log {
  try {
    const log = JSON.parse(fs.readFileSync(file, 'utf8')) as Log;
    if (log.version === '2.1.0' && Array.isArray(log.runs)) return log;
  } catch {
    // Said below.
  }
  throw new Usage(`\`${file}\` is not a SARIF 2.1.0 file`);
}
