/** Lists that are sifted by a constant member of their things: `turns.filter((turn) => turn.role !== 'system')`. */
import type { FunctionFacts, Literal, Use } from '../facts/ir';
import { field } from './access';
import { type FnRef, type Obj, type Ref, type Value, constantsOf, newObj } from './values';

/** What a test lets pass: things whose member is one of the constants, or with `not`, is none of them. */
interface Sieve {
  member: string;
  values: readonly Literal[];
  not: boolean;
}

/** A list without the things that the test is seen to refuse. */
export function sifted(list: Value, test: FnRef): Value {
  const sieve = sieveOf(test.fn.facts);
  if (!sieve) return list;
  const passes = (r: Ref): boolean => {
    const known = r.k === 'obj' ? constantsOf(field(r.obj, sieve.member)) : undefined;
    return !known || known.some((c) => sieve.values.includes(c) !== sieve.not);
  };
  const only = (v: Value): Value => (v.refs.every(passes) ? v : { ...v, refs: v.refs.filter(passes) });
  const siftedList = (o: Obj): Obj =>
    newObj({ array: true, known: o.known, rest: o.rest && only(o.rest), spread: o.spread, fields: new Map([...o.fields].map(([k, v]) => [k, only(v)])) });
  return { ...list, refs: list.refs.map((r) => (r.k === 'obj' && r.obj.array && !r.obj.shared ? { ...r, obj: siftedList(r.obj) } : r)) };
}

function sieveOf(f: FunctionFacts): Sieve | undefined {
  const ends = f.blocks.flatMap((b) => (b.end.kind === 'return' ? [b.end.value] : []));
  const test = ends.length === 1 && ends[0] ? f.instrs[ends[0][0]] : undefined;
  if (test?.op === 'bin' && /^[!=]==?$/.test(test.kind)) {
    const not = test.kind.startsWith('!');
    for (const [of, constant] of [
      [test.left, test.right],
      [test.right, test.left],
    ] as const) {
      const member = memberOf(f, of);
      const value = f.instrs[constant[0]];
      if (member !== undefined && value?.op === 'lit') return { member, values: [value.value], not };
    }
  }
  // `['user', 'assistant'].includes(turn.role)`
  const callee = test?.op === 'call' && test.args.length === 1 ? f.instrs[test.callee[0]] : undefined;
  const fixed = callee?.op === 'get' && callee.prop === 'includes' ? f.instrs[callee.obj[0]] : undefined;
  if (test?.op !== 'call' || fixed?.op !== 'array') return undefined;
  const member = memberOf(f, test.args[0]!.use);
  const values = fixed.items.flatMap(({ use, spread }) => {
    const i = f.instrs[use[0]];
    return i?.op === 'lit' && !spread ? [i.value] : [];
  });
  return member !== undefined && values.length === fixed.items.length ? { member, values, not: false } : undefined;
}

/** The member of the first parameter that a value is. */
function memberOf(f: FunctionFacts, of: Use): string | undefined {
  const get = f.instrs[of[0]];
  const param = get?.op === 'get' && typeof get.prop === 'string' ? f.instrs[get.obj[0]] : undefined;
  return get?.op === 'get' && param?.op === 'param' && param.index === 0 ? String(get.prop) : undefined;
}
