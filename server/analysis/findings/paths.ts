/** A taint's history as a proof that people read: one step per line of code that matters. */
import { PIECE } from '../flow/access';
import type { Trace } from '../flow/trace';
import type { FnNode, Taint } from '../flow/values';
import type { CallEvent } from '../flow/events';
import { display } from '../flow/recorded';
import { lineOf } from '../facts/suppressions';
import type { Use } from '../facts/ir';
import type { Step } from './finding';
import { placeOf } from './moved';

export function pathOf(t: Taint, sink: { fn: FnNode; mark: Use; event?: CallEvent }): Step[] {
  const steps: Step[] = [];
  for (let s: Trace | undefined = t.trace; s; s = s.prev) steps.unshift(stepAt(s.fn, ...placeOf(s), s.label));
  const event = sink.event;
  if (event) steps.push(...handedOn(t, event).filter((s) => !steps.some((x) => samePlace(x, s))));
  const end = event ? `reaches \`${display(event.name) || 'the call'}\`` : 'ends here';
  steps.push(stepAt(sink.fn, sink.mark[1], sink.mark[2], end));
  return onePerLine(steps, sink.fn);
}

/** The calls by which data comes to the sink as a part of something, from where its history ends. */
function handedOn(t: Taint, { chain, fn }: CallEvent): Step[] {
  const last = t.trace?.fn;
  const from = chain.map((site) => site.fn).lastIndexOf(last!);
  return chain
    .slice(0, from + 1)
    .map((site, n) => {
      const { s, e } = site.fn.facts.instrs[site.instr]!;
      return stepAt(site.fn, s, e, `passed to \`${(chain[n - 1]?.fn ?? fn).facts.name}()\``);
    })
    .reverse();
}

export const stepAt = (fn: FnNode, s: number, e: number, label: string): Step => ({ path: fn.file.path, start: s, end: e, label });

/** Of several steps on one line the first is kept, but the source and the sink always stay; a step in the sink's own place tells nothing more. */
function onePerLine(steps: Step[], fn: FnNode): Step[] {
  const line = (s: Step): number => lineOf(fn.file.facts.lines, s.start);
  const here = (s: Step): boolean => s.path === fn.file.path;
  const sink = steps[steps.length - 1]!;
  return steps.filter((s, i) => {
    if (i === 0 || i === steps.length - 1) return true;
    const before = steps[i - 1]!;
    if (samePlace(s, before) || (samePlace(s, sink) && s.end === sink.end && !/passed to|returned by/.test(s.label))) return false;
    return !here(s) || !here(before) || line(before) !== line(s) || /passed to|returned by/.test(s.label);
  });
}

const samePlace = (a: Step, b: Step): boolean => a.start === b.start && a.path === b.path;

/** Where data comes from, in words: "the request body (`question`)". */
export function sourceName(t: Taint): string {
  if (t.origin.k !== 'source') return 'data from a caller';
  const part = t.path.filter((p) => p !== '*' && !p.startsWith(PIECE) && !/^\d+$/.test(p)).join('.');
  return part ? `\`${part}\` of ${t.origin.label}` : t.origin.label;
}
