/** Every limit of the analysis, in one place. Reaching one yields *unknown*, never a finding at high confidence. */
export const LIMITS = {
  /** Nesting of expressions and statements below which a tree is lowered; deeper parts become an unknown value. */
  nesting: 800,
  /** Instructions of one function; what comes after is left out. */
  instructions: 60_000,
  /** UTF-16 units of a file. */
  fileSize: 1_000_000,
  /** Parts of `a + b + …` that are looked at together. */
  operands: 100,
  /** Members of an access path (`a.b.c.d`); longer ones are cut to their prefix. */
  accessPath: 4,
  /**
   * Members of a path into what unknown code made of a caller's data: its members are no members of that data. Something that is made of ten parts
   * and read by ten names, over and over, would carry each part under each name.
   */
  madePath: 2,
  /** Members of a path into data of known origin: SDKs nest their answers deeply, and say of deep members what is no data. */
  sourcePath: 8,
  /** Origins that one value keeps. */
  origins: 24,
  /** Different things (objects, API names, constants) that one value may be. */
  things: 12,
  /** Functions, classes and instances that one value may be: a table of handlers, one of which a name chooses. */
  members: 48,
  /** Arguments that a function finds in `arguments` beside those that it declares. */
  arguments: 6,
  /** Properties that an abstract object keeps apart. */
  properties: 64,
  /** Objects that may hang below one another in a summary. */
  objectDepth: 6,
  /** Schemas within a schema, each method that is called on one included. */
  schemaDepth: 12,
  /** Objects and closures that a function hands out; of more, those of one place in the code become one. */
  objects: 250,
  /** Places in one thing that a function writes to and that are kept apart; of more, those below one member are one. What merges a tree into a tree writes everywhere. */
  writes: 32,
  /** Constants that a test of a member is remembered with. */
  constants: 16,
  /** Kinds of objects, told apart by a constant member, for each of which what is made of them is made once. */
  kinds: 6,
  /** Parts of what a caller gives that are looked at kind by kind at once. */
  kindsWithin: 2,
  /** Times that a loop or a recursion is walked before its answer is widened. */
  rounds: 3,
  /** Calls through which an open sink is lifted towards its sources. */
  lift: 10,
  /** Open calls of one API that one function hands to its callers. */
  openSinks: 160,
  /** Ways on which one call of a function leads to one open call: where functions call each other in many places, ways multiply from layer to layer. */
  ways: 12,
  /** Names by which a function may be told what to run. */
  dispatches: 400,
  /** Calls in a row into which a walk descends. */
  callDepth: 40,
  /** Steps of one proof. */
  steps: 40,
  /** Packages' functions that one call may mean, and meanings of one type. */
  targets: 6,
  /** Methods that may stand in for one that a class leaves open. */
  overrides: 48,
  /** Values that one walk from an entry point may visit. */
  reach: 4_000,
  /** Ways, told apart by tests of the request's path, that are kept apart. */
  routes: 24,
  /** Functions called by one that is set around a model, in which a refusal is looked for. */
  refusals: 3,
} as const;
