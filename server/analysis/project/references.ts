/**
 * Which names of its module each part of a file mentions, as its facts tell: the nodes and edges of one file in the graph of
 * relevance. Read once for each version of a file.
 */
import { once } from '../facts/once';
import { operandsOf } from '../facts/operands';
import { hash } from '../facts/hash';
import type { ClassFacts, FileFacts, FnId, FunctionFacts, Instr, TypeRef, ValueId } from '../facts/ir';

/** Names that a piece of code mentions. `imports` are `FROM NAME` with the index of the specifier. */
export interface Mentions {
  names: Set<string>;
  imports: Set<string>;
  globals: Set<string>;
  types: Set<string>;
}

/** A piece of code that is solved as a whole: the module's own, a function at its top level with all in it, or a class. */
export interface Unit extends Mentions {
  fns: FnId[];
  /** Module names and imports that it writes to, calls methods on, or hands to somebody. */
  touches: Set<string>;
  name?: string;
  isClass?: boolean;
  /** The module's own code, the first unit, says by decorators who calls it and with what. */
  decorated?: boolean;
  /** What a class implements and extends, as written. */
  bases: Set<string>;
  /** Units of classes that it makes instances of, or hands on, without going through a variable. */
  classes: Set<number>;
  /** Units of functions that the module's own code says to be of a type from elsewhere, which may tell who calls them: `const handler: Handler = …`. */
  declares: Set<number>;
}

/** What a module-level variable is made of. */
export interface Definition extends Mentions {
  /** Units of functions and classes that its value holds. */
  units: Set<number>;
  /** What others put into it can be read from it: a list, a map, an object, an emitter, a variable without a value. */
  carrier: boolean;
  /** The import that makes it, where a package's function or class does. */
  maker?: string;
}

export interface FileReferences {
  units: Unit[];
  definitions: Map<string, Definition>;
  types: (Mentions & { name: string })[];
}

/** The same for files that mention the same names in the same places. */
export const printOf = once((found: FileReferences): string =>
  hash(JSON.stringify(found, (key, v: unknown) => (key === 'fns' ? undefined : v instanceof Set || v instanceof Map ? [...v] : v))),
);

export const referencesOf = once(collect);

const mentions = (): Mentions => ({ names: new Set(), imports: new Set(), globals: new Set(), types: new Set() });
const unit = (name?: string): Unit => ({ ...mentions(), fns: [], touches: new Set(), bases: new Set(), classes: new Set(), declares: new Set(), name });

function collect(facts: FileFacts): FileReferences {
  const module = facts.functions[0]!;
  const units: Unit[] = [unit()];
  const names = new Map<Instr, string[]>();
  const named = new Map<FnId, number>();
  const bodies = new Map<number, number>();
  const classUnits = facts.classes.map((c) => (c.fn === 0 ? units.push({ ...unit(c.name), isClass: true }) - 1 : -1));
  for (const i of module.instrs) {
    const name = i.op === 'store' || i.op === 'set' ? keptAs(module, i) : undefined;
    if (name === undefined || (i.op !== 'store' && i.op !== 'set')) continue;
    const value = through(module, i.value[0]);
    if (value) names.set(value, [...(names.get(value) ?? []), name]);
    if (value?.op === 'closure' && i.op === 'store') named.set(value.fn, named.get(value.fn) ?? units.push(unit(i.cell.name)) - 1);
  }
  const owner: number[] = [];
  for (const f of facts.functions) {
    const own = f.class !== undefined && classUnits[f.class]! > 0 ? classUnits[f.class] : named.get(f.id);
    owner[f.id] = own ?? (f.parent >= 0 ? owner[f.parent]! : 0);
    const u = units[owner[f.id]!]!;
    u.fns.push(f.id);
    mentionedIn(f, u, u.touches, names);
  }
  for (const i of module.instrs) {
    const typed = i.op === 'typed' && isImported(facts, i.type) ? module.instrs[i.of[0]] : undefined;
    if (typed?.op === 'closure') units[0]!.declares.add(named.get(typed.fn) ?? owner[typed.fn]!);
    if (i.op === 'store' || i.op === 'set') continue;
    for (const o of operandsOf(i)) {
      const used = module.instrs[o];
      if (used?.op === 'class' && classUnits[used.id]! > 0) units[0]!.classes.add(classUnits[used.id]!);
    }
  }
  facts.classes.forEach((c, n) => {
    const u = units[classUnits[n]!];
    if (!u) return;
    for (const b of [c.baseType, ...c.implements]) typesIn(b, u.bases);
    for (const t of u.bases) u.types.add(t);
    for (const field of c.fields) typesIn(field.type, u.types);
    const params = [...c.methods.map((m) => m.fn), ...(c.ctor === undefined ? [] : [c.ctor])].flatMap((f) => facts.functions[f]!.params);
    const decorators = [c, ...c.methods, ...c.fields, ...params].flatMap((d) => d.decorators ?? []);
    u.decorated = decorators.length > 0;
    for (const [value] of [...decorators, ...(c.base ? [c.base] : [])]) tree(module, value, (i) => mention(module, i, u));
    bodies.set(n, classUnits[n]!);
  });
  const types = facts.types.map((t) => {
    const m = { ...mentions(), name: t.name };
    for (const type of [t.type, ...t.bases]) typesIn(type, m.types);
    return m;
  });
  return { units, definitions: definitions(facts, named, bodies, owner), types };
}

