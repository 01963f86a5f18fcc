/**
 * The model format: what an SDK's calls mean, as data.
 *
 * A model file is YAML and may hold several documents, one for each package of a family. Built-in models and a project's own
 * models (`models` in `locksmith.config.json`) use the same format. `docs/models.md` explains it with examples; this file is
 * its one definition.
 *
 * Two small languages occur in it:
 *
 * *Names* say which API is meant, relative to the document's package:
 *  - `generateText`            an export
 *  - `OpenAI`                  an exported class (as a call key: its construction with `new` or a call)
 *  - `OpenAI#chat.completions.create`   a member of an instance of `OpenAI`
 *  - `OpenAI.fromEnv`          a static member
 *  - `default`, `default#get`  the default export
 *  - `pkg:Name`                a name of another package; `global:fetch`, `global:Array#map` for the language itself
 *
 * *Ports* say which value of a call is meant:
 *  - `0`, `1`, `2..` (from the third on), `*` (every argument), `this`, `return`
 *  - `0.messages`, `0.messages[*].content`, `0.*` (every property), `this.{0}` (the property that argument 0 names, or any where that is not known)
 *  - `0.messages[role=system|developer].content`: elements whose `role` may be one of these
 *  - `0.messages[role!=system].content`
 *  - `0.input[text]` where a text or a list may stand: only a text; `0.input[list]`: only a list, or a part that is named as one
 *  - `0.filter[whole]`: what somebody else made as a whole, or put into it under names of their own, and not the values of properties that are written here
 *  - `0.tools[made].description`: elements that are made in the workspace, not what a list holds that came from elsewhere
 *  - `0()` what a function given as argument 0 returns, `0(1)` its second parameter
 */

/** `pkg:Name#member` or `Name#member`. */
export type ApiName = string;
/** See the file comment. */
export type PortText = string;

/**
 * What a value is made of. A value may carry several. `identity` is the verified caller, `credential` what a caller shows to be
 * verified; `arguments` are what a model calls a tool with, `record` a row of the program's own.
 */
export const DATA_KINDS = ['user', 'credential', 'local', 'file', 'external', 'retrieved', 'model', 'arguments', 'record', 'secret', 'personal', 'identity'] as const;
export type DataKind = (typeof DATA_KINDS)[number];

/**
 * What a barrier makes a value safe for. `any` (an allow-list, a number) clears every kind of data; the others silence only
 * the sinks that name them. `resolved` silences nothing by itself: it says that a path has no `..` left, so that a prefix test of it
 * is a containment check; `rebased`, that it was resolved against a folder of the program. `below`: it has no `..`, so that it leads below
 * what it is put behind. `program`: it stands behind a fixed first word, so that taken apart it is an argument. `encoded`: as one part of a
 * URL, so that behind something else it chooses no host. `scheme`: it begins with a scheme that the program knows, so that whoever opens it takes
 * it for an address and for nothing else. `scope`: it was compared with the verified identity, or is one of the identity's own
 * memberships. `extracted`: it was taken out of a document, so that what was `user` is `external` as well; it silences those who
 * ask about what a sender wrote himself.
 */
export const SAFE_FOR = [
  'any',
  'filter',
  'shell',
  'code',
  'query',
  'html',
  'images',
  'path',
  'host',
  'schema',
  'redacted',
  'encrypted',
  'roles',
  'resolved',
  'rebased',
  'encoded',
  'scope',
  'program',
  'below',
  'scheme',
  'extracted',
] as const;
export type SafeFor = (typeof SAFE_FOR)[number];

export const SINK_KINDS = ['command', 'code', 'query', 'html', 'markdown', 'path', 'url', 'response', 'structure', 'tool-source'] as const;
export type SinkKind = (typeof SINK_KINDS)[number];

export const EFFECT_KINDS = ['process', 'file', 'database', 'http', 'message', 'payment', 'cloud', 'repository', 'browser', 'queue', 'calendar'] as const;
export type EffectKind = (typeof EFFECT_KINDS)[number];

