/** What a function's ends tell its callers: what holds there, by what it gives back and whether it refuses. */
import type { Use } from '../facts/ir';
import { truthiness } from './guards';
import { both, withFacts } from './substitute';
import { type Facts, NO_FACTS, type Obj, type Value } from './values';

export interface Exit {
  value: Value;
  mark?: Use;
  facts: Facts;
  refuses: boolean;
  /** What holds where the call whose result is handed on did not refuse. */
  admits?: Facts;
}

/** What holds wherever the function ends without a refusal. */
export function admitted(exits: readonly Exit[]): Facts | undefined {
  const through = exits.filter((e) => !e.refuses);
  if (through.length === exits.length && !exits.some((e) => e.admits)) return undefined;
  return through.map((e) => e.admits ?? e.facts).reduce<Facts | undefined>((a, b) => (a ? both(a, b) : b), undefined);
}

/** What holds wherever the function ends without giving anything back, where it does so at times. */
export function silent(exits: readonly Exit[]): Facts | undefined {
  const without = exits.filter((e) => !e.mark);
  return without.length === exits.length ? undefined : without.map((e) => e.facts).reduce<Facts | undefined>((a, b) => (a ? both(a, b) : b), undefined);
}

/** Of `{ ok: false, reason }` or `{ ok: true }`, what a caller learns by testing a member: what held wherever it may be so. */
export function tellByMembers(exits: readonly Exit[]): void {
  const objs = exits.flatMap(({ value, facts }) =>
    value.refs.length === 1 && value.refs[0]!.k === 'obj' && !value.refs[0]!.obj.array ? [{ obj: value.refs[0]!.obj, facts }] : [],
  );
  if (objs.length < 2 || objs.length < exits.length || !exits.some((e) => e.facts.size > 0)) return;
  const tests = new Map<string, { truthy: Facts; falsy: Facts }>();
  for (const name of new Set(objs.flatMap(({ obj }) => [...obj.fields.keys()]))) {
    const ways = objs.map(({ obj, facts }) => ({ facts, is: memberTruth(obj, name) }));
    const where = (other: boolean): Facts =>
      ways.flatMap((w) => (w.is === other ? [] : [w.facts])).reduce<Facts | undefined>((a, b) => (a ? both(a, b) : b), undefined) ?? NO_FACTS;
    if (ways.some((w) => w.is !== undefined)) tests.set(name, { truthy: where(false), falsy: where(true) });
  }
  if (tests.size > 0) for (const { obj } of objs) obj.tests = tests;
}

function memberTruth(obj: Obj, name: string): boolean | undefined {
  const v = obj.fields.get(name);
  if (!v) return (obj.spread ?? obj.rest) ? undefined : false;
  return v.taints.length === 0 && v.refs.length > 0 ? truthiness(v) : undefined;
}

/** What a caller learns by testing the result: what held at every return that may give such a result. */
export function returnTests(exits: Exit[]): { truthy?: Facts; falsy?: Facts } {
  let truthy: Facts | undefined;
  let falsy: Facts | undefined;
  for (const { value, facts } of exits) {
    const only = value.taints.length === 0 && value.refs.length > 0 ? truthiness(value) : undefined;
    if (only !== false) {
      const here = withFacts(facts, value.truthy);
      truthy = truthy ? both(truthy, here) : here;
    }
    if (only !== true) {
      const here = withFacts(facts, value.falsy);
      falsy = falsy ? both(falsy, here) : here;
    }
  }
  return { truthy: truthy?.size ? truthy : undefined, falsy: falsy?.size ? falsy : undefined };
}
