/**
 * How data came here, step by step. Every call puts a caller's steps before a callee's for each thing that flows through it,
 * and hardly any of them is ever shown: the two are put together only when somebody walks along them.
 */
import type { FunctionFacts } from '../facts/ir';
import { LIMITS } from '../limits';
import type { FnNode } from './values';

/** One step of a proof, newest first. */
export interface Trace {
  readonly fn: FnNode;
  /** What was known of the function when the step was taken: places are those of that text (`findings/moved.ts`). */
  readonly facts: FunctionFacts;
  readonly s: number;
  readonly e: number;
  readonly label: string;
  readonly prev?: Trace;
  /** Steps up to here, this one included; where the same step ends one part and begins the next it may be counted twice. */
  readonly length: number;
}

/** A step that is taken now, where it has no facts. */
export type Step = Omit<Trace, 'prev' | 'length' | 'facts'> & Partial<Pick<Trace, 'facts'>>;

export function step(prev: Trace | undefined, { fn, facts = fn.facts, s, e, label }: Step): Trace {
  if (prev && (prev.length >= LIMITS.steps || (prev.fn === fn && prev.s === s && prev.e === e && prev.label === label))) return prev;
  return { fn, facts, s, e, label, prev, length: (prev?.length ?? 0) + 1 };
}

/** A callee's steps, with those of its caller before them. */
class Behind implements Trace {
  readonly fn: FnNode;
  readonly facts: FunctionFacts;
  readonly s: number;
  readonly e: number;
  readonly label: string;
  readonly length: number;
  private before: Trace | undefined;

  constructor(
    private head: Trace | undefined,
    private tail: Trace | undefined,
  ) {
    ({ fn: this.fn, facts: this.facts, s: this.s, e: this.e, label: this.label } = tail!);
    this.length = head!.length + tail!.length;
  }

  get prev(): Trace | undefined {
    if (this.head) {
      this.before = append(this.head, this.tail!.prev);
      this.head = this.tail = undefined;
    }
    return this.before;
  }
}

export function append(head: Trace | undefined, tail: Trace | undefined): Trace | undefined {
  if (!head || !tail) return head ?? tail;
  if (!tail.prev) return step(head, tail);
  if (head.length + tail.length <= LIMITS.steps) return new Behind(head, tail);
  const steps: Trace[] = [];
  for (let t: Trace | undefined = tail; t; t = t.prev) steps.push(t);
  return steps.reduceRight<Trace | undefined>((trace, s) => step(trace, s), head);
}
