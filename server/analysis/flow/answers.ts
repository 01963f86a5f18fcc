/** Answers that say yes or no by their text: of a person who was asked, of a guardrail. What a test of the text tells of the answer. */
import { safePattern } from '../models/patterns';
import type { Tested, Verdict } from './guards';
import { type Value, NO_FACTS, constantsOf } from './values';

/** In `well`: every answer that does not refuse. A choice of several is made by the program: what it calls a no is a no. */
const OTHERS = '*';
const NO = ['n', 'no', 'deny', 'denied', 'reject', 'rejected', 'decline', 'refuse', 'cancel', 'cancelled', 'abort', 'skip', 'stop', 'exit', 'quit', 'false'];

const refusals = ({ well, refused }: Verdict): readonly unknown[] => (well.includes(OTHERS) ? [...refused, ...NO] : refused);

/** Whether an answer says that all is well, refuses, or is none that is known. */
export function saying(verdict: Verdict, constant: unknown): 'well' | 'refused' | undefined {
  if (refusals(verdict).some((r) => same(r, constant))) return 'refused';
  return verdict.well.some((w) => w === OTHERS || same(w, constant)) ? 'well' : undefined;
}

const same = (a: unknown, b: unknown): boolean => a === b || (typeof a === 'string' && typeof b === 'string' && a.toLowerCase() === b.toLowerCase());

/** `answer.startsWith('y')`, `['y', 'yes'].includes(answer)`, `/^y(es)?$/i.test(answer)`. */
export function answerTest(method: string, self: Value, item: Value): Tested | undefined {
  const [verdict, other] = self.verdict ? [self.verdict, item] : [item.verdict, self];
  const fits = verdict && fitting(method, other, self.verdict !== undefined);
  if (!verdict || !fits) return undefined;
  const refused = refusals(verdict).some(fits);
  const well = verdict.well.some((w) => (w === OTHERS ? !refused : fits(w)));
  if (well === refused) return undefined;
  return well ? { truthy: verdict.facts, falsy: NO_FACTS } : { truthy: NO_FACTS, falsy: verdict.facts };
}

/** The answers that the test is true of. `ofText`: the method is the answer's own. */
function fitting(method: string, other: Value, ofText: boolean): ((answer: unknown) => boolean) | undefined {
  const given = constantsOf(other) ?? listed(other);
  if (!given?.length) return undefined;
  const texts = given.map((g) => String(g));
  if (ofText && method === 'startsWith') return (answer) => texts.some((t) => String(answer).startsWith(t));
  if (ofText && method === 'includes') return (answer) => texts.some((t) => String(answer).includes(t));
  if (!ofText && /^(includes|has)$/.test(method)) return (answer) => given.includes(answer as string);
  if (ofText ? method !== 'match' : !/^(test|exec)$/.test(method)) return undefined;
  const patterns = texts.map((t) => /^\/(.*)\/([a-z]*)$/s.exec(t)).map((m) => m && safePattern(m[1]!, m[2]!.replace(/[gy]/g, '')));
  return patterns.every((p) => p) ? (answer) => patterns.some((p) => p!.test(String(answer))) : undefined;
}

const listed = (v: Value): unknown[] | undefined => {
  const items = v.refs.flatMap((r) => (r.k === 'obj' && r.obj.known && !r.obj.rest ? [...r.obj.fields.values()].map(constantsOf) : [undefined]));
  return items.length > 0 && items.every((i) => i) ? items.flatMap((i) => i!) : undefined;
};
