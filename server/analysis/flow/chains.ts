/** Chains of calls, of which each is made on what the one before gave back. */
import { apis } from './access';
import type { CallEvent } from './events';
import { NOTHING } from './values';

/** `app.use(a).use(b)`: the call that the chain began with. */
export function rootOf(made: CallEvent): CallEvent {
  let at = made;
  for (let n = 0; n < 40; n++) {
    const before = apis(at.self ?? NOTHING).find((r) => r.made)?.made;
    if (!before) return at;
    at = before;
  }
  return at;
}