const isImported = (facts: FileFacts, type: TypeRef): boolean => type.k === 'ref' && facts.names[type.name.split('.', 1)[0]!]?.kind === 'import';

/** The name under which an instruction keeps a value for others: of a variable of the module, `=NAME` and `=` of CommonJS exports. */
function keptAs(f: FunctionFacts, i: Instr): string | undefined {
  if (i.op === 'store') return i.cell.fn === 0 ? i.cell.name : undefined;
  if (i.op !== 'set' || typeof i.prop !== 'string') return undefined;
  const of = f.instrs[i.obj[0]];
  if (of?.op === 'global' && of.name === 'module' && i.prop === 'exports') return '=';
  const exports = of?.op === 'get' && of.prop === 'exports' ? f.instrs[of.obj[0]] : of;
  return exports?.op === 'global' && (exports.name === 'exports' || exports.name === 'module') ? `=${i.prop}` : undefined;
}

function definitions(facts: FileFacts, named: Map<FnId, number>, classes: Map<number, number>, owner: readonly number[]): Map<string, Definition> {
  const out = new Map<string, Definition>();
  for (const f of facts.functions) {
    for (const i of f.instrs) {
      const name = i.op === 'store' || i.op === 'set' ? keptAs(f, i) : undefined;
      if (name === undefined || (i.op !== 'store' && i.op !== 'set')) continue;
      let d = out.get(name);
      if (!d) out.set(name, (d = { ...mentions(), units: new Set(), carrier: false }));
      const value = through(f, i.value[0]);
      if (f.id !== 0 || carries(f, value) || (value?.op === 'class' && keepsForAll(facts.classes[value.id]!))) d.carrier = true;
      d.maker ??= makerOf(f, value);
      const definition = d;
      tree(f, i.value[0], (part) => {
        if (part.op === 'closure') definition.units.add(named.get(part.fn) ?? owner[part.fn]!);
        else if (part.op === 'class' && classes.has(part.id)) definition.units.add(classes.get(part.id)!);
        mention(f, part, definition);
      });
    }
  }
  return out;
}

/** Nothing, a literal of an object or a list, what `new` gives, or what a function of the workspace gives. */
function carries(f: FunctionFacts, value: Instr | undefined): boolean {
  if (!value || value.op === 'object' || value.op === 'array' || value.op === 'phi') return true;
  if (value.op === 'lit') return value.value === undefined || value.value === null;
  if (value.op !== 'call') return false;
  const callee = root(f, value.callee[0]);
  return callee?.op === 'global' || callee?.op === 'load' || callee?.op === 'closure' || callee?.op === 'class' || callee?.op === 'import';
}

/** A class with a field that is one for all. */
const keepsForAll = (cls: ClassFacts): boolean => cls.fields.some((f) => f.isStatic);

