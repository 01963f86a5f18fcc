/** What an entry point is, wherever it was found. */
import type { Use } from '../facts/ir';
import type { FnNode, FnRef } from '../flow/values';
import type { EntryKind, LockKind, RefusalSpec } from '../models/format';
import type { Guard } from './locks';

export interface Entry {
  kind: EntryKind;
  /** `POST /api/chat`, `server action ask`. */
  name: string;
  handler: FnNode;
  /** The handler with what it has captured, where it is a closure. */
  ref?: FnRef;
  /** Where the entry point is marked: the route call, or the exported function's name. */
  fn: FnNode;
  mark: Use;
  /** Of a call: whether it says on which path the handler answers. */
  routed?: boolean;
  /** How it refuses, as the model of its kind says. */
  refusal?: RefusalSpec;
  /** Whether somebody is asked who is calling before the handler runs. */
  guard: 'authenticated' | 'unknown' | 'none';
  /** Any lock that stands before the handler. */
  before: (lock: LockKind) => Guard;
}

/** Locks are looked for when a rule asks. */
export function entryOf(e: Omit<Entry, 'guard' | 'before'>, before: (lock: LockKind) => Guard): Entry {
  const found = new Map<LockKind, Guard>();
  const ask = (lock: LockKind): Guard => {
    let g = found.get(lock);
    if (!g) found.set(lock, (g = before(lock)));
    return g;
  };
  return {
    ...e,
    before: ask,
    get guard() {
      const g = ask('auth');
      return g === 'locked' ? 'authenticated' : g;
    },
  };
}
