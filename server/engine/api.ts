/** What the faces (LSP, CLI, ESLint) may ask of the engine. The engine owns "what changed"; it never touches a disk itself. */
import type { Finding, Fix, Level, Phase, Problem, Workload, Confidence } from '../analysis/findings/finding';
import type { SourceTree } from '../analysis/syntax/parse';

/** The configuration that applies to a file, with every default filled in. Read by `host/config.ts`. */
export interface Config {
  /** Folder of the config file relative to the workspace root, '' for the root. */
  base: string;
  phase: Phase;
  threatModel: ('remote' | 'local')[];
  rules: Record<string, Level | 'off'>;
  exclude: string[];
  publicCollections: string[];
  locks: Record<'filter' | 'auth' | 'approval' | 'encryption' | 'rateLimit', string[]>;
  /** The text of each model file that the project adds. */
  models: { path: string; text: string }[];
  minConfidence: Confidence;
}

export const DEFAULT_CONFIG: Config = {
  base: '',
  phase: 'foundational',
  threatModel: ['remote'],
  rules: {},
  exclude: [],
  publicCollections: [],
  locks: { filter: [], auth: [], approval: [], encryption: [], rateLimit: [] },
  models: [],
  minConfidence: 'medium',
};

/** A file as the host hands it over. */
export interface SourceFileInput {
  /** Workspace-relative, forward slashes. */
  path: string;
  text: string;
  /** Its tree, where another program has parsed this very text already. */
  tree?: SourceTree;
  /** It is being typed: its facts are not worth keeping for later runs. */
  typed?: boolean;
}

/** What module resolution may see of the file system: cheap, synchronous, cached by the host. Paths are workspace-relative. */
export interface ResolutionHost {
  fileExists(path: string): boolean;
  directoryExists(path: string): boolean;
  readFile(path: string): string | undefined;
  realpath?(path: string): string;
}

export interface ScanResult {
  findings: Finding[];
  workloads: Workload[];
  problems: Problem[];
  stats: ScanStats;
}

export interface ScanStats {
  files: number;
  skipped: Record<string, number>;
  workloads: number;
  /** Functions of which a limit left some calls unfollowed: what those do is unknown. */
  cut: number;
  /** Milliseconds of wall time, in total and by step. */
  time: Record<string, number>;
  /** Units computed in this run, for tests of what was *not* recomputed. */
  computed: { facts: number; summaries: number; rules: number };
}

/**
 * A workspace under analysis. Pure and synchronous: the worker calls it, hosts feed it. Every method answers for the state
 * that the calls before it have built; nothing is recomputed that did not change.
 */
export interface Analyzer {
  setConfigs(configs: Config[]): Problem[];
  /** Adds or replaces a file. */
  setFile(file: SourceFileInput): void;
  removeFile(path: string): void;
  /** Findings of one file, after its suppressions, levels and phases. `cancelled` is asked between units of work. */
  findings(path: string, cancelled?: () => boolean): Finding[];
  /** Findings of one file whose lock is due in a later phase. */
  upcoming(path: string): Finding[];
  /** Everything. */
  scan(cancelled?: () => boolean): ScanResult;
  workloads(): Workload[];
  /** Quick fixes of a finding, best first. `textOf` gives the texts as they were analysed. */
  fixes(finding: Finding, textOf: (path: string) => string | undefined): Fix[];
}
