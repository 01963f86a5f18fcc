/** What moves through a call: data that it yields, conditions on it, steps from port to port, and where data does harm. */
import type { ApiName, DataKind, EffectKind, PortText, ResponseKind, SafeFor, SinkKind } from './words';

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
  /** Paths of what is a server's answer with what a model said somewhere in it, the empty one for the whole: to parse it is to read the server's own format. */
  envelope?: string[];
  /** Members that tell whether there is an answer at all, each with what it says then (`ok: [true]`, `status: [200]`). Where it says otherwise, nothing in it is what was asked for. */
  answered?: Record<string, (string | number | boolean)[]>;
  /** Only whoever is signed in can read it: a mailbox, a calendar, one's own documents. */
  private?: boolean;
  /** The part of the request that it is, as the framework held it to a schema before it called the handler (see `validates`), or middleware of the project examined it. */
  validated?: string;
  /** The SDK holds it to what this call, or a link of the chain before it, `validates`. */
  shaped?: boolean;
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
  /** The type that the value is an instance of, by its own name (`Digest`). */
  type?: string;
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

/** It runs a function of the workspace that is known by its place: `runMutation(internal.messages.save, args)`. */
export interface RunsSpec {
  /** The reference: members of `root`, the last of which is the name of an export, and those before it lead to its file. */
  function: PortText;
  root: ApiName;
  /** The folder in which references begin, where the caller stands outside it. */
  folder: string;
  /** Where the call that made the export was given the function. */
  through: PortText[];
  /** What its parameters are; null for one of which the model that registers it says more. */
  args: (PortText | null)[];
}
