/** Calls that ask a model, agents and the tools that they are offered, with the clients behind them. */
import type { Condition } from './flow';
import type { RetrievalSpec } from './kept';
import type { ApiName, EffectKind, PortText } from './words';

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
  /** What it reads only whoever is signed in can read (a mailbox). */
  private?: boolean;
  /** Hosted retrieval (file_search): ports that scope it. */
  retrieval?: RetrievalSpec;
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
