/**
 * Builds one function's control-flow graph and its SSA form in a single pass over the tree, after Braun et al. (CC 2013):
 * a variable is looked up through sealed predecessors, and a phi is made only where paths really differ.
 */
import { LIMITS } from '../limits';
import type { Block, BlockId, Cell, FnId, FunctionFacts, Instr, Use, ValueId } from './ir';

type Var = number;

/** A phi whose operands are still to be found, and the blocks at whose end the variable is what comes out of it. */
interface Join {
  block: BlockId;
  phi: ValueId;
  known: BlockId[];
}

export class FunctionBuilder {
  readonly blocks: Block[] = [];
  readonly instrs: Instr[] = [];
  /** Where code is being added; undefined after a return, throw, break or continue. */
  current: BlockId;
  private readonly defs: (Map<Var, ValueId> | undefined)[] = [];
  private readonly sealed: boolean[] = [];
  private readonly incomplete: (Map<Var, ValueId> | undefined)[] = [];
  private undefinedValue: ValueId | undefined;
  private readonly replaced = new Map<ValueId, ValueId>();
  truncated = false;

  constructor(readonly fn: FunctionFacts) {
    this.current = this.block(true);
  }

  block(sealed = false): BlockId {
    this.blocks.push({ instrs: [], end: { kind: 'none' }, preds: [] });
    this.defs.push(undefined);
    this.sealed.push(sealed);
    this.incomplete.push(undefined);
    return this.blocks.length - 1;
  }

  emit(instr: Instr): ValueId {
    if (this.instrs.length >= LIMITS.instructions) {
      this.truncated = true;
      return this.undef();
    }
    this.instrs.push(instr);
    const id = this.instrs.length - 1;
    this.blocks[this.current]!.instrs.push(id);
    return id;
  }

  private undef(): ValueId {
    if (this.undefinedValue === undefined) {
      this.instrs.push({ op: 'lit', s: this.fn.s, e: this.fn.s });
      this.undefinedValue = this.instrs.length - 1;
      this.blocks[0]!.instrs.unshift(this.undefinedValue);
    }
    return this.undefinedValue;
  }

  /** True where the current block is closed already and what follows cannot be reached. */
  get done(): boolean {
    return this.blocks[this.current]!.end.kind !== 'none';
  }

  goto(to: BlockId): void {
    if (this.done) return;
    this.blocks[this.current]!.end = { kind: 'goto', to };
    this.blocks[to]!.preds.push(this.current);
  }

  branch(cond: Use, then: BlockId, otherwise: BlockId): void {
    if (this.done) return;
    this.blocks[this.current]!.end = { kind: 'branch', cond, then, else: otherwise };
    this.blocks[then]!.preds.push(this.current);
    if (otherwise !== then) this.blocks[otherwise]!.preds.push(this.current);
  }

  return(value?: Use): void {
    if (!this.done) this.blocks[this.current]!.end = { kind: 'return', value };
  }

  throw(value: Use): void {
    if (!this.done) this.blocks[this.current]!.end = { kind: 'throw', value };
  }

  /** An exception in any of `from` may come to `to`. Variables are then what the code `before` these left in them, or what it was changed to on the way. */
  catchFrom(to: BlockId, from: BlockId[], before: BlockId): void {
    const block = this.blocks[to]!;
    block.preds = [...new Set([...block.preds, before, ...from])];
    block.throwsFrom = from;
  }

  /** Go on in `block`; the code before must have left or jumped. */
  start(block: BlockId): void {
    this.current = block;
  }

  seal(block: BlockId): void {
    if (this.sealed[block]) return;
    this.sealed[block] = true;
    const waiting = this.incomplete[block];
    this.incomplete[block] = undefined;
    if (waiting) for (const [v, phi] of waiting) this.fill(v, { block, phi, known: [] });
  }

  write(v: Var, value: ValueId): void {
    this.define(this.current, v, value);
  }

  private define(block: BlockId, v: Var, value: ValueId): void {
    (this.defs[block] ??= new Map()).set(v, value);
  }

  read(v: Var): ValueId {
    return this.readIn(v, this.current);
  }

  private readIn(v: Var, block: BlockId): ValueId {
    const found = this.lookUp(v, block);
    return typeof found === 'number' ? found : this.fill(v, found);
  }

  /** The value, or the join where it has to be put together. Chains of single predecessors can be thousands of blocks long. */
  private lookUp(v: Var, block: BlockId): ValueId | Join {
    const passed: BlockId[] = [];
    let at = block;
    let value = this.defs[at]?.get(v);
    for (let b = this.blocks[at]!; value === undefined; b = this.blocks[at]!) {
      passed.push(at);
      if (!this.sealed[at]) {
        value = this.newPhi(at);
        (this.incomplete[at] ??= new Map()).set(v, value);
      } else if (b.preds.length === 0) value = this.undef();
      else if (b.preds.length > 1) {
        const phi = this.newPhi(at);
        this.define(at, v, phi);
        return { block: at, phi, known: passed };
      } else {
        at = b.preds[0]!;
        value = this.defs[at]?.get(v);
      }
    }
    value = this.resolved(value);
    for (const p of passed) this.define(p, v, value);
    return value;
  }

