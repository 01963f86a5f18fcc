/** Lists that are sifted by a constant member of their things: `turns.filter((turn) => turn.role !== 'system')`. */
import type { FunctionFacts } from '../facts/ir';
import { type MemberTest, narrowed } from './discriminants';
import { tellsOf } from './narrowing';
import { type FnRef, type Obj, type Value, newObj } from './values';

/** A list, or one thing of it, without the things that the test is seen to refuse. */
export function sifted(v: Value, test: FnRef): Value {
  const sieve = sieveOf(test.fn.facts);
  if (sieve.length === 0) return v;
  const through = (each: Value): Value => sieve.reduce((rest, t) => narrowed(rest, t), each);
  const siftedList = (o: Obj): Obj =>
    newObj({ array: true, known: o.known, rest: o.rest && through(o.rest), spread: o.spread, fields: new Map([...o.fields].map(([k, f]) => [k, through(f)])) });
  if (!v.refs.some((r) => r.k === 'obj' && r.obj.array)) return through(v);
  return { ...v, refs: v.refs.map((r) => (r.k === 'obj' && r.obj.array && !r.obj.shared ? { ...r, obj: siftedList(r.obj) } : r)) };
}

/** What a test of one thing lets pass. */
function sieveOf(f: FunctionFacts): readonly MemberTest[] {
  const ends = f.blocks.flatMap((b) => (b.end.kind === 'return' ? [b.end.value] : []));
  const told = ends.length === 1 && ends[0] ? tellsOf(f, ends[0][0])?.yes : undefined;
  return [...(told ?? [])].flatMap(([of, tests]) => {
    const param = f.instrs[of];
    return param?.op === 'param' && param.index === 0 ? tests : [];
  });
}
