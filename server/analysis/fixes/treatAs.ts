/** A control that the project has and the analysis does not know: one entry of the configuration says what a function is. */
import { operandsOf } from '../facts/operands';
import { eventsBelow } from '../findings/reach';
import { fns } from '../flow/access';
import type { CallEvent } from '../flow/events';
import { callUse, valuesAt } from '../flow/positions';
import type { FnNode } from '../flow/values';
import { pkgEnd } from '../models/catalog';
import type { LockKind } from '../models/format';
import { listOf } from '../models/ports';
import { makeFix, type FixContext, type FixMaker } from './context';

const CALLED: Partial<Record<LockKind, string>> = { filter: 'a filter', auth: 'authentication', approval: 'an approval', encryption: 'encryption', rateLimit: 'a rate limit' };

/** Offers the function of the workspace that is called where the lock is missing, on every way and with what the lock is about. */
export const treatAs =
  (kind: LockKind): FixMaker =>
  (c) => {
    for (const fn of placesOf(c, kind)) {
      const before = firstInstrs(c, fn);
      const calls = c.solver
        .summary(fn)
        .calls.filter((x) => !x.callback && x.site.fn === fn && isNamed(x.target) && before.has(x.site.instr) && concerns(c, kind, fn, x.site.instr))
        .filter((x) => kind === 'encryption' || maySayNo(c, x.target));
      const target = calls[calls.length - 1]?.target;
      const reference = target && `${target.file.path}#${target.facts.name}`;
      if (!target || c.solver.declared(reference!).length > 0) continue;
      return makeFix({ title: `Treat \`${target.facts.name}\` as ${CALLED[kind]}`, tier: 'suggested', on: c.page, edits: [], declareLock: { kind, reference: reference! } });
    }
    return undefined;
  };

/** Where the lock would stand: in the handler of the entry point or of the tool, or where the data is handed on. */
function placesOf(c: FixContext, kind: LockKind): FnNode[] {
  const { sink, handler, fn } = c.report;
  if (kind === 'auth' || kind === 'rateLimit') return handler ? [handler] : [];
  if (kind !== 'approval') return sink?.fn === fn ? [fn] : [];
  return sink ? sink.specs.flatMap((s) => listOf(s.tool)).flatMap((t) => (t.handler ? valuesAt(sink, t.handler).flatMap((a) => fns(a.value).map((f) => f.fn)) : [])) : [];
}

/** It can be named in the configuration. */
const isNamed = ({ facts }: FnNode): boolean => facts.parent === 0 && /^[A-Za-z_$][\w$]*$/.test(facts.name);

/** It throws, answers one thing or another, or asks code that is not seen here. What only hands something on refuses nobody. */
function maySayNo(c: FixContext, fn: FnNode, depth = 0): boolean {
  const { blocks } = fn.facts;
  if (blocks.some((b) => b.end.kind === 'throw') || blocks.filter((b) => b.end.kind === 'return').length > 1) return true;
  const { events, calls } = c.solver.summary(fn);
  const isUnseen = (e: CallEvent): boolean => e.fn === fn && pkgEnd(e.name) > 0 && !c.solver.catalog.knows(e.name.slice(0, pkgEnd(e.name)));
  return events.some(isUnseen) || (depth < 3 && calls.some((x) => x.site.fn === fn && x.target !== fn && maySayNo(c, x.target, depth + 1)));
}

/** What runs on every way, in the block in which the function begins, before what the lock is wanted for, and does not do that itself. */
function firstInstrs(c: FixContext, fn: FnNode): ReadonlySet<number> {
  const effects = new Set((c.report.related ?? []).map((r) => `${r.path}:${r.start}`));
  const isIt = (e: CallEvent): boolean => e.specs.some((s) => s.model || s.agent || s.retrieval) || effects.has(`${e.fn.file.path}:${callUse(e)[1]}`);
  const { calls, events } = c.solver.summary(fn);
  const below = calls.filter((x) => x.site.fn === fn && eventsBelow(c.solver, x.target).some(isIt)).map((x) => x.site.instr);
  const own = events.filter((e) => e.fn === fn && isIt(e)).map((e) => e.instr);
  const sink = c.report.sink?.fn === fn ? c.report.sink.instr : undefined;
  const ends = new Set(sink === undefined ? [...own, ...below] : [sink]);
  const { instrs } = fn.facts.blocks[0]!;
  const end = instrs.findIndex((i) => ends.has(i));
  return new Set((end < 0 ? instrs : instrs.slice(0, end)).filter((i) => !below.includes(i)));
}

function concerns(c: FixContext, kind: LockKind, fn: FnNode, instr: number): boolean {
  const { instrs } = fn.facts;
  const call = instrs[instr]!;
  if (call.op !== 'call') return false;
  const from = new Set(call.args.map((a) => a.use[0]));
  for (const v of from) if (from.size < 60) for (const o of operandsOf(instrs[v]!)) from.add(o);
  // Who is calling, how often, and what a tool is called with: parameters.
  if (kind === 'auth' || kind === 'rateLimit' || kind === 'approval') return [...from].some((v) => instrs[v]!.op === 'param');
  const origins = (c.report.taints ?? []).flatMap((t) => (t.origin.k === 'source' && t.origin.fn === fn ? [t.origin.at] : []));
  return call.s < c.finding.place.start && origins.length > 0 && origins.every(([s, e]) => [...from].some((v) => instrs[v]!.s === s && instrs[v]!.e === e));
}
