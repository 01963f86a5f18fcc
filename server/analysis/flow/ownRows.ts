/** Rows that were asked for by the verified identity: they are the caller's own, and what they say of their owner is who is calling. */
import { listOf } from '../models/ports';
import { chainTaints, deepTaints, isCallers } from './access';
import type { CallEvent } from './events';
import { valuesAt } from './positions';
import { BIT, type Value } from './values';

/** A query's result, marked as the caller's own where one of its conditions, here or in an earlier link, names them. */
export function ownRows(event: CallEvent, result: Value): Value {
  if (!result.taints.some((t) => t.origin.k === 'source' && t.origin.kinds.includes('record')) || !namesCaller(event)) return result;
  return { ...result, taints: result.taints.map((t) => (t.origin.k === 'source' && t.origin.kinds.includes('record') ? { ...t, safe: t.safe | BIT.scope } : t)) };
}

const namesCaller = (event: CallEvent): boolean =>
  (event.self?.taints.some(isCallers) ?? false) ||
  event.specs
    .flatMap((s) => [...listOf(s.builds?.value), ...listOf(s.builds?.all), ...listOf(s.record?.where)])
    .flatMap((port) => valuesAt(event, port))
    .some(({ value }) => [...deepTaints(value), ...chainTaints(value)].some(isCallers));
