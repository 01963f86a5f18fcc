/** Values as the branches before them left them. */
import type { BlockId, FunctionFacts, Literal, ValueId } from '../facts/ir';
import { type MemberTest, narrowed, testedPart } from './discriminants';
import { type Told, uncast } from './narrowing';
import type { Run } from './run';
import { type Made, type Part, type Ref, type Value, NOTHING, isMade, isNothing } from './values';

/** A value where this is told. What was told of an object is told of a member that was read from it before. */
export function asTold(f: FunctionFacts, v: Value, id: ValueId, told: Told): Value {
  if (told.size === 0 || isNothing(v)) return v;
  const own = uncast(f, id);
  let out = v;
  for (const test of told.get(own) ?? []) out = narrowed(out, test);
  const read = f.instrs[own];
  if (read?.op !== 'get' || typeof read.prop !== 'string') return out;
  for (const test of told.get(uncast(f, read.obj[0])) ?? []) out = test.member === read.prop ? narrowed(out, { ...test, member: '' }) : narrowed(out, test, 1);
  return out;
}

/** What is made where this is told: callers that never give what was told apart never get it. */
export function onCondition(run: Run, v: Value, told: Told | undefined): Value {
  if (!told || told.size === 0 || !v.refs.some(mayDepend)) return v;
  const under = conditionOf(run, told);
  return under ? { ...v, refs: v.refs.map((r) => (mayDepend(r) ? { ...r, under } : r)) } : v;
}

const mayDepend = (r: Ref): r is Made => isMade(r) && !r.under;

/** What comes from one block, where several ways come together: what was told on this way alone is what it depends on. */
export function comingFrom(run: Run, v: Value, id: ValueId, block: BlockId): Value {
  if (!run.narrowing) return v;
  const told = run.narrowing.along(block, run.block);
  const always = run.narrowing.within(run.block);
  return onCondition(run, asTold(run.fn.facts, v, id, told), new Map([...told].filter(([of, tests]) => !isAlways(tests, always.get(of)))));
}

const isAlways = (tests: readonly MemberTest[], always: readonly MemberTest[] = []): boolean =>
  tests.every((t) => always.some((a) => a.member === t.member && a.not === t.not && a.values.length === t.values.length));

/** What a caller gives, where it was told apart. */
function conditionOf(run: Run, told: Told): Part | undefined {
  for (const [id, tests] of told) {
    const part = testedPart(tests.reduce((value, test) => narrowed(value, test), run.values[id] ?? NOTHING));
    if (part) return part;
  }
  return undefined;
}

/** `ROLES[turn.kind]`: of what the table holds, a constant is there where the key is one of its names. */
export function chosenBy(key: Value, table: Value, chosen: Value): Value {
  const tables = table.refs.flatMap((r) => (r.k === 'obj' && r.obj.known && !r.obj.rest && !r.obj.spread ? [r.obj] : []));
  if (tables.length === 0 || tables.length < table.refs.length || key.refs.length !== 1 || key.refs[0]!.k !== 'sym') return chosen;
  const holds = (v: Value, value: Literal): boolean => v.refs.some((r) => r.k === 'const' && r.value === value);
  // A number as a key is a name as well.
  const namesOf = (value: Literal): Literal[] =>
    tables.flatMap((t) => [...t.fields].flatMap(([name, v]) => (holds(v, value) ? [name, ...(String(Number(name)) === name ? [Number(name)] : [])] : [])));
  const conditional = (r: Ref): Ref => (r.k === 'const' && !r.under ? { ...r, under: testedPart(narrowed(key, { member: '', values: namesOf(r.value), not: false })) } : r);
  return { ...chosen, refs: chosen.refs.map(conditional) };
}
