/** A taint's history as a proof that people read: one step per line of code that matters. */
import type { FnNode, Taint, Trace } from '../flow/values';
import type { CallEvent } from '../flow/events';
import { display } from '../flow/recorded';
import { lineOf } from '../facts/suppressions';
import type { Use } from '../facts/ir';
import type { Step } from './finding';

export function pathOf(t: Taint, sink: { fn: FnNode; mark: Use; event?: CallEvent }): Step[] {
  const steps: Step[] = [];
  for (let s: Trace | undefined = t.trace; s; s = s.prev) steps.unshift(stepAt(s.fn, s.s, s.e, s.label));
  const event = sink.event;
  const end = event ? `reaches \`${display(event.name) || 'the call'}\`` : 'ends here';
  steps.push(stepAt(sink.fn, sink.mark[1], sink.mark[2], end));
  return onePerLine(steps, sink.fn);
}

export const stepAt = (fn: FnNode, s: number, e: number, label: string): Step => ({ path: fn.file.path, start: s, end: e, label });

/** Of several steps on one line the first is kept, but the source and the sink always stay. */
function onePerLine(steps: Step[], _fn: FnNode): Step[] {
  const lines = (s: Step): string => `${s.path}:${lineOf(_fn.file.path === s.path ? _fn.file.facts.lines : [0], s.start)}`;
  return steps.filter((s, i) => {
    if (i === 0 || i === steps.length - 1) return true;
    const before = steps[i - 1]!;
    return (
      !(before.start === s.start && before.path === s.path) &&
      (s.path !== _fn.file.path || before.path !== s.path || lines(before) !== lines(s) || /passed to|returned by/.test(s.label))
    );
  });
}

/** Where data comes from, in words: "the request body (`question`)". */
export function sourceName(t: Taint): string {
  if (t.origin.k !== 'source') return 'data from a caller';
  const part = t.path.filter((p) => p !== '*' && !/^\d+$/.test(p)).join('.');
  return part ? `\`${part}\` of ${t.origin.label}` : t.origin.label;
}
