/**
 * What a function gives back that a caller gives: `retry(() => load(url))` hands on what `load` gives back. Inside `retry` that is
 * a port of its own, named after the call. It is bound where a caller is seen to give the function.
 */
import { deepTaints } from './access';
import type { CallEvent } from './events';
import { tainted, type FnNode, type Ref, type Value } from './values';

const PREFIX = 'ret ';

export const isResultPort = (port: string): boolean => port.startsWith(PREFIX);

export const resultPort = ({ fn, instr }: Pick<CallEvent, 'fn' | 'instr'>): string => `${PREFIX}${fn.file.path}#${fn.facts.key}:${instr}`;

/** The result of a call of a parameter. Of what such a call gave back, calls are not followed any further. */
export function resultOf(event: CallEvent): Value | undefined {
  if (!event.callee?.refs.some(isGiven)) return undefined;
  const port = resultPort(event);
  return { taints: [{ origin: { k: 'port', port }, path: [], safe: 0 }], refs: [{ k: 'sym', port, path: [] }] };
}

/** A function, or its object, that a caller gives. */
export const isGiven = (r: Ref): boolean => r.k === 'sym' && !isResultPort(r.port);

/** Whether only callers of the workspace give the function: what a framework hands in is unknown code. */
export const byCallersAlone = (fn: FnNode, callee: Value): boolean =>
  callee.refs.length > 0 && callee.refs.every((r) => r.k === 'sym' && isGiven(r) && !fn.sources.has(Number(r.port)) && !fn.context.has(Number(r.port)));

/** What a call is assumed to give back whose function stays unknown: what it was given. */
export const assumedResult = (args: readonly Value[]): Value => tainted(args.flatMap((a) => deepTaints(a).map((t) => ({ ...t, weak: true }))));
