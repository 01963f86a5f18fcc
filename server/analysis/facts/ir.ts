/**
 * FileFacts: what the rest of the engine knows of a file. A control-flow graph per function in SSA form, three-address, as
 * plain JSON. Trees never leave the step that makes this.
 *
 * SSA after Braun et al., "Simple and Efficient Construction of Static Single Assignment Form" (CC 2013).
 */

/** Raised whenever the shape or the meaning of the facts changes: cached facts of another version are not read. */
export const FACTS_VERSION = 7;

/** The name of a function or class that has none. */
export const ANONYMOUS = '(anonymous)';

/** Index of the instruction that defines the value, in its function's `instrs`. */
export type ValueId = number;
export type BlockId = number;
/** Index into `FileFacts.functions`; 0 is the module's own body. */
export type FnId = number;
/** Index into `FileFacts.classes`. */
export type ClassId = number;

/** A value where it is used: the value, and the span of the expression that uses it. */
export type Use = [value: ValueId, start: number, end: number];

/** A variable that lives outside SSA: captured by a closure, or of the module. */
export interface Cell {
  /** The function that declares it. */
  fn: FnId;
  name: string;
}

export type Literal = string | number | boolean | null | undefined;

interface At {
  /** Span of the whole expression or statement. */
  s: number;
  e: number;
}

export interface Prop {
  /** A constant key, a computed one, or null for a spread. */
  key: string | Use | null;
  value: Use;
  /** Where the whole property begins, with its name, and where the name ends. */
  s?: number;
  name_e?: number;
  /** The value is the function of an accessor. */
  accessor?: 'get' | 'set';
}

export interface Arg {
  use: Use;
  spread?: boolean;
}

export type Instr = At &
  (
    | { op: 'unknown' }
    | { op: 'lit'; value?: Literal; regex?: boolean }
    | { op: 'param'; index: number }
    | { op: 'this' }
    | { op: 'arguments' }
    | { op: 'catch' }
    | { op: 'load'; cell: Cell }
    | { op: 'store'; cell: Cell; value: Use }
    | { op: 'global'; name: string }
    /** `name` is an export, `*` the namespace, `=` what `require` gives. */
    | { op: 'import'; from: number; name: string }
    | { op: 'closure'; fn: FnId }
    | { op: 'class'; id: ClassId; base?: Use }
    | { op: 'get'; obj: Use; prop: string | Use; optional?: boolean }
    | { op: 'set'; obj: Use; prop: string | Use; value: Use }
    | { op: 'delete'; obj: Use; prop: string | Use }
    | { op: 'call'; callee: Use; self?: Use; args: Arg[]; isNew?: boolean; tagged?: boolean; optional?: boolean; /** Explicit type arguments. */ types?: TypeRef[] }
    | { op: 'object'; props: Prop[] }
    | { op: 'array'; items: Arg[] }
    | { op: 'template'; texts: string[]; parts: Use[] }
    | { op: 'bin'; kind: string; left: Use; right: Use }
    | { op: 'un'; kind: string; of: Use }
    /** Either of the two. `or`: the second where the first is false; `nullish`: where it is not there (`a ?? b`, a default). */
    | { op: 'either'; of: Use[]; or?: boolean; nullish?: boolean }
    | { op: 'phi'; of: [BlockId, ValueId][] }
    | { op: 'await'; of: Use }
    | { op: 'yield'; of: Use; each?: boolean }
    /** One element of what is iterated. */
    | { op: 'element'; of: Use }
    | { op: 'keys'; of: Use }
    /** What is left of an object without some keys, or of an array from an index on. */
    | { op: 'rest'; of: Use; without: string[] }
    | { op: 'typed'; of: Use; type: TypeRef }
    | { op: 'jsx'; tag: string | Use; props: Prop[]; children: Use[] }
    | { op: 'super' }
  );

export type Terminator =
  { kind: 'goto'; to: BlockId } | { kind: 'branch'; cond: Use; then: BlockId; else: BlockId } | { kind: 'return'; value?: Use } | { kind: 'throw'; value: Use } | { kind: 'none' };

export interface Block {
  /** Instructions in order of execution, phis first. */
  instrs: ValueId[];
  end: Terminator;
  preds: BlockId[];
  /** Blocks from which an exception comes here. */
  throwsFrom?: BlockId[];
  /** The head of a loop, with the span of its keyword or head. */
  loop?: { s: number; e: number; kind: 'for' | 'while' | 'do' | 'of' | 'in' };
}