export const STORE_KINDS = ['file', 'browser', 'embedded', 'record', 'managed', 'vector', 'log', 'cookie'] as const;
export type StoreKind = (typeof STORE_KINDS)[number];

export const LOCK_KINDS = ['filter', 'auth', 'approval', 'encryption', 'rateLimit', 'audit'] as const;
export type LockKind = (typeof LOCK_KINDS)[number];

/** What a response is declared to be. It locks nothing, but holds on a way as locks do. */
export type ResponseKind = 'html' | 'text';

export const ENTRY_KINDS = ['http', 'websocket', 'rpc', 'action', 'page', 'lambda', 'queue', 'bot', 'timer', 'webhook', 'cli', 'mcp', 'agent'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Data that a read or a call yields. `label` finishes the sentence "… read from LABEL". */
export interface DataSpec {
  kind: DataKind | DataKind[];
  label?: string;
  /** Of an identity: the member path that is the caller's id. Default `id`. */
  subject?: string;
  /** Member paths below the value that carry nothing (`usage`, `id`, `choices[*].finish_reason`). */
  except?: string[];
  /** Ends of member paths under which only a name of the program's own stands (`tool_calls[*].function.name`): a choice of the model, but nothing that it wrote of anybody. */
  names?: string[];
  /** Names of members that say where the data was put (`path` of an upload that is kept in a file): whoever reads what is there reads the data. */
  places?: string[];
  /** The body of a server's answer with what a model said somewhere in it: to parse it is to read the server's own format. Or the paths of the members that are so. */
  envelope?: boolean | string[];
  /** Members that tell whether there is an answer at all, each with what it says then (`ok: [true]`, `status: [200]`). Where it says otherwise, nothing in it is what was asked for. */
  answered?: Record<string, (string | number | boolean)[]>;
  /** Only whoever is signed in can read it: a mailbox, a calendar, one's own documents. */
  private?: boolean;
  /** The part of the request that it is, as the framework held it to a schema before it called the handler (see `validates`), or middleware of the project examined it. */
  validated?: string;
}

export interface ValidatesSpec {
  schema: PortText;
  member?: string;
  json?: boolean;
}

export interface ReturnSpec {
  /** The result is an instance of the class at this port (`inject(Llm)`, `container.resolve(Llm)`). */
  instance?: PortText;
  /** The instance type of the result (also of each element of an awaited or iterated result). */
  type?: ApiName;
  data?: DataSpec | DataKind;
  /** The part of the request that the constant at this port names, as the framework held it to a schema before it called the handler (see `validates`). */
  validated?: PortText;
  /** Constant properties of the result: the role of a message that a class of its own stands for. */
  fields?: Record<string, string>;
  /** Only where all of these are seen to hold (a parameter that is decrypted). */
  if?: Condition[];
}

/** A condition on an argument: a port and the constants that it may (or, with `not`, may not) have; `present: true` asks only that it is there. */
export interface Condition {
  port: PortText;
  is?: (string | number | boolean | null)[];
  not?: (string | number | boolean | null)[];
  /** A regular expression (linear: no nested quantifiers) over a constant string. */
  matches?: string;
  /** The same over the name by which the code knows the value: a variable of the environment, a property, an import. */
  named?: string;
  present?: boolean;
}

export interface StepSpec {
  from: PortText | PortText[];
  to: PortText | PortText[];
  /** What the step makes the data safe for. */
  safeFor?: SafeFor[];
  /** What moves is what was put at the place that the value names, and nothing of a value that is no such place. */
  placed?: boolean;
  /** The value is written out as a text. */
  text?: boolean;
  /** What moves are the names of the value's properties. */
  keys?: boolean;
  /** What is safe for the first becomes safe for the second. */
  turns?: Partial<Record<SafeFor, SafeFor>>;
  /** It yields a piece of a text: what is found of the piece tells nothing of the whole. */
  part?: boolean;
  /** It yields one element of a list: what is found of that tells nothing of the others. */
  one?: boolean;
  /** Only where all of these hold; not where any of these does. */
  if?: Condition[];
  unless?: Condition[];
}

/** A call that asks a model: what goes where. */
export interface ModelCallSpec {
  /** `answer` yields text, `embed` a vector, `image`/`audio` media; `note` leaves text behind that a later call reads. Default `answer`. */
  task?: 'answer' | 'embed' | 'image' | 'audio' | 'note';
  provider?: string;
  /** Where the model's name stands. */
  name?: PortText;
  instructions?: PortText[];
  content?: PortText[];
  /** How a user message is written, with `{text}` for its text. Default `{ role: 'user', content: {text} }`. */
  turn?: string;
  /** Message lists whose roles a caller could choose. */
  roles?: PortText[];
  /** Conditions under which the answer is checked against a schema by the SDK. */
  structured?: Condition[];
  /** Members of such an answer that are as the model wrote them. */
  unstructured?: string[];
  /** Options that cap the output tokens. */
  cap?: PortText[];
  /** Of a call that asks models of every kind: only where all of these are seen to hold is the answer a text of any length. */
  speaks?: Condition[];
  /** Options that set a filter on the call; see `FilterOption`. */
  filter?: FilterOption[];
  /** Tools offered by this call. */
  tools?: PortText[];
  /**
   * Values by name that fill the templates of what the call `uses`. A value stands where its name stands, as `{name}`: in the
   * instructions of a template, or else in its content.
   */
  fills?: PortText;
  /** What the functions that make the agent's instructions are given, as that property of their first parameter. */
  context?: { port: PortText; as: string };
  /** How tools that come as a set are known to the model: `mcp__{set}__{tool}`. */
  setNames?: string;
  /** A node of a graph, which is run by whatever runs the graph; a mere set of tools, for whoever is given it. */
  partOf?: 'graph' | 'set';
  /** Middleware and the like that decides whether a tool may run, whose own `approval` says how; `needs` is an option without which it does nothing. */
  deciders?: { at: PortText[]; needs?: PortText };
  /** Ports that hold an agent, client or model whose own construction adds instructions, tools, filters (`this`, `0.model`). */
  uses?: PortText[];
  /** Tools of the SDK's own that run unasked when their name stands in a list. */
  builtins?: { port: PortText; untrusted: string[]; private: string[]; change: string[] };
  /** The SDK records calls by itself. */
  audit?: PortText[] | boolean;
}

/** A filter is set when the condition holds and none of `unless` does. */
export interface FilterOption extends Condition {
  unless?: Condition[];
  /** Only these positions are examined (default: both). */
  covers?: ('instructions' | 'content')[];
  /**
   * Functions at the port, which count only where they can refuse: on some way they throw, or give a new value for the property
   * `replaces`, before they call on: the function `before` of their first parameter, or the parameter of that number itself.
   * With `by` they refuse by calling that function of their parameter.
   */
  stops?: { before?: string | number; replaces?: string; by?: string };
}

/** Something that binds instructions, tools and limits before it is run: an agent, a chat session, a configured model. */
export interface AgentSpec extends ModelCallSpec {
  /** How often it may go round; see `BoundSpec`. */
  bound?: BoundSpec;
  approval?: ApprovalSpec[];
}

/** Bounds of an agent loop. `missing` says what the absence of every port means. */
export interface BoundSpec {
  ports: PortText[];
  /** Values that switch the bound off (`null`, `Infinity`) or make it meaningless (`atLeast`). Calls by name: `isLoopFinished()`. */
  off?: {
    is?: (string | number | boolean | null)[];
    atLeast?: number;
    /** Calls and names, alone: `isLoopFinished()`, `Infinity`. */ calls?: ApiName[];
    /** Calls that count: with a number of `atLeast` or more, they bound nothing. */ counts?: ApiName[];
  };
  missing: 'bounded' | 'unbounded';
}

/** Approval given for tools: on the tool, the agent, the call, or something that the agent is given to decide. */
export interface ApprovalSpec {
  port: PortText;
  /**
   * How the value is read:
   *  - `flag`: constants, or a function that decides;
   *  - `mode`: a constant that holds for all tools of the call;
   *  - `function`: asks, unless it can be seen to let everything pass;
   *  - `returns`: a function that asks where its result has `member`;
   *  - `by-tool`: one of these for each name, or a function for all;
   *  - `unasked-list`: names of tools that run unasked;
   *  - `generic`: asks by being there.
   */
  form: 'flag' | 'mode' | 'function' | 'returns' | 'by-tool' | 'unasked-list' | 'generic';
  /** Constants that mean approval is asked / is switched off. */
  on?: (string | number | boolean | null)[];
  off?: (string | number | boolean | null)[];
  /** The member of a function's result that says it. */
  member?: string;
  /** What is true when the port is absent. Default: nothing is said. */
  missing?: 'on' | 'off';
  /** It says so of every node of a graph that is put together in the same file. */
  graph?: boolean;
  unless?: Condition[];
}

export interface ToolSpec {
  /** The call makes no tool: each value here is one, written as a plain object with the function that runs (`0.tools[*].function`). The other ports stand below it. */
  each?: PortText;
  name?: PortText;
  description?: PortText;
  /** The input schema, by all names that it has had; absent means the SDK has none. */
  schema?: PortText | PortText[];
  /** The schema is written as its fields alone, without `z.object` around them. */
  raw?: boolean;
  /** The function that runs when the model calls the tool. Without it the tool is returned to the caller. */
  handler?: PortText;
  /** Which parameters of the handler carry what the model sent (`0`, `0.input`). Default `0`. */
  input?: string[];
  approval?: ApprovalSpec[];
  /** The tool itself has a side effect (a shell tool, a computer tool). */
  effect?: EffectKind;
  /** A tool that runs at the provider or on a remote server. */
  remote?: boolean;
  /** It takes in content that someone outside wrote (a web search). */
  reads?: 'external';
  /** Hosted retrieval (file_search): ports that scope it. */
  retrieval?: RetrievalSpec;
}

export interface RetrievalSpec {
  store?: string;
  /** The tool by which the model itself searches: it is marked in place of the call. */
  at?: PortText;
  /** Only a search where these hold (SQL text with a vector operator). */
  if?: Condition[];
  query?: PortText[];
  /** Options that name whose records are meant. Any of them with an owner counts as a scope. */
  scope?: PortText[];
  /** Scopes that are namespaces or tenants: their whole value is the owner. */
  namespace?: PortText[];
  /** Where the collection's name stands (`publicCollections`). */
  collection?: PortText[];
  /** SQL text: a condition on an owner's column scopes it, with the parameter that the text names (`$2`, `?`) in `params`. */
  sql?: PortText;
  /** Values of the parameters that the SQL text, or a `scope` that is a text, names: a list, an object, or arguments (`1..`). */
  params?: PortText;
}

/** A read, change or deletion of records, for `retrieval/unowned-record`; a `count` tells only how many there are, or whether there is one. */
export interface RecordSpec {
  action: 'read' | 'write' | 'delete' | 'count';
  /** Where the table, model or collection is named; without it, the member of the client that is called (`prisma.chat.findUnique`). */
  table?: PortText[];
  /** The provider keeps such records, and all of them are AI data. */
  kept?: string;
  /** SQL text, with its parameters in `where`. */
  sql?: PortText;
  /** Conditions that select the record. */
  where?: PortText[];
}

export interface ScopedSpec {
  ports: PortText[];
  unless?: Condition[];
  /** The value is the caller's own token, which the store verifies: row-level security. */
  verified?: boolean;
}

/**
 * A link of a query or a condition that is built call by call, and runs when its last link is awaited: `.eq('user_id', x)`,
 * `eq(chats.userId, x)`, `.where('a = :a', { a })`. A link that says nothing of whose the records are is `{}`.
 */
export interface BuildsSpec {
  /** The table that the query is about, by its name or as a value. */
  table?: PortText;
  /** What the condition is about: a column, by its name or as a value that ends in it. */
  field?: PortText;
  value?: PortText[];
  /** SQL text with its parameters in `params`, as in `RetrievalSpec`. */
  sql?: PortText;
  params?: PortText;
  /** Whole conditions: objects of fields and values, texts, other conditions. */
  all?: PortText[];
}

export interface StoreSpec {
  kind: StoreKind;
  value: PortText[];
  /** Conditions that say the store or the value is encrypted or has a customer's key. */
  encrypted?: Condition[];
  /** Names of fields that are left out of what is written: of a list, the last part of each path. */
  redacts?: PortText[];
  /** SQL text whose verb decides whether anything is written; unknown text counts as none. */
  sql?: PortText;
  /** Documents that searches will find: where an owner stands in their metadata, and namespaces, which are owners as a whole. */
  ingests?: {
    metadata?: PortText[];
    namespace?: PortText[];
    collection?: PortText[];
    /** The call makes a store in memory, which holds nothing else. */
    alone?: boolean;
    /** Only what goes where a search of the workspace looks: the store keeps other things as well. */ searched?: boolean;
    /** SQL text with its parameters: the owner stands in one of the columns. */ sql?: PortText;
    params?: PortText;
  };
  table?: PortText[];
}

export interface SinkSpec {
  kind: SinkKind;
  port: PortText;
  /** Only when all of these hold. */
  if?: Condition[];
  /** Not when any of these holds. */
  unless?: Condition[];
  /** Only where all of these are seen to hold: what cannot be seen is no. */
  seen?: Condition[];
  /** Only where this was passed before; only where it was not (a response is HTML if it was declared to be, or unless it was declared to be text). */
  after?: ResponseKind;
  notAfter?: ResponseKind;
  /** What makes the data safe here, besides `any` and the kind's own label. */
  safeFor?: SafeFor[];
}

export interface EffectSpec {
  kind: EffectKind;
  if?: Condition[];
  unless?: Condition[];
  /** SQL text whose verb decides; unknown text counts as a write. */
  sql?: PortText;
}

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

export interface ClientSpec {
  service: 'ai' | 'vector' | 'database' | 'mcp' | 'storage' | 'other';
  provider?: string;
  key?: PortText[];
  url?: PortText[];
  /** Options that switch TLS off, with the values that do. */
  cleartext?: Condition[];
  /** Options that switch verification off. */
  unverified?: Condition[];
  /** The option by which a browser gets the key. */
  browser?: Condition;
}

/** What starts or reaches a server of tools. A `*` in the ports stands for the same server in each. */
export interface ToolSourceSpec {
  command?: PortText;
  args?: PortText;
  url?: PortText;
}

/**
 * A schema library's call. One of:
 *  - `allows`: only values from a fixed set, numbers, dates and the like pass;
 *  - `fields`, `items`, `anyOf`, `allOf`, `same`: a schema made of others (an object of schemas, the element's, alternatives, all at once, the receiver's);
 *  - `json`, `texts`: a schema that is written out;
 *  - `parses`, `tests`, `asserts`: holds the value at a port to the schema that the other keys describe, and without them to that of `this`.
 */
export interface SchemaSpec {
  allows?: boolean;
  fields?: PortText;
  items?: PortText;
  anyOf?: PortText;
  allOf?: PortText;
  /** A schema in the words of JSON Schema or JSON Type Definition. */
  json?: PortText;
  /** A schema in TypeScript's notation, in texts: `{ kind: "'a' | 'b'" }`. */
  texts?: PortText;
  /** Lets anything through (`any`, `unknown`). */
  open?: boolean;
  same?: PortText;
  /** A regular expression that the text has to match. */
  pattern?: PortText;
  /** It makes a valid value of an invalid one (a default for what is wrong): that something passes tells nothing of what was given. */
  mends?: boolean;
  /** The result, or its member `into`, has the schema's shape. */
  parses?: PortText;
  into?: string;
  /** The result, or its member `tells`, is true only where the value passes. */
  tests?: PortText;
  tells?: string;
  /** It throws where the value does not pass. */
  asserts?: PortText;
}

/** A control of the SDK that closes findings at this call: options to set or to take out. Quick fixes are made of it. */
export interface RemedySpec {
  /** Rules whose finding it closes. */
  closes: string[];
  title: string;
  /** `safe`: a correct program goes on as before. */
  tier: 'safe' | 'suggested';
  /** Versions of the call's package in which it works (`>=7`). */
  versions?: string;
  if?: Condition[];
  /**
   * Options and what to write there. `{env:NAME}` stands for an environment variable that is checked at start, `{identity}` for the
   * verified caller where the call stands, `{owner}`, also in ports, for the field under which the project keeps it, `{helper:name}` for a
   * function that is written into the project, and `{name}` for the name of the call.
   */
  set?: Record<PortText, string>;
  /** Options of every call that offers this tool, with `{tool}` for the name under which it does; `imports` go where these calls are. */
  offered?: Record<PortText, string>;
  /**
   * Statements at the head of the function at a port, with `{this}` for what the call is made on, `{root}` for the name with which that
   * begins and `{tool}` for the tool's name. `param` is a parameter that they need, and the function has not yet.
   */
  first?: { handler: PortText; lines: string[]; param?: { index: number; text: string } };
  /** Of a call that is given the one handler of all tools: a statement at the head of what it does for a tool's name, with `{this}` and `{tool}`. */
  dispatched?: string;
  /** Lists, and what to put into them. */
  append?: Record<PortText, string>;
  drop?: PortText[];
  /**
   * What an argument becomes, with `{value}` for it and `{table}` for what its first member is read from (`chats` of `eq(chats.id, id)`);
   * `{owner}` is then a column that the table is declared with.
   */
  wrap?: Record<PortText, string>;
  /** A link of the chain behind this one (`.eq('user_id', id)`), with `{column}` for the owner's field as SQL writes it; not where the chain has one of `unless`. */
  link?: { text: string; unless?: string[] };
  /** The method to call in its place, of the same object. */
  method?: string;
  /** What the whole call becomes, with `{call}` for it. */
  around?: string;
  /** The twin of this call that takes a program and a list of arguments, and no shell: the command line is taken apart. */
  program?: string;
  /** How the store binds parameters: the joined text becomes one with placeholders, and the data becomes parameters. `spread` passes them one by one. */
  bind?: '$n' | '?' | '$n spread';
  /** Names to import, by module; `default Name` for a default export. Where the project does not have a module, the remedy is not offered. */
  imports?: Record<string, string[]>;
}

/** All that one call means. Every key is optional; a call may mean several things at once. */
export interface CallSpec {
  /** Versions of the package for which this holds, as a semver range (`>=7`, `<6`). */
  versions?: string;
  model?: ModelCallSpec;
  agent?: AgentSpec;
  /** The SDK refuses system messages in the model call's `roles`, unless this holds: of the call, or of the agent that it runs. */
  refusesSystem?: { unless?: Condition };
  tool?: ToolSpec | ToolSpec[];
  /** Options where callers choose approval for the tools of this call (also on `model`/`agent` calls). */
  approval?: ApprovalSpec[];
  bound?: BoundSpec;
  retrieval?: RetrievalSpec;
  /** The result is a store, or a client, of one owner: everything below it is scoped by the value at these ports. */
  scoped?: PortText[] | ScopedSpec;
  builds?: BuildsSpec;
  /** It declares a table: the keys at these ports are its columns. */
  columns?: PortText[];
  record?: RecordSpec;
  store?: StoreSpec | StoreSpec[];
  sink?: SinkSpec | SinkSpec[];
  effect?: EffectSpec | EffectSpec[];
  lock?: LockSpec | LockSpec[];
  check?: CheckSpec | CheckSpec[];
  entry?: EntrySpec;
  middleware?: MiddlewareSpec;
  decorator?: DecoratorSpec;
  client?: ClientSpec;
  toolSource?: ToolSourceSpec | ToolSourceSpec[];
  schema?: SchemaSpec;
  remedies?: RemedySpec[];
  /** It sends a request: where the URL, the body and the headers stand. An endpoint that is a model gives the call that meaning. */
  request?: { url: PortText[]; body: PortText; headers?: PortText };
  /** It opens a connection to the address at these ports, which stays open (`new WebSocket(url)`). An endpoint that is a model makes it a client of that. */
  connects?: PortText[];
  /** The result is true only where the value at `key` is among the elements at `in`, or with `of: keys` among the names of its properties. */
  member?: { key: PortText; in: PortText; of?: 'keys' };
  steps?: StepSpec[];
  /** The type of the result, or what data it carries. Without this and without steps, an unmodelled member passes data on. */
  returns?: ApiName | ReturnSpec;
  /** What the call makes is made of these: their filters, limits and instructions are its own. */
  uses?: PortText[];
  /** Instance types of callback parameters: `1(0): Socket`. A data spec makes it a source. */
  callbacks?: Record<PortText, ApiName | DataSpec>;
  /** It hands data to those that listen for an event on the same thing: `emit(name, …data)`. */
  emits?: { event: PortText; data: PortText };
  /**
   * It works on a state that belongs to what began the chain of calls (a graph, which is built link by link): what is at `puts` goes into it under the
   * names of its properties, and so does what the functions at `runs` give back. These are called with the state.
   */
  state?: { puts?: PortText[]; runs?: PortText[] };
  /** It registers who is called when an event of that name is emitted. */
  listens?: { event: PortText; handler: PortText };
  /**
   * It puts something on every instance of a type, for whoever is given one: `to` is the member (`Options#ctx`), or what has the members
   * (`FastifyInstance#`) where `name` is a port with their names. What is put is the value, or what the type argument of that number says;
   * with `made`, what such a function gives back. With `written` it is no call but a write of whatever member of `to` (`RequestEvent#locals.*=`): clients
   * and functions that are put there are found there. What a model says of data there stays so.
   */
  carries?: { to: ApiName; name?: PortText; value?: PortText; type?: number; made?: boolean; written?: boolean };
  /**
   * What the framework holds the data of handlers to before it calls them: of this call, or of those made on its result
   * (`procedure.input(schema).query(handler)`), or of those whose handlers come behind it (`app.post(path, validator('json', schema), handler)`).
   * `member` says which part of the handler's data is held to it; `{0}` for the one that argument 0 names. `json`: the schema is in the words of JSON Schema.
   */
  validates?: ValidatesSpec | ValidatesSpec[];
  /** It makes one middleware of several: all of them run, or the first that lets the request pass; not for paths that fit the patterns at `except`. */
  combines?: { of: PortText; how: 'all' | 'any'; except?: PortText };
  /** It makes a function that tells whether a request's path is one of the patterns here. */
  routes?: PortText;
  /** Whoever sends the request that comes here uses the tools of a server: it brings them to that server, or puts them there. */
  serves?: boolean;
  /** The function here answers calls of a server's tools: what it runs by the name that it is given is a tool. */
  runsTools?: PortText;
  /** It reads what a token claims without verifying it: testing the result tells nothing of the caller. */
  claims?: boolean;
  /** The call never comes back (`process.exit`, `redirect`, `notFound`). */
  leaves?: boolean;
  /** It answers the request: with the exception that was caught, if that is at the port, which is a refusal. */
  denies?: PortText;
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

export interface TypeSpec {
  /** Members of that type hold here too. */
  extends?: ApiName;
  /** Property reads that yield an instance of a type: `app: Application`. */
  members?: Record<string, ApiName | ReturnSpec>;
  /** The same for reads of the name itself, which is no instance: `process.stdin`. */
  statics?: Record<string, ApiName | ReturnSpec>;
  /** Walking over one gives pairs of a key and what is held under it. */
  pairs?: boolean;
  /** A request, or what holds one: whoever is given it can see who sent it. */
  request?: boolean;
  /** How handlers whose first parameter is one refuse. */
  refusal?: RefusalSpec;
  /** An exported function that takes one as its first argument is an entry point. */
  entry?: { kind: EntryKind };
  /** Methods that a class of the workspace defines on top of this one and the framework calls: what their parameters are. */
  overrides?: Record<string, (ApiName | DataSpec | null)[]>;
  /** Of a type of functions: what their parameters are. */
  params?: (ApiName | DataSpec | null)[];
  /**
   * Which parameters of the methods of such an object are of a type argument, by its number: `{ fetch: [null, 0] }` for
   * `{ fetch(request, env) {} } satisfies ExportedHandler<Env>`. Of a type of functions, the empty name is the function itself.
   */
  arguments?: Record<string, (number | null)[]>;
  /** The project declares what it has: what the code says of its type is more than that. */
  declared?: boolean;
  /** What data an instance is as a whole (an uploaded file, an event). */
  data?: DataSpec | DataKind;
}

/** A file convention that makes exports entry points (`app/**\/route.ts`), or middleware of the app. */
export interface FileSpec {
  glob: string;
  /** Names of exports; `default`; `*` for all; `actions.*` and `default.fetch` for functions of an exported object. */
  exports: string[];
  /** The folder below which folders (and with `leaf` the file) make up the URL. */
  root?: string;
  leaf?: boolean;
  /** Where the path says too little: the function reads one of these of its first parameter. */
  shape?: string[];
  /** The directive that must stand at the top of the file or function (`use server`). */
  directive?: string;
  entry?: Omit<EntrySpec, 'handler'>;
  /** Only files that import this package. */
  imports?: string;
  /** The file means what a call would that is given these exports (a tool of a server, by the function that runs, its schema and its name). */
  defines?: { of: string[]; as: CallSpec };
  /** The exported function runs before the routes that the `matcher` of the export `config` covers. `folder`: where the file may stand below the app's own. `own`: only before what this file answers, and files that are named below it. `params`: types of its parameters. */
  middleware?: { matcher?: boolean; folder?: string[]; own?: boolean; params?: ApiName[] };
  /** Code for the browser. */
  browser?: boolean;
}

/** JSX attributes that are sinks: `dangerouslySetInnerHTML.__html`. */
export interface AttributeSpec {
  attribute: string;
  is?: (string | boolean)[];
  /** A list that names this, or has what a package exports (`rehype-raw:default`), by itself or with its options; with `not`, one that does not. */
  lists?: string;
  not?: boolean;
}

export interface JsxSpec {
  /** Element name, `*` for every one, or a component by API name (`react-markdown:default`). */
  element: string;
  sink?: {
    kind: SinkKind;
    attribute: string;
    /** Only where one of these is set. */
    when?: AttributeSpec[];
    unless?: AttributeSpec[];
    /** For quick fixes: an attribute that makes it safe. */ remedy?: string;
  };
}

/**
 * A model that is asked over plain HTTP, or with `client` over a connection that is kept open. Ports of the model begin at the body of
 * the request (`0.messages`), those of the client at the call that connects.
 */
export interface EndpointSpec {
  /** A regular expression (linear) over the URL, as far as it is written in the code. */
  url: string;
  model?: ModelCallSpec;
  client?: ClientSpec;
  returns?: ReturnSpec;
}

export interface ModelDocument {
  package: string;
  /** Other module names with the same exports. */
  also?: string[];
  /** Regular expressions (linear) over the specifiers of code that the package generates into a project, with the same exports: it is often not checked in. */
  generated?: string[];
  /** The packages whose typings prove this document, as `name@version`. A name has to be there in one of them. */
  checked?: string[];
  /** Why there are no typings to prove it by: of the whole document, or of single names and modules of it. */
  unproved?: string | Record<string, string>;
  provider?: string;
  types?: Record<string, TypeSpec>;
  /** Reads of a property: `Request#body`, `process.env`. */
  reads?: Record<ApiName, DataSpec | DataKind>;
  calls?: Record<ApiName, CallSpec | CallSpec[]>;
  files?: FileSpec[];
  jsx?: JsxSpec[];
  endpoints?: EndpointSpec[];
  /** Members by which a file may ask a model that it does not import (`env.AI`). */
  bindings?: string[];
  /** `a: b` says that the export `a` is the same as `b` (`default: OpenAI`); `*: z` that every export is a member of `z`. */
  aliases?: Record<string, ApiName>;
}
