/** One instruction → its value. */
import type { Instr, Use, ValueId } from '../facts/ir';
import { apis, setField } from './access';
import { callInstr } from './calls';
import { UNTESTED, againstBoolean, againstLimit, againstVerdict, comparison, membership, presence, tested, truthiness, type Tested } from './guards';
import { readProperty, sourceValue } from './members';
import { elementOf, flatten, makeObj, restOf, spread } from './objects';
import { jsxInstr, writeEvent } from './recorded';
import { read, traced, type Run } from './run';
import { both, clearedBy, withFacts } from './substitute';
import { typedValue } from './typed';
import { BIT, JOINED, NOTHING, NO_FACTS, constant, join, joinWays, ofRef, tainted, type Facts, type Value } from './values';
import { assignProperty, loadCell, parameter, storeCell, thisValue } from './variables';

export function evaluate(run: Run, id: ValueId, i: Instr, edges: Map<string, Facts>): Value {
  switch (i.op) {
    case 'lit':
      return constant(i.value);
    case 'param':
      return parameter(run, i.index);
    case 'this':
      return thisValue(run);
    case 'load':
      return loadCell(run, i.cell.fn, i.cell.name);
    case 'store':
      storeCell(run, i.cell.fn, i.cell.name, read(run, i.value));
      return NOTHING;
    case 'global':
      return run.solver.global(i.name);
    case 'import':
      return run.solver.imported(run.fn, i.from, i.name);
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
      assignProperty(run, read(run, i.obj), typeof i.prop === 'string' ? i.prop : key(run, i.prop), value);
      if (typeof i.prop === 'string') writeEvent(run, id, i.prop, i, value);
      return NOTHING;
    }
    case 'call':
      return callInstr(run, id, i);
    case 'object': {
      const obj = makeObj(run, id);
      for (const p of i.props) {
        const v = read(run, p.value);
        if (p.key === null) spread(obj, v);
        else setField(obj, typeof p.key === 'string' ? p.key : key(run, p.key), v, true);
      }
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
      const parts = i.parts.map((p) => read(run, p));
      const text = parts.every((p) => p.taints.length === 0 && p.refs.length === 1 && p.refs[0]!.k === 'const');
      if (text) return constant(i.texts.reduce((s, t, n) => s + (n > 0 ? String((parts[n - 1]!.refs[0] as { value: unknown }).value) : '') + t, ''));
      return traced(run, flatten(fixedOrigin(i.texts, parts)), i, JOINED);
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
      return NOTHING;
    }
    case 'either':
      return i.of.map((u) => read(run, u)).reduce(join);
    case 'phi':
      return phi(run, i.of, edges);
    case 'await':
      return read(run, i.of);
    case 'yield':
      return NOTHING;
    case 'element':
      return join(elementOf(run, read(run, i.of)), streamed(run, read(run, i.of), i));
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

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+[/?#]/i;

/**
 * Behind a constant `https://host/`, or a base that nobody outside chose and a slash, data can no longer choose the host; what is
 * encoded as one part of a URL cannot behind anything.
 */
function fixedOrigin(texts: readonly string[], parts: readonly Value[]): Value[] {
  const fixed = (v: Value): Value => ({ ...v, taints: v.taints.map((t) => ({ ...t, safe: t.safe | BIT.host })) });
  const behind = (v: Value): Value => ({ ...v, taints: v.taints.map((t) => ((t.safe & BIT.encoded) !== 0 ? { ...t, safe: t.safe | BIT.host } : t)) });
  const [first, ...rest] = parts;
  if (ORIGIN.test(texts[0] ?? '') || /^[/?#]/.test(texts[0] ?? '')) return parts.map(fixed);
  if (!first) return [];
  const base = texts[0] === '' && first.taints.every((t) => t.origin.k === 'source' && t.origin.kinds.every((k) => k === 'secret' || k === 'identity'));
  return base && /^[/?#]/.test(texts[1] ?? '') ? [first, ...rest.map(fixed)] : [first, ...rest.map(behind)];
}

export const key = (run: Run, use: Use): string => {
  const v = read(run, use);
  const only = v.refs.length === 1 && v.refs[0]!.k === 'const' && v.taints.length === 0 ? v.refs[0]!.value : undefined;
  return typeof only === 'string' || typeof only === 'number' ? String(only) : '*';
};

function phi(run: Run, of: [number, ValueId][], edges: Map<string, Facts>): Value {
  const ways: Value[] = [];
  let truthy: Facts | undefined;
  let falsy: Facts | undefined;
  for (const [block, id] of of) {
    const v = run.values[id] ?? NOTHING;
    const held = edges.get(`${block}>${run.block}`);
    // A way that is never taken gives nothing. Ways back to a loop's head were walked in the round before.
    const back = (run.position.get(block) ?? -1) >= run.position.get(run.block)!;
    if (held === undefined && !back && run.fn.facts.blocks[run.block]!.throwsFrom === undefined) continue;
    ways.push(held ? { ...v, taints: clearedBy(v.taints, held) } : v);
    const t = tested(v, run.fn, [id, 0, 0]);
    const only = v.taints.length === 0 && v.refs.length > 0 ? truthiness(v) : undefined;
    if (only !== false) truthy = truthy ? both(truthy, withFacts(held ?? NO_FACTS, t.truthy)) : withFacts(held ?? NO_FACTS, t.truthy);
    if (only !== true) falsy = falsy ? both(falsy, withFacts(held ?? NO_FACTS, t.falsy)) : withFacts(held ?? NO_FACTS, t.falsy);
  }
  return ways.length === 0 ? NOTHING : { ...joinWays(ways), truthy, falsy };
}

/** What comes out of something that is read piece by piece: the body of a request. */
const streamed = (run: Run, of: Value, at: Instr): Value =>
  apis(of)
    .flatMap((r) => run.solver.catalog.read(`${r.name}[*]`) ?? [])
    .reduce<Value>((v, data) => join(v, sourceValue(run, data, '', at)), NOTHING);

function binary(run: Run, i: Extract<Instr, { op: 'bin' }>): Value {
  const left = read(run, i.left);
  const right = read(run, i.right);
  const at: [number, number] = [i.s, i.e];
  switch (i.kind) {
    case '+': {
      const a = left.refs.length === 1 && left.refs[0]!.k === 'const' ? left.refs[0]!.value : undefined;
      const b = right.refs.length === 1 && right.refs[0]!.k === 'const' ? right.refs[0]!.value : undefined;
      if (a !== undefined && b !== undefined && left.taints.length + right.taints.length === 0)
        return constant(typeof a === 'number' && typeof b === 'number' ? a + b : String(a) + String(b));
      return traced(run, flatten(fixedOrigin([typeof a === 'string' ? a : '', ''], typeof a === 'string' ? [right] : [left, right])), i, JOINED);
    }
    case '===':
    case '==':
    case '!==':
    case '!=': {
      const verdict = againstVerdict(left, right) ?? againstBoolean(left, right);
      const equal = verdict ?? { truthy: comparison(left, right, run.fn, at), falsy: presence(left, right, run.fn, i.left) };
      const t = i.kind.startsWith('!') ? { truthy: equal.falsy, falsy: equal.truthy } : equal;
      return { ...NOTHING, ...t };
    }
    case 'in':
      return { ...NOTHING, truthy: keyMembership(run, left, right, at) };
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

function keyMembership(run: Run, item: Value, collection: Value, at: [number, number]): Facts {
  return membership(collection, item, run.fn, at);
}
