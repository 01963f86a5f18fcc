/** How the project ties records to their owners elsewhere: under which field, and by which expression. A fix does it the same way. */
import { namesOwner } from '../findings/owners';
import { deepTaints, part } from '../flow/access';
import type { CallEvent } from '../flow/events';
import { valuesAt } from '../flow/positions';
import { constantsOf, type FnNode, type Value } from '../flow/values';
import type { Use } from '../facts/ir';
import { listOf } from '../models/ports';

export interface OwnedAlready {
  field: string;
  /** The expression that gives the owner, and the function in which it stands. */
  fn: FnNode;
  use: Use;
  /** The package of the call. */
  pkg: string;
}

const known = new WeakMap<readonly CallEvent[], OwnedAlready[]>();

export function ownedAlready(events: readonly CallEvent[]): OwnedAlready[] {
  let found = known.get(events);
  if (!found) known.set(events, (found = events.filter((e) => e.chain.length === 0).flatMap(ownersOf)));
  return found;
}

function ownersOf(event: CallEvent): OwnedAlready[] {
  const out: OwnedAlready[] = [];
  const ports = event.specs.flatMap((s) => [...(s.retrieval?.scope ?? []), ...(s.record?.where ?? []), ...listOf(s.store).flatMap((st) => st.ingests?.metadata ?? [])]);
  const pkg = event.name.slice(0, event.name.indexOf(':'));
  for (const at of ports.flatMap((p) => valuesAt(event, p))) walk(event, at.mark, at.value, undefined, 0, (field, use) => out.push({ field, use, fn: event.fn, pkg }));
  return out;
}

const DEPTH = 6;

/** Literals as they are written, beside the values that they hold. */
function walk(event: CallEvent, use: Use, value: Value, field: string | undefined, depth: number, found: (field: string, use: Use) => void): void {
  const instr = event.fn.facts.instrs[use[0]];
  if (!instr || depth > DEPTH) return;
  if (instr.op === 'object') {
    // `{ key: 'orgId', match: { value: … } }`
    const named = ['key', 'field', 'path', 'column'].flatMap((k) => constantsOf(part(value, k)) ?? []).find((c) => namesOwner(String(c)));
    for (const p of instr.props) {
      if (typeof p.key !== 'string') continue;
      const inner = namesOwner(p.key)
        ? p.key
        : named !== undefined && /^(match|value|values|any|stringValue)$/.test(p.key)
          ? String(named)
          : p.key.startsWith('$') || field
            ? field
            : undefined;
      walk(event, p.value, part(value, p.key), inner, depth + 1, found);
    }
  } else if (instr.op === 'array') instr.items.forEach((item, n) => !item.spread && walk(event, item.use, part(value, String(n)), field, depth + 1, found));
  else if (field && isTrusted(value)) found(field, use);
}

/** Neither a constant nor what somebody merely claims. */
const isTrusted = (v: Value): boolean =>
  constantsOf(v) === undefined && !deepTaints(v).some((t) => t.origin.k === 'source' && t.origin.kinds.some((k) => k === 'user' || k === 'model' || k === 'external'));
