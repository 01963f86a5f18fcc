/** One instruction → its value. */
import type { Instr, Literal, Use, ValueId } from '../facts/ir';
import { LIMITS } from '../limits';
import { GENERATED, apis, fns, part, setField } from './access';
import { callInstr } from './calls';
import { UNTESTED, againstBoolean, againstLimit, againstTruth, againstVerdict, comparison, membership, presence, tested, truthiness, type Tested } from './guards';
import { invoke } from './invoke';
import { iterated, readProperty, sourceValue, variableOfEnvironment, writeBySetter } from './members';
import { asObjects, asText, elementOf, flatten, makeObj, restOf, spread } from './objects';
import { jsxInstr, writeEvent } from './recorded';
import { equalsRoute } from './routes';
import { read, traced, type Run } from './run';
import { both, clearedBy, withFacts } from './substitute';
import { comingFrom } from './told';
import { typedValue } from './typed';
import { BIT, JOINED, NOTHING, NO_FACTS, constant, join, joinWays, newObj, ofRef, tainted, type Facts, type FnRef, type Obj, type Ref, type Value } from './values';
import { assignProperty, loadCell, overwrites, parameter, storeCell, thisValue } from './variables';

export function evaluate(run: Run, id: ValueId, i: Instr, edges: Map<string, Facts>): Value {
  switch (i.op) {
    case 'lit':
      return constant(i.value);
    case 'param':
      return parameter(run, i.index);
    case 'this':
      return thisValue(run);
    case 'arguments': {
      const fields = Array.from({ length: Math.max(run.fn.facts.params.length, LIMITS.arguments) }, (_, n): [string, Value] => [String(n), parameter(run, n)]);
      return ofRef({ k: 'obj', obj: newObj({ array: true, fields: new Map(fields) }) });
    }
    case 'load':
      return loadCell(run, i.cell.fn, i.cell.name);
    case 'store':
      storeCell(run, i.cell.fn, i.cell.name, read(run, i.value));
      return NOTHING;
    case 'global':
      return run.solver.global(i.name);
    case 'import': {
      const value = run.solver.imported(run.fn.file, i.from, i.name, run.fn);
      const [only] = value.refs;
      return (only?.k === 'api' ? variableOfEnvironment(run, only.name, i) : undefined) ?? value;
    }
    case 'closure': {
      const fn = run.fn.file.fns[i.fn]!;
      if (run.fn.facts.id !== 0) run.solver.want(fn);
      return ofRef({ k: 'fn', fn, env: run.env });
    }
    case 'class': {
      const cls = run.fn.file.classes[i.id]!;
      if (run.fn.facts.id !== 0) for (const m of cls.facts.methods) run.solver.want(cls.file.fns[m.fn]!);
      return ofRef({ k: 'class', cls });
    }
    case 'get':
      return readProperty(run, i);
    case 'set': {
      const value = read(run, i.value);
      const obj = read(run, i.obj);
      if (typeof i.prop !== 'string' || !writeBySetter(run, obj, i.prop, value, i, id)) assignProperty(run, obj, typeof i.prop === 'string' ? i.prop : key(run, i.prop), value);
      if (typeof i.prop === 'string') writeEvent(run, id, i.prop, i, value);
      return NOTHING;
    }
    case 'delete': {
      const obj = read(run, i.obj);
      const name = typeof i.prop === 'string' ? i.prop : key(run, i.prop);
      for (const r of obj.refs) if (r.k === 'obj' && !r.obj.shared && name !== '*' && overwrites(run, obj, r.obj)) setField(r.obj, name, constant(undefined), true);
      return constant(true);
    }
    case 'call':
      return callInstr(run, id, i);
    case 'object': {
      const obj = makeObj(run, id);
      for (const p of i.props) {
        const v = read(run, p.value);
        if (p.key === null) spread(obj, asObjects(run, v));
        else if (!p.accessor) setField(obj, typeof p.key === 'string' ? p.key : key(run, p.key), v, true);
      }
      addAccessors(run, obj, i, id);
      return ofRef({ k: 'obj', obj });
    }
    case 'array': {
      const obj = makeObj(run, id);
      obj.array = true;
      let index = 0;
      let exact = true;
      for (const item of i.items) {
        const v = read(run, item.use);
        if (item.spread) {
          exact = false;
          setField(obj, '*', elementOf(run, v), false);
        } else setField(obj, exact ? String(index++) : '*', v, exact);
      }
      return ofRef({ k: 'obj', obj });
    }
    case 'template': {
      const parts = i.parts.map((p) => asText(read(run, p)));
      const text = parts.every((p) => p.taints.length === 0 && p.refs.length === 1 && p.refs[0]!.k === 'const');
      if (text) return constant(i.texts.reduce((s, t, n) => s + (n > 0 ? String((parts[n - 1]!.refs[0] as { value: unknown }).value) : '') + t, ''));
      return traced(run, flatten(afterStart(i.texts, parts)), i, JOINED);
    }
    case 'bin':
      return binary(run, i);
    case 'un': {
      const v = read(run, i.of);
      if (i.kind === '!') {
        const t = tested(v, run.fn, i.of);
        const known = truthiness(v);
        return { taints: [], refs: known === undefined || v.taints.length > 0 ? [] : [{ k: 'const', value: !known }], truthy: t.falsy, falsy: t.truthy };
      }
      const number = i.kind === '-' ? onlyConstant(v) : undefined;
      return typeof number === 'number' ? constant(-number) : NOTHING;
    }
    case 'either':
      return either(run, i);
    case 'phi':
      return phi(run, id, i.of, edges);
    case 'await':
      return awaited(run, read(run, i.of));
    case 'yield':
      return i.each ? join(part(read(run, i.of), GENERATED), handedThrough(read(run, i.of))) : NOTHING;
    case 'element':
      return [elementOf(run, read(run, i.of)), iterated(run, read(run, i.of), i, id), streamed(run, read(run, i.of), i)].reduce(join);
    case 'keys':
      return tainted(read(run, i.of).taints);
    case 'rest':
      return restOf(read(run, i.of), i.without);
    case 'typed':
      return typedValue(run, read(run, i.of), i.type);
    case 'jsx':
      return jsxInstr(run, id, i);
    case 'super':
      return thisValue(run);
    default:
      return NOTHING;
  }
}

