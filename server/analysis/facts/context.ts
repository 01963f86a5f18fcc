/** What all parts of the lowering share: the file's facts so far, the function being built, and how variables are reached. */
import ts from 'typescript';
import { FunctionBuilder } from './builder';
import type { Cell, ClassId, FileFacts, FnId, FnKind, FunctionFacts, Instr, Use, ValueId } from './ir';
import { type Binding, type Scopes, isFunctionLike, thisOwner } from './scopes';

export interface JumpTarget {
  label?: string;
  breakTo: number;
  continueTo?: number;
}

/** A function whose body is still to be lowered. Bodies wait in a queue, so nesting costs no stack. */
export interface PendingBody {
  fn: FunctionFacts;
  node: ts.Node;
  /** Fields to initialise, for an `init` function. */
  inits?: ts.PropertyDeclaration[];
}

export class Lowering {
  b!: FunctionBuilder;
  jumps: JumpTarget[] = [];
  depth = 0;
  readonly pending: PendingBody[] = [];
  readonly fnOfOwner = new Map<ts.Node, FnId>();
  private readonly keys = new Map<string, number>();
  private readonly cellNames = new Map<Binding, string>();
  private readonly cellCounts = new Map<string, number>();
  private temps = 0;

  constructor(
    readonly file: ts.SourceFile,
    readonly facts: FileFacts,
    readonly scopes: Scopes,
  ) {}

  start(node: ts.Node): number {
    return node.getStart(this.file);
  }

  span(node: ts.Node): { s: number; e: number } {
    return { s: this.start(node), e: node.end };
  }

  /** The instruction is made for this call, and completed in place. */
  emit(node: ts.Node, instr: DistributiveOmit<Instr, 's' | 'e'>): ValueId {
    const whole = instr as Instr;
    whole.s = this.start(node);
    whole.e = node.end;
    return this.b.emit(whole);
  }

  at(value: ValueId, node: ts.Node): Use {
    return [value, this.start(node), node.end];
  }

  literal(node: ts.Node, value?: string | number | boolean | null): ValueId {
    return this.emit(node, { op: 'lit', value });
  }

  temp(): number {
    return --this.temps;
  }

  specifier(text: string): number {
    const i = this.facts.specifiers.indexOf(text);
    return i >= 0 ? i : this.facts.specifiers.push(text) - 1;
  }

  /** Said once for a file: what follows is most often more of the same. */
  noteLimit(node: ts.Node): void {
    if (this.facts.problems.some((p) => p.kind === 'limit')) return;
    this.facts.problems.push({ message: 'nested too deeply to be analysed in full', ...this.span(node), kind: 'limit' });
  }

  /** Registers a function; its body is lowered later. */
  declare(node: ts.Node, name: string, kind: FnKind, extra: Partial<FunctionFacts> = {}): FunctionFacts {
    const parent = this.b ? this.b.fn : undefined;
    const base = parent && parent.id !== 0 ? `${parent.key}/${name}` : name;
    const n = this.keys.get(base) ?? 0;
    this.keys.set(base, n + 1);
    const nameNode = (node as { name?: ts.Node }).name;
    const head = nameNode ? this.span(nameNode) : { s: this.start(node), e: Math.min(node.end, this.headEnd(node)) };
    const fn: FunctionFacts = {
      id: this.facts.functions.length,
      key: n === 0 ? base : `${base}~${n}`,
      name,
      kind,
      parent: parent?.id ?? -1,
      params: [],
      blocks: [],
      instrs: [],
      ...this.span(node),
      name_s: head.s,
      name_e: head.e,
      hash: '',
      ...extra,
    };
    this.facts.functions.push(fn);
    this.fnOfOwner.set(node, fn.id);
    return fn;
  }

  private headEnd(node: ts.Node): number {
    const body = (node as { body?: ts.Node }).body;
    return body ? this.start(body) : node.end;
  }

  cell(binding: Binding): Cell {
    let name = this.cellNames.get(binding);
    if (name === undefined) {
      const fn = this.ownerId(binding.owner);
      const key = `${fn} ${binding.name}`;
      const inModule = this.scopes.module.get(binding.name) === binding;
      const n = (this.cellCounts.get(key) ?? 0) + (inModule ? 0 : 1);
      this.cellCounts.set(key, n);
      name = inModule || (n === 1 && fn !== 0) ? binding.name : `${binding.name}~${n}`;
      this.cellNames.set(binding, name);
    }
    return { fn: this.ownerId(binding.owner), name };
  }

  ownerId(owner: ts.Node): FnId {
    return this.fnOfOwner.get(owner) ?? 0;
  }

  /** Kept outside SSA altogether: shared with a closure, and assigned more than once. */
  inCell(binding: Binding): boolean {
    return binding.captured && (binding.writes > 0 || (binding.kind === 'function' && binding.owner !== this.file));
  }

  readName(id: ts.Identifier): ValueId {
    if (id.text === 'undefined') return this.literal(id, undefined);
    const binding = this.scopes.resolve(id);
    if (!binding) return id.text === 'arguments' ? this.emit(id, { op: 'arguments' }) : this.emit(id, { op: 'global', name: id.text });
    if (binding.imported) {
      return this.emit(id, { op: 'import', from: this.specifier(binding.imported.from), name: binding.imported.name });
    }
    if (this.inCell(binding) || this.ownerId(binding.owner) !== this.b.fn.id) return this.emit(id, { op: 'load', cell: this.cell(binding) });
    return this.b.read(binding.id);
  }

  writeName(id: ts.Identifier, value: Use): void {
    const binding = this.scopes.resolve(id);
    if (!binding || binding.imported) {
      if (!binding) this.emit(id, { op: 'set', obj: this.at(this.emit(id, { op: 'global', name: 'globalThis' }), id), prop: id.text, value });
      return;
    }
    const own = this.ownerId(binding.owner) === this.b.fn.id;
    if (binding.captured || !own) this.emit(id, { op: 'store', cell: this.cell(binding), value });
    if (own && !this.inCell(binding)) this.b.write(binding.id, value[0]);
  }

  this(node: ts.Node): ValueId {
    const fn = this.b.fn;
    if (fn.kind !== 'arrow') return this.emit(node, { op: 'this' });
    let owner = thisOwner(node);
    if (!isFunctionLike(owner) && !this.fnOfOwner.has(owner)) owner = this.file;
    return this.emit(node, { op: 'load', cell: { fn: this.ownerId(owner), name: 'this' } });
  }

  class(id: ClassId): FileFacts['classes'][number] {
    return this.facts.classes[id]!;
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
