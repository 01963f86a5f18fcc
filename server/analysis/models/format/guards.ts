/** Who calls the program and what stands before it: locks, checks, entry points, middleware, and how each refuses. */
import type { Condition, DataSpec } from './flow';
import type { ApiName, EntryKind, LockKind, PortText, ResponseKind, SafeFor } from './words';

/**
 * A call that is a lock.
 *  - `throws`: passing it without an exception is the lock;
 *  - `truthy`/`falsy`: the result, tested, is the lock (`member` names the tested field: `results[*].flagged`; `scores.**` any
 *    field of it, `**` any field at all). A score is tested by a comparison: to be above a limit is to be true;
 *  - `identity`: the result is the verified identity, which locks when it is tested;
 *  - `middleware`: the function that it returns is the lock, where it is registered;
 *  - `plugin`: the function itself is the lock, where it is registered;
 *  - `wrapper`: it returns a guarded version of the function at `handler`;
 *  - `option`: it is a lock by being there (limits, audit);
 *  - `asks`: a way that makes the call and leaves has asked; whoever comes by another way was answered.
 */
export interface LockSpec {
  kind: LockKind | ResponseKind;
  how: 'throws' | 'truthy' | 'falsy' | 'identity' | 'middleware' | 'plugin' | 'wrapper' | 'option' | 'equals' | 'asks';
  member?: string;
  /** With `equals`: the constants by which it says that all is well (`*` for all that do not say no), and those by which it refuses. Large and small letters are the same. */
  equals?: (string | number | boolean)[];
  refuses?: (string | number | boolean)[];
  /** With `identity`: the member path of the result that is the caller's id (`user.id`, `sub`). */
  subject?: string;
  /** What was examined (filters) or encrypted. */
  data?: PortText[];
  handler?: PortText;
  if?: Condition[];
  unless?: Condition[];
  /** With `middleware` or `throws`: patterns of the paths that go without it. */
  except?: PortText;
}

/** A test of data: coming back from it, or its result, tells what the data is safe for. */
export interface CheckSpec {
  data: PortText | PortText[];
  how: 'throws' | 'truthy' | 'falsy';
  safeFor: SafeFor[];
}

export interface EntrySpec {
  kind: EntryKind;
  /** Only where all of these hold (an event's name). */
  if?: Condition[];
  /** The handler functions; the last is the handler, those before it are middleware. */
  handler: PortText;
  /** Each function at `handler` is an entry point of its own (resolvers). */
  each?: boolean;
  /** The route's path pattern, for middleware coverage. */
  path?: PortText;
  /** Instance types of the handler's parameters, in order. A `data` spec makes the parameter itself a source. */
  params?: (ApiName | DataSpec | null)[];
  /** How such handlers refuse, where the types of their parameters do not say. */
  refusal?: RefusalSpec;
  /** What the handler returns is sent to the caller. */
  returnsResponse?: boolean;
  /** Options that lock the route (`preHandler`, `config.rateLimit`). */
  hooks?: PortText[];
  /** Options of which each may be the name of hooks that were registered under it (see `named`), and by being set has them run before the handler. */
  options?: PortText;
  /** Locks of the application that are switched off for this route where the condition holds. */
  exempt?: { lock: LockKind; if: Condition[] }[];
}

/** `app.use(path?, middleware…)`: a function that runs before the handlers that come later or below its path. A router given here is mounted. */
export interface MiddlewareSpec {
  handler: PortText | PortText[];
  path?: PortText;
  /** `prefix` (the default) covers all below the path, `pattern` only what the path itself matches. */
  match?: 'prefix' | 'pattern';
  /** Names of lifecycle hooks that run before the handler (`addHook('preHandler', f)`). */
  if?: Condition[];
  /** It holds for routes that were registered before it as well. */
  anytime?: boolean;
  /** It holds for what is called on the result alone (`procedure.use(f).mutation(…)`). */
  chain?: boolean;
  /** Functions that work on what they are registered with, not on a copy of their own. */
  shares?: PortText;
  /** Where a function is given here, it holds for what that function registers, and for nothing else. */
  inside?: PortText;
  /**
   * It holds for what the application is mounted on as well, behind the place where it is: one level up where the value at `port` is one of
   * `parent`, all the way up for one of `all`. With no `handler`, it says so of all that was registered on the application before.
   */
  reach?: { port: PortText; parent: string[]; all: string[] };
  /** It registers hooks under names, for routes whose `options` have these: an object with the names at `at`, or one name, for what is at `value`. The hooks are these properties of what has the name, or is made by it. */
  named?: { at: PortText; value?: PortText; hooks: string[] };
}

/** Infrastructure that is written as code: a function of the workspace, by the file that has it or the folder that its `handler` begins at (`chat.handler`). */
export interface DeploysSpec {
  file?: PortText;
  folder?: PortText;
  handler: PortText;
}

/** It puts what was deployed, or what was made of that, behind HTTP. Each condition by itself has a lock stand before it there; `unless` leaves it without an `auth`. */
export interface ExposesSpec {
  function: PortText[];
  if?: Condition[];
  auth?: Condition[];
  rateLimit?: Condition[];
  unless?: Condition[];
}

/** What a decorator says of the method, class or parameter below it. */
export interface DecoratorSpec {
  /** The method is an entry point. */
  entry?: { kind: EntryKind; path?: PortText; refusal?: RefusalSpec };
  /** The parameter is an instance of a type, or carries data. */
  param?: ApiName | DataSpec;
  /** Each parameter of the method carries data. */
  params?: DataSpec;
  /** Of a class: what the paths of its methods begin with. */
  path?: PortText;
  /** Classes and functions that run before the method, or before all methods of the class; `method` decides. */
  guards?: PortText;
  method?: string;
  /** The guards run before every entry point of the workspace that decorators make. */
  everywhere?: boolean;
  /** Locks that are switched off for the method or class. */
  exempts?: LockKind[];
}

/**
 * For quick fixes: where a caller's credential and address stand, and the statements that refuse whoever is unknown and whoever asks too
 * often, with `{0}` and `{1}` for the handler's parameters; `params` names those, for a handler that takes none.
 */
export interface RefusalSpec {
  params: string[];
  credential?: string;
  /** What the framework has verified of the caller by itself; nothing for nobody. */
  identity?: string;
  deny: string;
  address?: string;
  tooMany?: string;
  /** Names to import, by module, where a statement speaks of them. */
  imports?: Record<string, string[]>;
  /** Where refusals stand in a decorator: its name, and the helpers that export what it is given, by lock. */
  guards?: { decorator: string; by: Partial<Record<LockKind, string>> };
  /** Methods of a parameter that work without what they are taken from: `({ getClientAddress }) => …`. */
  free?: string[];
}