/** A declared type, as written. Names are resolved by the project, in the scope of the file. */
export type TypeRef =
  | { k: 'ref'; name: string; args?: TypeRef[] }
  | { k: 'prim'; name: string }
  | { k: 'lit'; value: Literal }
  | { k: 'array'; of: TypeRef }
  | { k: 'union'; of: TypeRef[] }
  | { k: 'all'; of: TypeRef[] }
  | { k: 'object'; props: Record<string, TypeRef>; open?: boolean }
  | { k: 'fn'; params: (TypeRef | undefined)[]; returns?: TypeRef }
  | { k: 'of'; name: string };

export interface Param {
  name: string;
  type?: TypeRef;
  rest?: boolean;
  decorators?: Use[];
  s: number;
  e: number;
}

export type FnKind = 'module' | 'function' | 'arrow' | 'method' | 'constructor' | 'getter' | 'setter' | 'init';

export interface FunctionFacts {
  id: FnId;
  /** Stable under edits elsewhere: the names of the functions around it and its own, with an ordinal where they repeat. */
  key: string;
  name: string;
  kind: FnKind;
  parent: FnId;
  /** The class of a method, constructor or initialiser. */
  class?: ClassId;
  isStatic?: boolean;
  async?: boolean;
  generator?: boolean;
  params: Param[];
  returns?: TypeRef;
  /** `x is T` and `asserts x`. */
  predicate?: { param: string; asserts: boolean };
  directives?: string[];
  blocks: Block[];
  instrs: Instr[];
  s: number;
  e: number;
  /** Span of the name, or of the keyword or head of an unnamed function. */
  name_s: number;
  name_e: number;
  /** Hash of the body without the bodies of functions in it. */
  hash: string;
}

export interface Field {
  name: string;
  isStatic?: boolean;
  type?: TypeRef;
  decorators?: Use[];
  readonly?: boolean;
}

export interface Method {
  name: string;
  fn: FnId;
  kind: 'method' | 'getter' | 'setter';
  isStatic?: boolean;
  decorators?: Use[];
}

export interface ClassFacts {
  id: ClassId;
  name: string;
  /** The function in which the class is declared; its `base` and decorators are values there. */
  fn: FnId;
  base?: Use;
  /** The base as written, for look-ups by name. */
  baseType?: TypeRef;
  implements: TypeRef[];
  fields: Field[];
  methods: Method[];
  ctor?: FnId;
  /** Runs the field initialisers with `this`. */
  init?: FnId;
  decorators?: Use[];
  s: number;
  e: number;
}

export interface TypeDecl {
  name: string;
  type: TypeRef;
  /** Interfaces that it extends. */
  bases: TypeRef[];
}

export type ExportFact =
  | { kind: 'local'; name: string; local: string }
  | { kind: 'from'; name: string; from: number; source: string }
  | { kind: 'star'; from: number }
  /** `module.exports = value`, kept in the cell `=`. */
  | { kind: 'assign' };

/** What a name of the module means, for types and for exports. */
export type ModuleName = { kind: 'import'; from: number; name: string } | { kind: 'class'; id: ClassId } | { kind: 'fn'; id: FnId } | { kind: 'var' } | { kind: 'type' };

export interface Suppression {
  kind: 'next-line' | 'line' | 'file';
  rules: string[];
  reason: string;
  s: number;
  e: number;
  /** The span of source that it covers. */
  from: number;
  to: number;
}

export interface FileFacts {
  version: number;
  path: string;
  /** Hash of imports, type and class declarations: when it changes, every function of the file is read anew. */
  header: string;
  specifiers: string[];
  exports: ExportFact[];
  names: Record<string, ModuleName>;
  /** The same of what `require` gives, and the names of the module under which it is handed out by `module.exports`: `=` for the whole. */
  required: Record<string, { from: number; name: string }>;
  handedOut: Record<string, string>;
  types: TypeDecl[];
  functions: FunctionFacts[];
  classes: ClassFacts[];
  directives: string[];
  suppressions: Suppression[];
  /** Offsets of line starts. */
  lines: number[];
  length: number;
  /** What could not be read. */
  problems: { message: string; s: number; e: number; kind: 'syntax' | 'limit' }[];
}
