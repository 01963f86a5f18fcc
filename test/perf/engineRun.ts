/**
 * `engineRun FOLDER`: what the engine takes for a folder on the disk, beside the bare parser in the same process. Prints one line of JSON.
 * A process of its own, so that memory is that of one workspace.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import ts from 'typescript';
import { lowerFile } from '../../server/analysis/facts/lower';
import { parse } from '../../server/analysis/syntax/parse';
import { type FactsCache, factsCache } from '../../server/host/factsCache';
import { scanMemory } from '../../server/host/scanMemory';
import { type Workspace, openWorkspace } from '../../server/host/workspace';
import { builtInModels, factsBuild, scanBuild } from '../../server/main/builtin';
import { mostImported, sample, typing } from './edits';

export interface Spent {
  /** Milliseconds. */
  wall: number;
  cpu: number;
}

export interface EngineRun {
  files: number;
  lines: number;
  bare: Spent;
  /** Parsed, lowered: of every file, wanted or not. */
  facts: Spent;
  cold: Spent;
  /** A second scan of the same: nothing has changed. */
  again: Spent;
  /** The same where something has: the facts of all other files are known. */
  warm: Spent;
  /** Functions, rules and workloads once more, with the facts as they are. */
  solving: Spent;
  computed: { facts: number; summaries: number };
  findings: number;
  /** Of one keystroke each. */
  own: Spent[];
  settled: Spent[];
  /** A file of about 1,000 lines: its own findings, and the bare parser on it. */
  large: { lines: number; own: Spent[]; parse: Spent[] } | undefined;
  hub: { importers: number; typing: Spent[]; more: Spent } | undefined;
  /** Megabytes. */
  memory: { before: number; after: number };
}

const EDITED = 100;
/** In each of them: nobody types one letter in a hundred files. */
const KEYSTROKES = 4;
const root = path.resolve(process.argv[2]!);

function spent(work: () => void): Spent {
  const { user, system } = process.cpuUsage();
  const started = performance.now();
  work();
  const wall = performance.now() - started;
  const used = process.cpuUsage();
  return { wall, cpu: (used.user + used.system - user - system) / 1000 };
}
const middle = (runs: readonly Spent[]): Spent => [...runs].sort((a, b) => a.cpu - b.cpu)[runs.length >> 1]!;
const times = (n: number, work: () => void): Spent[] => Array.from({ length: n }, () => spent(work));
const megabytes = (): number => process.memoryUsage.rss() / 2 ** 20;

const models = builtInModels();
const open = (cache?: FactsCache): Workspace => openWorkspace(root, { models, overrides: { phase: 'advanced' }, cache });
const scan = (cache?: FactsCache): Workspace => {
  const workspace = open(cache);
  workspace.analyzer.scan();
  return workspace;
};

// The models are read once for all workspaces.
openWorkspace(root, { models, only: ['none.ts'] });

type Measured = Omit<EngineRun, 'bare' | 'facts' | 'warm' | 'again'> & { paths: string[] };

/** All that is asked of one workspace, which is gone afterwards: another needs its memory. */
function measured(): Measured {
  const before = megabytes();
  let workspace!: Workspace;
  const cold = spent(() => (workspace = scan()));
  const after = megabytes();
  const { analyzer, files, configs } = workspace;
  const { findings, stats } = analyzer.scan();
  const texts = new Map(files.map((f) => [f, fs.readFileSync(path.join(root, f), 'utf8')]));
  const own: Spent[] = [];
  const settled: Spent[] = [];
  for (const [n, file] of sample(texts, new Set(findings.map((f) => f.place.path)), EDITED).entries()) {
    const type = typing(file, texts.get(file)!)!;
    for (let key = 0; key < KEYSTROKES; key++) {
      const first = edit(analyzer, file, type((n % 7) + key));
      const rest = spent(() => analyzer.scan());
      own.push(first);
      settled.push({ wall: first.wall + rest.wall, cpu: first.cpu + rest.cpu });
    }
  }
  const large = largeFile(analyzer, texts);
  const hub = hubFile(analyzer, texts);
  const solving = spent(() => {
    analyzer.setConfigs(configs);
    analyzer.scan();
  });
  const lines = [...texts.values()].reduce((n, t) => n + t.split('\n').length, 0);
  return {
    paths: files,
    files: files.length,
    lines,
    cold,
    solving,
    computed: stats.computed,
    findings: findings.length,
    own,
    settled,
    large,
    hub,
    memory: { before, after },
  };
}

type Analyzer = Workspace['analyzer'];

const edit = (analyzer: Analyzer, file: string, text: string): Spent =>
  spent(() => {
    analyzer.setFile({ path: file, text, typed: true });
    analyzer.findings(file);
  });

function largeFile(analyzer: Analyzer, texts: ReadonlyMap<string, string>): EngineRun['large'] {
  const size = (t: string): number => Math.abs(t.split('\n').length - 1000);
  const [file] = [...texts].filter(([p, t]) => typing(p, t)).sort((a, b) => size(a[1]) - size(b[1]));
  if (!file) return undefined;
  const [name, text] = file;
  const type = typing(name, text)!;
  return {
    lines: text.split('\n').length,
    own: Array.from({ length: 40 }, (_, n) => edit(analyzer, name, type(n + 1))),
    parse: times(40, () => ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)),
  };
}

function hubFile(analyzer: Analyzer, texts: ReadonlyMap<string, string>): EngineRun['hub'] {
  const hub = mostImported(texts);
  if (!hub) return undefined;
  const text = texts.get(hub.path)!;
  const type = typing(hub.path, text)!;
  const settle = (t: string): Spent =>
    spent(() => {
      analyzer.setFile({ path: hub.path, text: t, typed: true });
      analyzer.scan();
    });
  return { importers: hub.importers, typing: Array.from({ length: 10 }, (_, n) => settle(type(n + 1))), more: settle(`${text}\nexport const oneMore = 1;\n`) };
}

const { paths, ...run } = measured();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-bench-'));
let warm!: Spent;
let again!: Spent;
try {
  const cache = (): FactsCache => factsCache(root, factsBuild(), folder);
  scan(cache());
  warm = middle(times(3, () => scan(cache())));
  const build = scanBuild();
  const remembered = (): unknown => openWorkspace(root, { models, overrides: { phase: 'advanced' }, cache: cache(), memory: scanMemory(root, build, folder) }).scan();
  remembered();
  again = middle(times(3, remembered));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
const read = (f: string): string => fs.readFileSync(path.join(root, f), 'utf8');
const bare = middle(times(3, () => paths.forEach((f) => ts.createSourceFile(f, read(f), ts.ScriptTarget.Latest, true))));
const facts = spent(() => paths.forEach((f) => lowerFile(parse(f, read(f)))));

const result: EngineRun = { ...run, bare, facts, warm, again };
console.log(JSON.stringify(result));
