/** What the engine tells every face: editor, CLI, ESLint and reports. All positions are UTF-16 offsets into a file's text. */

export type Level = 'error' | 'warning' | 'information';
export type Phase = 'foundational' | 'enhanced' | 'advanced';
export const PHASES: readonly Phase[] = ['foundational', 'enhanced', 'advanced'];
export type Confidence = 'high' | 'medium' | 'low';
export type Layer = 'infrastructure' | 'identity-and-data' | 'ai-application';
export type Job = 'answers' | 'connects' | 'acts';

/** Half-open: `end` is one past the last UTF-16 unit. */
export interface Span {
  start: number;
  end: number;
}

/** A place in a file; `path` is workspace-relative with forward slashes. */
export interface Place extends Span {
  path: string;
}

/** One line of a proof: where, and what happens there ("read from the request body"). */
export interface Step extends Place {
  label: string;
}

export interface Message {
  /** What is wrong here, naming the data and the call. */
  what: string;
  why: string;
  todo: string;
}

export interface Finding {
  rule: string;
  level: Level;
  confidence: Confidence;
  /** The mark. */
  place: Place;
  message: Message;
  /** Source first, sink last. Empty where the mark says it all. */
  path: Step[];
  /** Further sources that reach the same sink. */
  otherPaths: Step[][];
  /** Other places worth a look (the side effect of a tool, the missing check's route). */
  related: Step[];
  /** Stable under edits elsewhere in the file. Hex. */
  fingerprint: string;
  /** What a fix needs to know; JSON, its shape owned by the rule and its fixes. */
  detail: Record<string, unknown>;
}

/** Something that went wrong with one file; the rest is unaffected. */
export interface Problem {
  path: string;
  message: string;
  kind: 'unreadable' | 'too-large' | 'binary' | 'syntax' | 'limit' | 'crash' | 'config' | 'model';
  span?: Span;
}

/** A lock seen on the way from an entry point, or the lack of one. */
export interface LockSeen {
  layer: Layer;
  /** `authentication`, `filter`, `scope`, `approval`, `encryption`, `rate limit`, `audit record`, `TLS` … */
  name: string;
  place: Place;
}

export interface Gap {
  layer: Layer;
  rule: string;
  due: Phase;
  place: Place;
  what: string;
}

/** One entry point with all that it reaches. */
export interface Workload {
  id: string;
  /** `POST /api/chat`, `tool handler refund`, `server action ask`. */
  name: string;
  kind: string;
  place: Place;
  jobs: Job[];
  models: { name: string; provider: string; place: Place }[];
  tools: { name: string; place: Place; effects: string[]; approved: boolean }[];
  stores: { name: string; kind: string; place: Place }[];
  locks: LockSeen[];
  /** Missing locks that are due in the current phase, and those due in a later one. */
  due: Gap[];
  dueNext: Gap[];
}

/** A text edit; spans refer to the text that was analysed. */
export interface Edit extends Place {
  newText: string;
}

export type FixTier = 'safe' | 'suggested' | 'suppress';

export interface Fix {
  title: string;
  tier: FixTier;
  /** Edits in existing files. */
  edits: Edit[];
  /** Files that the fix creates (helpers); never overwrites. */
  creates: { path: string; text: string }[];
  /** The package of the call that it mends, where there is one. */
  sdk?: string;
  /** A change of the project's config, as an edit of `locksmith.config.json` made by the host. */
  declareLock?: { kind: string; reference: string };
}
