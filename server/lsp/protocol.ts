/**
 * What the server says beyond the standard protocol. Types alone: this is the only file of `server/` that `client/` imports,
 * and nothing of it remains at run time. Method and command names are keys, so that both sides are checked against one list.
 */
import type { Location, Range } from 'vscode-languageserver';
import type { Job, Layer, Level, Phase } from '../analysis/findings/finding';

/** Requests of the client. */
export interface Requests {
  /** Every workload of the workspace. */
  'locksmith/workloads': { params: WorkloadsParams; result: WorkloadItem[] };
  /** The posture report, as parts that the client puts into a page of its own with its own Content Security Policy. */
  'locksmith/report': { params: ReportParams; result: ReportResult };
  /** A rule's page. */
  'locksmith/explain': { params: { rule: string }; result: { markdown: string } };
  /** The text of a new `locksmith.config.json`, with comments; the very one that `locksmith init` writes. */
  'locksmith/configTemplate': { params: Record<string, never>; result: { text: string } };
  /** The configuration that applies to a file, or to the first folder; `null` where there is none. */
  'locksmith/nearestConfig': { params: { uri?: string }; result: { uri: string | null } };
  /** The server's part of a report about itself: versions, counts, times, memory, files set aside. No source text. */
  'locksmith/diagnosticsReport': { params: Record<string, never>; result: { markdown: string } };
}

/** Notifications of the server. */
export interface Notifications {
  /** Sent when any of it changes, and once after `initialized`. */
  'locksmith/status': Status;
}

/**
 * `workspace/executeCommand`. The server advertises all of them, for every editor. VS Code's client registers the same ids
 * itself, adds what only an editor can do (progress, peek, pick lists, save dialogs), and then asks the server.
 */
export interface Commands {
  /** Takes `workDoneToken` from the request's params: begin, reports "n of m files" with a percentage, end. Cancellable. */
  'locksmith.scanWorkspace': { args: [ScanOptions?]; result: ScanSummary };
  /** The path of the finding at a position: source first, sink last; `null` where none has one. */
  'locksmith.showPath': { args: [PathQuery]; result: ShownPath | null };
  /** Edits the nearest config, or creates one, through `workspace/applyEdit`; answers with the file that it edited. */
  'locksmith.setPhase': { args: [Phase, { uri?: string }?]; result: { uri: string } };
  /** Adds a project function to the config's locks; edits and answers as `setPhase` does. */
  'locksmith.declareLock': { args: [DeclareLock]; result: { uri: string } };
  /** Writes a suppression with its reason at the finding; edits and answers as `setPhase` does. The client asks for the reason where none is given. */
  'locksmith.suppress': { args: [Suppress]; result: { uri: string } };
  /** The report as text; the client writes it where the user says. */
  'locksmith.exportReport': { args: [{ format: ReportFormat }]; result: { text: string } };
}

/** What the client tells the server at `initialize`. */
export interface InitializationOptions {
  /** Commands that this client carries out itself; a lens or an action naming another one would be dead. */
  clientCommands?: ClientCommand[];
  /** The ceiling of the analysis in megabytes, from `locksmith.maxMemory`. */
  maxMemory?: number;
}

/**
 * Commands that only an editor can carry out, for lenses, hovers and actions.
 * `locksmith.revealWorkload`: [workload id]. `locksmith.explainFinding`: [rule id]. `locksmith.openLocation`: [uri, line, character].
 * `locksmith.openPostureReport`: []. `locksmith.showPath`: [`PathQuery`].
 * `locksmith.suppress`: [`Suppress` without a reason, which it asks for].
 */
export type ClientCommand =
  'locksmith.revealWorkload' | 'locksmith.explainFinding' | 'locksmith.openLocation' | 'locksmith.openPostureReport' | 'locksmith.showPath' | 'locksmith.suppress';

/** The `locksmith` section of `workspace/configuration`. */
export interface Settings {
  enable: boolean;
  run: 'onType' | 'onSave';
  phase: Phase;
  minConfidence: 'high' | 'medium' | 'low';
  rules: Record<string, Level | 'off'>;
  /** Show findings that are due in a later phase, as hints. */
  showUpcoming: boolean;
  maxMemory: number;
}

export interface Status {
  state: 'starting' | 'analysing' | 'ready' | 'failed';
  /** The phase of the workspace root. */
  phase: Phase;
  files: number;
  workloads: number;
  findings: Record<Level, number>;
  /** Wall time of the last analysis, and when it ended (milliseconds since the epoch). */
  lastAnalysis?: { milliseconds: number; at: number };
  /** Files that could not be analysed, by name relative to the workspace. */
  setAside: string[];
  /** One sentence, where the state needs one. */
  message?: string;
}

export interface ScanOptions {
  /** Only these files; the whole workspace when left out. */
  files?: string[];
}

export interface ScanSummary {
  files: number;
  /** Reason → number of files. */
  skipped: Record<string, number>;
  findings: Record<Level, number>;
  /** Functions of which a limit left some calls unfollowed. */
  cut: number;
  workloads: number;
  milliseconds: number;
  /** Files that could not be analysed, by name relative to the workspace. */
  setAside: string[];
}

export interface PathQuery {
  uri: string;
  range: Range;
  rule?: string;
}

export interface ShownPath {
  rule: string;
  steps: { label: string; location: Location }[];
}

export interface DeclareLock {
  uri: string;
  kind: string;
  reference: string;
}

export interface Suppress {
  uri: string;
  rule: string;
  fingerprint: string;
  reason?: string;
}

/** `posture` is the posture report, as a page of its own. */
export type ReportFormat = 'posture' | 'html' | 'markdown' | 'json' | 'sarif';

export interface ReportParams {
  /** `command`: links to code are `command:locksmith.openLocation?[uri, line, character]`, URI-encoded. */
  links: 'command';
}

export interface ReportResult {
  title: string;
  /** The inside of `<style>`; colours are `var(--vscode-…, fallback)`. */
  style: string;
  /** The inside of `<body>`, escaped; no script, no inline style, no remote resource. */
  body: string;
}

export interface WorkloadsParams {
  /** Only of this workspace folder. */
  folder?: string;
}

export interface WorkloadItem {
  id: string;
  /** `POST /api/chat`, `tool handler refund`. */
  name: string;
  kind: string;
  location: Location;
  jobs: Job[];
  models: PlacedItem[];
  tools: (PlacedItem & { effects: string[]; approved: boolean })[];
  stores: (PlacedItem & { kind: string })[];
  locks: (PlacedItem & { layer: Layer })[];
  /** Missing in the current phase. */
  due: GapItem[];
  /** Missing from a later phase on. */
  dueNext: GapItem[];
}

export interface PlacedItem {
  name: string;
  location: Location;
}

export interface GapItem {
  layer: Layer;
  rule: string;
  due: Phase;
  what: string;
  location: Location;
}
