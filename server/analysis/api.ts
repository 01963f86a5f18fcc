/** All that a rule imports. */
export type { Rule, RuleContext, RuleMeta, Report } from './findings/rule';
export type { Step } from './findings/finding';
export type { CallEvent } from './flow/events';
export type { FnNode, Taint, Value } from './flow/values';
export type { CallSpec, DataKind, ModelCallSpec, SafeFor, SinkKind } from './models/format';
export { BIT, constantsOf } from './flow/values';
export { deepTaints, part } from './flow/access';
export { allHold, callUse, holds, valuesAt, type At } from './flow/positions';
export { display } from './flow/calls';
export { listOf } from './models/ports';
export { sourceName, stepAt } from './findings/paths';
export { carries, modelCalls, sinksOf, talksToAi, type ModelCall } from './findings/questions';
export { browserVariable } from './flow/secrets';
export { isTestFile } from './findings/testFiles';
export { effectsBelow, type Reached } from './findings/reach';
export { calleeMark } from './findings/marks';
export { fns } from './flow/access';
export { entryPoints, unguarded, type Entry } from './findings/entries';
