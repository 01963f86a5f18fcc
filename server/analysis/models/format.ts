/**
 * The model format: what an SDK's calls mean, as data.
 *
 * A model file is YAML and may hold several documents, one for each package of a family. Built-in models and a project's own
 * models (`models` in `locksmith.config.json`) use the same format. `docs/models.md` explains it with examples; this file is
 * its one definition, with the parts in `format/`.
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
import type { AgentSpec, ApprovalSpec, BoundSpec, ClientSpec, ModelCallSpec, ToolSourceSpec, ToolSpec } from './format/ai';
import type { Condition, DataSpec, EffectSpec, ReturnSpec, RunsSpec, SchemaSpec, SinkSpec, StepSpec, ValidatesSpec } from './format/flow';
import type { CheckSpec, DecoratorSpec, DeploysSpec, EntrySpec, ExposesSpec, LockSpec, MiddlewareSpec, RefusalSpec } from './format/guards';
import type { BuildsSpec, KeepsSpec, RecallsSpec, RecordSpec, RetrievalSpec, ScopedSpec, StoreSpec } from './format/kept';
import type { ApiName, DataKind, EntryKind, PortText, SinkKind } from './format/words';

export * from './format/ai';
export * from './format/flow';
export * from './format/guards';
export * from './format/kept';
export * from './format/words';

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
  keeps?: KeepsSpec | KeepsSpec[];
  recalls?: RecallsSpec | RecallsSpec[];
  sink?: SinkSpec | SinkSpec[];
  effect?: EffectSpec | EffectSpec[];
  lock?: LockSpec | LockSpec[];
  check?: CheckSpec | CheckSpec[];
  entry?: EntrySpec;
  middleware?: MiddlewareSpec;
  deploys?: DeploysSpec;
  exposes?: ExposesSpec;
  decorator?: DecoratorSpec;
  client?: ClientSpec;
  toolSource?: ToolSourceSpec | ToolSourceSpec[];
  schema?: SchemaSpec;
  remedies?: RemedySpec[];
  /**
   * It sends a request: where the URL, the body and the headers stand, and at `base` what a URL without a host stands behind. An endpoint that is a
   * model gives the call that meaning.
   */
  request?: { url: PortText[]; base?: PortText[]; body: PortText; headers?: PortText };
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
  runs?: RunsSpec;
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

export interface TypeSpec {
  /** Members of that type hold here too. */
  extends?: ApiName;
  /** Property reads that yield an instance of a type: `app: Application`. */
  members?: Record<string, ApiName | ReturnSpec>;
  /** The same for reads of the name itself, which is no instance: `process.stdin`. */
  statics?: Record<string, ApiName | ReturnSpec>;
  /** Walking over one gives pairs of a key and what is held under it. */
  pairs?: boolean;
  /** A query that runs when it is awaited: what comes of it is no longer one. */
  pending?: boolean;
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
  /** The same over what a client may be told to put before each path: a file that names it may ask a model, although no whole URL stands there. */
  base?: string;
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