/** What `yield*` gives where it is no list that is walked: of a result that may have failed, what it holds where it has not. */
const handedThrough = (v: Value): Value => (v.refs.some((r) => r.k === 'obj' && r.obj.array) ? NOTHING : v);

/** What a text begins with decides what the rest can still choose. */
const STARTS: readonly [number, RegExp][] = [
  // Behind `https://host/`, and behind a first part of a path (`items/`), nothing chooses the host any more,
  [BIT.host, /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]+|[^:/?#\s]+)[/?#]/i],
  // and behind a first word nothing chooses the program that a command line names.
  [BIT.program, /^\s*[^\s]+\s/],
];

/** The parts of a joined text, safe for what its start has settled. */
function afterStart(texts: readonly string[], parts: readonly Value[]): Value[] {
  const [first] = parts;
  if (!first) return [];
  const head = texts[0] ?? '';
  let bits = /^[/?#]/.test(head) ? BIT.host : 0;
  for (const [bit, start] of STARTS) if (start.test(head) || (head === '' && startsWith(first, bit, start))) bits |= bit;
  // A base that nobody outside chose, and a slash.
  const base =
    head === '' && /^[/?#]/.test(texts[1] ?? '') && first.taints.every((t) => t.origin.k === 'source' && t.origin.kinds.every((k) => k === 'secret' || k === 'identity'));
  return parts.map((p, n) => {
    const part = settled(p, base && n > 0 ? bits | BIT.host : bits);
    return n > 0 || head !== '' ? behind(part, n > 0) : part;
  });
}

/** Behind anything, what has no `..` leads below it, and what is encoded as one part of a URL chooses no host behind other parts. */
const behind = (v: Value, otherParts: boolean): Value => ({
  ...v,
  taints: v.taints.map((t) => ({ ...t, safe: t.safe | (t.safe & BIT.below ? BIT.path : 0) | (otherParts && t.safe & BIT.encoded ? BIT.host : 0) })),
});

const settled = (v: Value, bits: number): Value => (bits === 0 ? v : { ...v, taints: v.taints.map((t) => ({ ...t, safe: t.safe | bits })) });

/** Whether all that a value may be begins so: it was joined so before. */
const startsWith = (v: Value, bit: number, start: RegExp): boolean =>
  v.taints.length > 0 && v.taints.every((t) => t.safe & bit) && v.refs.every((r) => r.k !== 'const' || (typeof r.value === 'string' && start.test(r.value)));

export const key = (run: Run, use: Use): string => {
  const v = read(run, use);
  const only = v.refs.length === 1 && v.refs[0]!.k === 'const' && v.taints.length === 0 ? v.refs[0]!.value : undefined;
  return typeof only === 'string' || typeof only === 'number' ? String(only) : '*';
};

/** Getters and setters of a literal. What a getter gives when all else is there is kept as a field, too. */
function addAccessors(run: Run, obj: Obj, i: Extract<Instr, { op: 'object' }>, id: ValueId): void {
  const accessors = new Map<string, { get?: FnRef; set?: FnRef }>();
  for (const p of i.props) {
    if (!p.accessor || typeof p.key !== 'string') continue;
    for (const f of fns(read(run, p.value))) accessors.set(p.key, { ...accessors.get(p.key), [p.accessor]: f });
  }
  if (accessors.size === 0) return;
  obj.accessors = accessors;
  for (const [name, { get }] of accessors) if (get) setField(obj, name, invoke(run, get, [], ofRef({ k: 'obj', obj }), i, id), true);
}

/** One of several: of `a || b`, what is true of both is true of the whole, and where the whole is false both were. */
/** What a query brings, and not the query. */
function awaited({ solver: { catalog } }: Run, v: Value): Value {
  const isPending = (r: Ref): boolean => r.k === 'api' && r.name.endsWith('#') && catalog.type(r.name.slice(0, -1))?.pending === true;
  return v.refs.some(isPending) ? { ...v, refs: v.refs.filter((r) => !isPending(r)) } : v;
}

function either(run: Run, i: Extract<Instr, { op: 'either' }>): Value {
  const out = i.of.map((u) => read(run, u)).reduce(join);
  if (i.nullish) return { ...out, ...unlessAbsent(run, i.of[0]!, i.of[1]!) };
  if (!i.or) return out;
  const tests = i.of.map((u) => tested(read(run, u), run.fn, u));
  return { ...out, truthy: tests.map((t) => t.truthy).reduce(both), falsy: tests.map((t) => t.falsy).reduce(withFacts) };
}

/** `a ?? b`: what is not there is false as well, and a constant in its place tells nothing. */
function unlessAbsent(run: Run, left: Use, right: Use): { truthy: Facts; falsy: Facts } {
  const [a, b] = [left, right].map((u) => tested(read(run, u), run.fn, u)) as [Tested, Tested];
  const other = read(run, right);
  const known = other.taints.length === 0 && other.refs.length > 0 ? truthiness(other) : undefined;
  return { truthy: known === false ? a.truthy : both(a.truthy, b.truthy), falsy: known === undefined ? both(a.falsy, b.falsy) : a.falsy };
}

/** Of `a && b`, `a` comes through only where it was false. */
function decided(run: Run, block: number, id: ValueId): boolean | undefined {
  const { end } = run.fn.facts.blocks[block]!;
  return end.kind === 'branch' && end.cond[0] === id && end.then !== end.else ? end.then === run.block : undefined;
}

/** What is false, zero, empty or nothing carries no data. */
function nothingOf(v: Value): Value {
  const refs = v.refs.filter((r) => r.k === 'const' && !r.value);
  return refs.length > 0 ? { taints: [], refs } : constant(undefined);
}

function phi(run: Run, value: ValueId, of: [number, ValueId][], edges: Map<string, Facts>): Value {
  const ways = new Map<number, Value>();
  let truthy: Facts | undefined;
  let falsy: Facts | undefined;
  for (const [block, id] of of) {
    const v = comingFrom(run, run.values[id] ?? NOTHING, id, block);
    const held = edges.get(`${block}>${run.block}`);
    // A way that is never taken gives nothing. Ways back to a loop's head were walked in the round before.
    const back = (run.position.get(block) ?? -1) >= run.position.get(run.block)!;
    if (held === undefined && !back && run.fn.facts.blocks[run.block]!.throwsFrom === undefined) continue;
    const known = decided(run, block, id);
    ways.set(block, known === false ? nothingOf(v) : held ? { ...v, taints: clearedBy(v.taints, held) } : v);
    const t = tested(v, run.fn, [id, 0, 0]);
    const only = known ?? (v.taints.length === 0 && v.refs.length > 0 ? truthiness(v) : undefined);
    if (only !== false) truthy = truthy ? both(truthy, withFacts(held ?? NO_FACTS, t.truthy)) : withFacts(held ?? NO_FACTS, t.truthy);
    if (only !== true) falsy = falsy ? both(falsy, withFacts(held ?? NO_FACTS, t.falsy)) : withFacts(held ?? NO_FACTS, t.falsy);
  }
  if (run.flags) run.ways.set(value, ways);
  return ways.size === 0 ? NOTHING : { ...joinWays([...ways.values()]), truthy, falsy };
}

/** What comes out of something that is read piece by piece: the body of a request. */
const streamed = (run: Run, of: Value, at: Instr): Value =>
  apis(of)
    .flatMap((r) => run.solver.catalog.read(`${r.name}[*]`) ?? [])
    .reduce<Value>((v, data) => join(v, sourceValue(run, data, '', at)), NOTHING);

const onlyConstant = (v: Value): Literal | undefined => (v.refs.length === 1 && v.taints.length === 0 && v.refs[0]!.k === 'const' ? v.refs[0]!.value : undefined);

/** `a + '/b/' + c` as what a template would hold: the texts around the parts. */
function chain(run: Run, i: Extract<Instr, { op: 'bin' }>): { texts: string[]; parts: Value[] } {
  const operands: Use[] = [];
  let left: Use = i.left;
  operands.unshift(i.right);
  for (let n = 0; n < LIMITS.operands; n++) {
    const inner = run.fn.facts.instrs[left[0]];
    if (inner?.op !== 'bin' || inner.kind !== '+') break;
    operands.unshift(inner.right);
    left = inner.left;
  }
  operands.unshift(left);
  const texts = [''];
  const parts: Value[] = [];
  for (const use of operands) {
    const v = read(run, use);
    const text = onlyConstant(v);
    if (text !== undefined) texts[texts.length - 1] += String(text);
    else {
      parts.push(v);
      texts.push('');
    }
  }
  return { texts, parts };
}

function binary(run: Run, i: Extract<Instr, { op: 'bin' }>): Value {
  const left = read(run, i.left);
  const right = read(run, i.right);
  const at: [number, number] = [i.s, i.e];
  switch (i.kind) {
    case '+': {
      const a = onlyConstant(left);
      const b = onlyConstant(right);
      if (a !== undefined && b !== undefined) return constant(typeof a === 'number' && typeof b === 'number' ? a + b : String(a) + String(b));
      const { texts, parts } = chain(run, i);
      return traced(run, flatten(afterStart(texts, parts.map(asText))), i, JOINED);
    }
    case '===':
    case '==':
    case '!==':
    case '!=': {
      const verdict = againstVerdict(left, right) ?? againstBoolean(left, right);
      const route = equalsRoute(left, right, run.fn, at);
      const equal = verdict ?? {
        truthy: withFacts(withFacts(comparison(left, right, run.fn, at), againstTruth(left, right)), route.truthy),
        falsy: withFacts(presence(left, right, run.fn, i.left), route.falsy),
      };
      const t = i.kind.startsWith('!') ? { truthy: equal.falsy, falsy: equal.truthy } : equal;
      return { ...NOTHING, ...t };
    }
    case 'in':
      return { ...NOTHING, truthy: membership(right, left, run.fn, at, 'keys') };
    case 'instanceof':
      return { ...NOTHING };
    case '&&':
    case '||':
    case '??': {
      const a = tested(left, run.fn, i.left);
      const t: Tested =
        i.kind === '&&'
          ? { truthy: withFacts(a.truthy, tested(right, run.fn, i.right).truthy), falsy: NO_FACTS }
          : { truthy: NO_FACTS, falsy: withFacts(a.falsy, tested(right, run.fn, i.right).falsy) };
      return { ...right, truthy: t.truthy.size ? t.truthy : right.truthy, falsy: t.falsy.size ? t.falsy : right.falsy };
    }
    case '<':
    case '<=':
      return { ...NOTHING, ...againstLimit(right, left) };
    case '>':
    case '>=':
      return { ...NOTHING, ...againstLimit(left, right) };
    case '-':
    case '*':
    case '/':
    case '%':
    case '**':
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
    case '>>>':
      return { ...NOTHING, ...UNTESTED };
    default:
      return flatten([left, right]);
  }
}
