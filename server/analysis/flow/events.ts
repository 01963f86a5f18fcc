import type { Use } from '../facts/ir';
import type { CallSpec, FilterOption } from '../models/format';
import type { PublicWhen } from './addresses';
import type { Dispatch } from './dispatch';
import type { ModelLoop } from './loops';
import type { Tested } from './guards';
import type { Table } from './tables';
import type { ClassNode, Facts, FnNode, Obj, Ref, Value } from './values';

/** A call that a model gives a meaning to, with what it is given. Rules ask their questions of these. */
export interface CallEvent {
  fn: FnNode;
  /** The instruction in `fn`. */
  instr: number;
  /** API name (`openai:OpenAI#chat.completions.create`), `jsx:TAG`, `write:PROPERTY`, or '' for a call of a parameter. */
  name: string;
  specs: readonly CallSpec[];
  args: readonly Value[];
  argUses: readonly Use[];
  self?: Value;
  callee?: Value;
  result: Value;
  /** What held when the call was made. */
  facts: Facts;
  /** Call sites through which the arguments were followed, innermost first. */
  chain: readonly CallSite[];
  /** For checks: what testing a member of the result tells. */
  tests?: ReadonlyMap<string, Tested>;
  /** Filters that are functions of the project, and can refuse. */
  refusing?: ReadonlySet<FilterOption>;
  /** Properties of a run's context that the agent's instructions are made of. */
  contextRead?: readonly string[];
  /** Recognised by its shape alone, not through imports. */
  weak?: boolean;
}

export interface CallSite {
  fn: FnNode;
  instr: number;
}

/** A workspace function that is called. `on`: the classes whose instance it is called on; `override`: one of those that a class leaves the method to. */
export interface Called {
  site: CallSite;
  target: FnNode;
  facts: Facts;
  callback?: boolean;
  on?: readonly ClassNode[];
  override?: boolean;
}

/** A write that a function makes to something of its caller, of the module, or to a table. */
export interface Effect {
  to:
    | { k: 'port'; port: string; path: string[] }
    | { k: 'cell'; fn: FnNode; name: string }
    | { k: 'obj'; obj: Obj; name: string }
    | { k: 'field'; ref: Extract<Ref, { cls: ClassNode }>; name: string }
    | { k: 'table'; table: Table; fn: FnNode; s: number; e: number };
  value: Value;
}

/** What callers need to know of a function. */
export interface Summary {
  fn: FnNode;
  returns: Value;
  /** The same by the expressions that return it, as far as they carry data that does not come from the caller, with what held there. */
  answers: readonly { mark: Use; value: Value; facts: Facts }[];
  effects: readonly Effect[];
  /** What it stores for others to read again. */
  kept: ReadonlyMap<Table, Value>;
  /** Calls made in the function itself. */
  events: readonly CallEvent[];
  /** Calls in callees, with the arguments of this function put in. */
  lifted: readonly CallEvent[];
  /** Workspace functions called, with what held at the call. */
  calls: readonly Called[];
  /** What holds whenever the function returns. */
  exit: Facts;
  /** What holds whenever it returns without having refused, where that is more. */
  admits?: Facts;
  /** What holds whenever it ends without giving anything back, where it gives something back at other times: a hook that answers goes no further. */
  silent?: Facts;
  /** No way through it returns. */
  neverReturns: boolean;
  /** Blocks that end in a test of who is calling, and of nothing else. */
  asking: ReadonlySet<number>;
  /** It tells private addresses from public ones, and lets these pass. */
  publicWhen?: PublicWhen;
  /** Sources that a branch compares with the caller's identity, by key. */
  owned: ReadonlySet<string>;
  /** Sources that a branch compares with what only a caller knows, by key. */
  compared: ReadonlyMap<string, Value>;
  /** What runs by the name that a model gave. */
  dispatches: readonly Dispatch[];
  /** Loops whose end a model decides. */
  loops: readonly ModelLoop[];
  /** A limit was reached: not all of its calls were followed. */
  cut: boolean;
}