  /** Joins that need one another wait in a list: a function may have thousands in a row. */
  private fill(v: Var, join: Join): ValueId {
    const waiting = [join];
    for (;;) {
      const { block, phi, known } = waiting.at(-1)!;
      const { of } = this.instrs[phi]! as Extract<Instr, { op: 'phi' }>;
      const from = this.blocks[block]!.preds[of.length];
      if (from !== undefined) {
        const found = this.lookUp(v, from);
        if (typeof found === 'number') of.push([from, found]);
        else waiting.push(found);
        continue;
      }
      const value = this.simplify(phi);
      for (const b of known) this.define(b, v, value);
      waiting.pop();
      const next = waiting.at(-1);
      if (!next) return value;
      const operands = (this.instrs[next.phi]! as Extract<Instr, { op: 'phi' }>).of;
      operands.push([this.blocks[next.block]!.preds[operands.length]!, value]);
    }
  }

  private newPhi(block: BlockId): ValueId {
    this.instrs.push({ op: 'phi', of: [], s: 0, e: 0 });
    const id = this.instrs.length - 1;
    const list = this.blocks[block]!.instrs;
    let at = 0;
    while (at < list.length && this.instrs[list[at]!]!.op === 'phi') at++;
    list.splice(at, 0, id);
    return id;
  }

  /** A phi of one value is that value. */
  private simplify(phi: ValueId): ValueId {
    const instr = this.instrs[phi]! as Extract<Instr, { op: 'phi' }>;
    let same: ValueId | undefined;
    for (const [, raw] of instr.of) {
      const value = this.resolved(raw);
      if (value === phi || value === same) continue;
      if (same !== undefined) return phi;
      same = value;
    }
    const value = same ?? this.undef();
    this.replaced.set(phi, value);
    return value;
  }

  private resolved(value: ValueId): ValueId {
    let v = value;
    for (let next = this.replaced.get(v); next !== undefined; next = this.replaced.get(v)) v = next;
    return v;
  }

  /** Gives the finished function its graph, without the phis that turned out to be one value. */
  finish(): void {
    if (this.replaced.size > 0) this.forgetReplaced();
    for (const b of this.blocks) if (b.end.kind === 'none') b.end = { kind: 'return' };
    this.fn.blocks = this.blocks;
    this.fn.instrs = this.instrs;
  }

  private forgetReplaced(): void {
    const fix = (u: Use): Use => {
      const v = this.resolved(u[0]);
      return v === u[0] ? u : [v, u[1], u[2]];
    };
    for (const instr of this.instrs) mapUses(instr, fix);
    for (const b of this.blocks) {
      b.instrs = b.instrs.filter((v) => !this.replaced.has(v));
      const end = b.end;
      if (end.kind === 'branch') end.cond = fix(end.cond);
      else if ((end.kind === 'return' || end.kind === 'throw') && end.value) end.value = fix(end.value);
    }
    for (const instr of this.instrs) {
      if (instr.op === 'phi') instr.of = instr.of.map(([b, v]) => [b, this.resolved(v)]);
    }
  }
}

/** Rewrites every operand of an instruction in place. */
export function mapUses(instr: Instr, f: (u: Use) => Use): void {
  switch (instr.op) {
    case 'store':
    case 'set':
      instr.value = f(instr.value);
      if (instr.op === 'set') {
        instr.obj = f(instr.obj);
        if (typeof instr.prop !== 'string') instr.prop = f(instr.prop);
      }
      break;
    case 'get':
    case 'delete':
      instr.obj = f(instr.obj);
      if (typeof instr.prop !== 'string') instr.prop = f(instr.prop);
      break;
    case 'call':
      instr.callee = f(instr.callee);
      if (instr.self) instr.self = f(instr.self);
      for (const a of instr.args) a.use = f(a.use);
      break;
    case 'object':
      for (const p of instr.props) mapProp(p, f);
      break;
    case 'array':
      for (const a of instr.items) a.use = f(a.use);
      break;
    case 'template':
      instr.parts = instr.parts.map(f);
      break;
    case 'bin':
      instr.left = f(instr.left);
      instr.right = f(instr.right);
      break;
    case 'either':
      instr.of = instr.of.map(f);
      break;
    case 'un':
    case 'await':
    case 'yield':
    case 'element':
    case 'keys':
    case 'rest':
    case 'typed':
      instr.of = f(instr.of);
      break;
    case 'class':
      if (instr.base) instr.base = f(instr.base);
      break;
    case 'jsx':
      if (typeof instr.tag !== 'string') instr.tag = f(instr.tag);
      for (const p of instr.props) mapProp(p, f);
      instr.children = instr.children.map(f);
      break;
    default:
      break;
  }
}

function mapProp(p: { key: string | Use | null; value: Use }, f: (u: Use) => Use): void {
  p.value = f(p.value);
  if (p.key !== null && typeof p.key !== 'string') p.key = f(p.key);
}

export const cellOf = (fn: FnId, name: string): Cell => ({ fn, name });
