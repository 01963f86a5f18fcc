/**
 * Functions of the workspace that tell private addresses from public ones. They are known by the ranges that they name, not by their
 * own name; which answer lets a host pass is read off what they return.
 */
import type { Instr } from '../facts/ir';
import { deepTaints } from './access';
import type { Run } from './run';
import { hostFact } from './substitute';
import { NO_FACTS, type Fact, type Facts, type Obj, type Value, contents } from './values';

/** How a host that may be asked comes out of such a function: it returns at all, or returns this. */
export type PublicWhen = 'returns' | boolean;

/** Ranges that such a function names. Three of them are no accident. */
const RANGES: readonly { text: RegExp; numbers?: readonly number[] }[] = [
  { text: /(^|[^\d.])10(\\?\.|$)/, numbers: [10] },
  { text: /192\\?\.168/, numbers: [192, 168] },
  { text: /172\\?\.|(^|[^\d.])172$/, numbers: [172] },
  { text: /169\\?\.254/, numbers: [169, 254] },
  { text: /127\\?\.|^127$/, numbers: [127] },
  { text: /localhost|loopback/i },
  { text: /::1|\bf[cde][0-9a-f]{0,2}:|^f[cde]/i },
  { text: /link-?local|unique-?local|metadata/i },
];
const ENOUGH = 3;

export function publicWhen(run: Run): PublicWhen | undefined {
  const { facts } = run.fn;
  if (facts.id === 0 || facts.params.length === 0) return undefined;
  const returned = facts.blocks.flatMap((b, n) => (b.end.kind === 'return' && (n === 0 || b.preds.length > 0) ? [b.end.value ? facts.instrs[b.end.value[0]] : undefined] : []));
  const answers = returned.flatMap((r) => answer(facts.instrs, r) ?? []);
  const tells = answers.length > 0 && answers.length === returned.length;
  if (!tells && !facts.blocks.some((b) => b.end.kind === 'throw')) return undefined;
  const asks = [...run.calls.values()].some((c) => !c.callback && run.solver.summary(c.target, run.fn).publicWhen !== undefined);
  if (!asks && !namesRanges(run)) return undefined;
  return tells ? passing(answers, facts.instrs, returned) : 'returns';
}

type Answer = boolean | 'found' | 'denied';

/** A constant, or a test that is true where a range was found (`denied` where it is turned round). */
function answer(instrs: readonly Instr[], r: Instr | undefined, seen: readonly Instr[] = []): Answer | undefined {
  if (r?.op === 'lit') return typeof r.value === 'boolean' ? r.value : undefined;
  if (r?.op === 'un' && r.kind === '!') return 'denied';
  if (r?.op === 'bin') return r.kind === '&&' && [r.left, r.right].some((u) => answer(instrs, instrs[u[0]], seen) === 'denied') ? 'denied' : 'found';
  // Values of a loop are made of one another.
  if (r?.op === 'phi') return !seen.includes(r) && r.of.some(([, v]) => answer(instrs, instrs[v], [...seen, r]) === 'denied') ? 'denied' : 'found';
  return r?.op === 'call' || r?.op === 'await' ? 'found' : undefined;
}

/** Such a function refuses in many places and passes in one; of two, the last passes. */
function passing(answers: readonly Answer[], instrs: readonly Instr[], returned: readonly (Instr | undefined)[]): boolean {
  const told = answers.find((a) => typeof a === 'string');
  if (told) return told === 'denied';
  const yes = answers.filter((a) => a === true).length;
  if (yes !== answers.length - yes) return yes < answers.length - yes;
  const last = returned.reduce((a, b) => ((b?.s ?? 0) > (a?.s ?? 0) ? b : a));
  return answer(instrs, last) === true;
}

function namesRanges(run: Run): boolean {
  const texts = new Set<string>();
  const numbers = new Set<number>();
  const seen = new Set<Obj>();
  const take = (v: Value, depth: number): void => {
    for (const r of v.refs) {
      if (r.k === 'const' && typeof r.value === 'string') texts.add(r.value);
      else if (r.k === 'const' && typeof r.value === 'number') numbers.add(r.value);
      else if (r.k === 'obj' && depth < 3 && !seen.has(r.obj)) {
        seen.add(r.obj);
        for (const f of contents(r.obj)) take(f, depth + 1);
      } else if (r.k === 'api' && r.made && depth < 3) for (const a of r.made.args) take(a, depth + 1);
    }
  };
  for (const v of run.values) take(v, 0);
  return RANGES.filter((r) => r.numbers?.every((n) => numbers.has(n)) || [...texts].some((t) => t.length < 400 && r.text.test(t))).length >= ENOUGH;
}

/** What a caller may take as checked, where the function lets a host pass. */
export function hostsChecked(run: Run, args: readonly Value[], at: { s: number; e: number }): Facts {
  const facts = args.flatMap((a) => deepTaints(a).map((t): Fact => hostFact(t, run.fn, [at.s, at.e], 'no private address')));
  return facts.length === 0 ? NO_FACTS : new Map(facts.map((f) => [f.key, f]));
}
