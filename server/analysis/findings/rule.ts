import type { CallEvent } from '../flow/events';
import type { Solver } from '../flow/solver';
import type { FnNode, Taint } from '../flow/values';
import type { Use } from '../facts/ir';
import type { FixMaker } from '../fixes/context';
import type { Confidence, Layer, Level, Message, Phase, Step } from './finding';

/** What a rule is, for settings, docs, SARIF and the posture report. */
export interface RuleMeta {
  id: string;
  title: string;
  level: Level;
  due: Phase;
  layer: Layer;
  summary: string;
  tags: { owasp: string[]; asi: string[]; mcp: string[]; aisvs: string[]; cwe: string[]; atlas: string[]; aws: string[] };
  /** 0 to 10, for SARIF's `security-severity`. */
  securitySeverity: number;
  helpUri: string;
}

/** What a rule has to say about one place. Taints become paths. */
export interface Report {
  fn: FnNode;
  mark: Use;
  message: Message;
  taints?: readonly Taint[];
  /** The call in which the paths end. */
  sink?: CallEvent;
  related?: Step[];
  /** The entry point's handler, where a lock could stand. */
  handler?: FnNode;
  confidence?: Confidence;
  /** What fixes need to know. `collection` names one that, listed under `publicCollections`, is nobody's secret. */
  detail?: Record<string, unknown>;
}

export interface RuleContext {
  solver: Solver;
  /** Every modelled call of the workspace, also with the arguments of each caller put in. */
  events: readonly CallEvent[];
  /** The same by the function in which they stand, or to which they were followed. */
  groups: readonly (readonly CallEvent[])[];
}

export interface Rule {
  meta: RuleMeta;
  /** It looks at each call alone: what it said of a function's calls holds until the function is solved again. */
  local?: boolean;
  /** It has one finding for each call: of several arguments, the first is marked. */
  perCall?: boolean;
  /** Texts of files that it must see although they may have nothing to do with AI. Yes where they may; asked of every file. */
  concerns?(text: string): boolean;
  check(context: RuleContext, report: (r: Report) => void): void;
  /** What a local rule asks of the workspace as a whole besides. */
  across?(context: RuleContext, report: (r: Report) => void): void;
  /** Quick fixes besides the controls that models bring, best first. */
  fixes?: readonly FixMaker[];
}
