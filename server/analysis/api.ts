/** All that a rule imports. */
export type { Rule, RuleContext, RuleMeta, Report } from './findings/rule';
export type { Fix, Step } from './findings/finding';
export type { CallEvent } from './flow/events';
export type { FileNode, FnNode, FnRef, Taint, Value } from './flow/values';
export type { ModelLoop } from './flow/loops';
export type {
  BuildsSpec,
  RecordSpec,
  RetrievalSpec,
  ScopedSpec,
  StoreSpec,
  ToolSourceSpec,
  ToolSpec,
  ApprovalSpec,
  BoundSpec,
  CallSpec,
  DataKind,
  LockKind,
  RefusalSpec,
  ModelCallSpec,
  PortText,
  SafeFor,
  SchemaSpec,
  SinkKind,
  StoreKind,
} from './models/format';
export { BIT, JOINED, constantsOf, contents, privilegedRole, sameTaint, tainted } from './flow/values';
export { deepTaints, membersOf, part } from './flow/access';
export { allHold, callUse, elementsOf, holds, narrowed, propertyOf, spreadsArguments, valuesAt, writtenText, type At } from './flow/positions';
export { display } from './flow/recorded';
export { listOf, parsePort } from './models/ports';
export type { Page, PageEdit } from './syntax/page';
export { sourceName, stepAt } from './findings/paths';
export {
  carries,
  carriesUnless,
  makersUsed,
  modelCalls,
  retrievalOf,
  sinksOf,
  asksModel,
  servesTools,
  refusesSystem,
  talksToAi,
  toolDescriptions,
  toolResults,
  type ModelCall,
} from './findings/questions';
export { closuresAt, handlersAt, methodsAt } from './findings/handlers';
export { type DescribedTool, describedTools } from './findings/described';
export { type Binding, bindingsOf, isToolOf, nameIn, namesListed, offeredAs } from './findings/bindings';
export { browserVariable, environmentVariable } from './flow/secrets';
export { effectsBelow, effectsOf, eventsBelow, inserts, type Reached } from './findings/reach';
export { once } from './facts/once';
export { eachFile, inEachFile } from './project/overFiles';
export { importersOf } from './project/importers';
export { operandsOf, usesParam } from './facts/operands';
export { calleeMark, propertyWritten, whereWritten } from './findings/marks';
export { apis, fns, isOpen } from './flow/access';
export { having, isLink } from './flow/asked';
export { rootOf } from './flow/chains';
export { clearedBy } from './flow/substitute';
export { callersOf } from './findings/callers';
export type { Entry } from './entries/entry';
export { allEntries, entryPoints } from './entries/entries';
export { innerFunctions } from './findings/inner';
export { isTestFile } from './findings/testFiles';
export { aiPrograms } from './findings/programs';
export { unguarded } from './entries/unguarded';
export { namesOwner } from './findings/owners';
export { helpUri, sentence } from './findings/words';
export { makeFix, type FixContext, type FixMaker, type Helper, whereFrom } from './fixes/context';
export { declaredAs } from './fixes/declared';
export { optionSet, propertyAt, setAt } from './fixes/options';
export { type BranchHead, branchHead } from './fixes/branch';
export { type Head, headOf, refusalOf } from './fixes/handlers';
export { examinedAsElsewhere } from './fixes/filterElsewhere';
export { bringCallee, chainBefore, checkElsewhere, decoratorBefore, decoratorPlace, identityCall, middlewareBefore } from './fixes/guardElsewhere';
export { type Shape, inputShape, joinShapes, jsonSchema, shapeOf, zodFields } from './fixes/fields';
export { remediesOf } from './fixes/remedies';
export { treatAs } from './fixes/treatAs';
export { type QueryPorts, ownedQuery } from './fixes/ownedQuery';
export { fieldsOf, textsAt } from './fixes/texts';
export { carriersOf, textWithout } from './fixes/carriers';
export { optionIn, overridden } from './fixes/overridden';
export { identityAt } from './fixes/identity';
export { waitingAt } from './fixes/waiting';
export { dropped, replace, replaced, markedSpans, wrapped } from './fixes/rewrite';
export { LIMITS } from './limits';
export type { Dispatch } from './flow/dispatch';
export type { FileFacts, Instr, Use } from './facts/ir';
