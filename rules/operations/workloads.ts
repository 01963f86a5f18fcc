/** Entry points that reach a model call: what stands before them, and what they do on the way. */
import { type CallEvent, type Entry, type LockKind, type RuleContext, asksModel, entryPoints, eventsBelow, unguarded } from '../../server/analysis/api';

export interface Reaching {
  entry: Entry;
  calls: CallEvent[];
}

/** Remote entry points with the model calls that they reach. */
export function reaching({ events, solver }: RuleContext): Reaching[] {
  return entryPoints(solver, events).flatMap((entry) => {
    const calls = eventsBelow(solver, entry.handler, entry.ref).filter(asksModel);
    return calls.length > 0 ? [{ entry, calls }] : [];
  });
}

/** Model calls that are reached on a way on which a lock was not passed. */
export const withoutLock = ({ solver }: RuleContext, entry: Entry, lock: LockKind): CallEvent[] => unguarded(solver, entry.handler, lock, entry.ref).filter(asksModel);