function makerOf(f: FunctionFacts, value: Instr | undefined): string | undefined {
  const callee = value?.op === 'call' ? root(f, value.callee[0]) : undefined;
  return callee?.op === 'import' ? `${callee.from} ${callee.name}` : undefined;
}

/** `kept`: values of the module's code that have a name as well. */
function mentionedIn(f: FunctionFacts, into: Mentions, touches: Set<string>, kept: ReadonlyMap<Instr, readonly string[]>): void {
  for (const p of f.params) typesIn(p.type, into.types);
  typesIn(f.returns, into.types);
  for (const i of f.instrs) {
    mention(f, i, into);
    for (const v of touchedBy(i)) {
      const at = root(f, v);
      if (at?.op === 'load' && at.cell.fn === 0) touches.add(at.cell.name);
      else if (at?.op === 'import') touches.add(`${at.from} ${at.name}`);
      for (const name of (at && kept.get(at)) ?? []) touches.add(name);
    }
    if (i.op === 'store' && i.cell.fn === 0 && f.id !== 0) touches.add(i.cell.name);
  }
}

/** Values whose parts an instruction may change. */
function touchedBy(i: Instr): ValueId[] {
  if (i.op === 'set' || i.op === 'delete') return [i.obj[0]];
  return i.op === 'call' ? [...(i.self ? [i.self[0]] : []), ...i.args.map((a) => a.use[0])] : [];
}

function mention(f: FunctionFacts, i: Instr, into: Mentions): void {
  if (i.op === 'load' && i.cell.fn === 0) into.names.add(i.cell.name);
  else if (i.op === 'import') into.imports.add(`${i.from} ${i.name}`);
  else if (i.op === 'global') into.globals.add(i.name);
  else if (i.op === 'typed') typesIn(i.type, into.types);
  else if (i.op === 'call') for (const t of i.types ?? []) typesIn(t, into.types);
  // `lib.ask` of a namespace is the export `ask`.
  if (i.op !== 'get' || typeof i.prop !== 'string') return;
  const of = f.instrs[i.obj[0]];
  if (of?.op === 'import' && (of.name === '*' || of.name === '=')) into.imports.add(`${of.from} ${i.prop}`);
}

/** The instruction behind casts. */
function through(f: FunctionFacts, v: ValueId): Instr | undefined {
  let i = f.instrs[v];
  for (let n = 0; i && (i.op === 'typed' || i.op === 'await') && n < 8; n++) i = f.instrs[i.of[0]];
  return i;
}

/** What a chain of members begins with. */
function root(f: FunctionFacts, v: ValueId): Instr | undefined {
  let i = f.instrs[v];
  for (let n = 0; i && n < 16; n++) {
    if (i.op === 'get') i = f.instrs[i.obj[0]];
    else if (i.op === 'typed' || i.op === 'await') i = f.instrs[i.of[0]];
    else break;
  }
  return i;
}

/** Every instruction that a value is made of, in its function. */
function tree(f: FunctionFacts, value: ValueId, visit: (i: Instr) => void): void {
  const seen = new Set([value]);
  for (const v of seen) {
    const i = f.instrs[v];
    if (!i) continue;
    visit(i);
    for (const o of operandsOf(i)) seen.add(o);
  }
}

/** Names in a declared type, as written. */
function typesIn(type: TypeRef | undefined, into: Set<string>, depth = 0): void {
  if (!type || depth > 8) return;
  switch (type.k) {
    case 'ref':
      into.add(type.name);
      for (const a of type.args ?? []) typesIn(a, into, depth + 1);
      return;
    case 'of':
      into.add(type.name);
      return;
    case 'array':
      return typesIn(type.of, into, depth + 1);
    case 'union':
    case 'all':
      for (const t of type.of) typesIn(t, into, depth + 1);
      return;
    case 'object':
      for (const t of Object.values(type.props)) typesIn(t, into, depth + 1);
      return;
    case 'fn':
      for (const t of [...type.params, type.returns]) typesIn(t, into, depth + 1);
  }
}
