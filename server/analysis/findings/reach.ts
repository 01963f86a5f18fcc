/** What a function reaches through the calls that it makes, across files: its side effects, and the first way to each. */
import type { Instr } from '../facts/ir';
import type { CallEvent, Summary } from '../flow/events';
import { allHold, holds, valuesAt } from '../flow/positions';
import type { Solver } from '../flow/solver';
import { type FnNode, type FnRef, constantsOf } from '../flow/values';
import { LIMITS } from '../limits';
import type { EffectKind, EffectSpec } from '../models/format';
import { listOf } from '../models/ports';
import { makeCallees, onward } from './callees';
import { capturesOf } from './captured';
import { walked } from './walked';

type SummaryOf = (fn: FnNode) => Summary | undefined;

export interface Reached {
  kind: EffectKind;
  event: CallEvent;
}

/** Every call below a function, breadth first; the function's own calls come first. `ref`: the function with what it has captured. */
export const eventsBelow = (solver: Solver, root: FnNode, ref?: FnRef): readonly CallEvent[] =>
  walkEvents(solver, ref ?? root, '', (summaryOf) => allBelow(solver, root, ref, summaryOf));
const walkEvents = walked<readonly CallEvent[]>();

function allBelow(solver: Solver, root: FnNode, ref: FnRef | undefined, summaryOf: SummaryOf): CallEvent[] {
  const queue = new Set([root]);
  const captured = capturesOf(root, ref);
  const callees = makeCallees(solver);
  const out: CallEvent[] = [];
  for (const fn of onward(queue, callees)) {
    const summary = summaryOf(fn);
    if (!summary || queue.size > LIMITS.reach) continue;
    out.push(...summary.events);
    for (const target of [...callees.of(summary.calls), ...captured(fn, summary.events)]) queue.add(target);
  }
  return out;
}

/** The side effects that a function reaches without a person having been asked on the way. `asked` says that some were approved. */
export const effectsBelow = (solver: Solver, root: FnNode): EffectsBelow => walkEffects(solver, root, '', (summaryOf) => effectsOfAll(solver, root, summaryOf));
const walkEffects = walked<EffectsBelow>();

interface EffectsBelow {
  effects: readonly Reached[];
  asked: boolean;
}

function effectsOfAll(solver: Solver, root: FnNode, summaryOf: SummaryOf): EffectsBelow {
  const effects: Reached[] = [];
  let asked = false;
  const queue = new Set([root]);
  const callees = makeCallees(solver);
  for (const fn of onward(queue, callees)) {
    const summary = summaryOf(fn);
    if (!summary || queue.size > LIMITS.reach) continue;
    for (const event of summary.events) {
      const own = effectsOf(event);
      if (own.length > 0 && event.facts.has('lock approval')) asked = true;
      else effects.push(...own);
    }
    if (summary.calls.some((c) => c.facts.has('lock approval'))) asked = true;
    for (const target of callees.of(summary.calls.filter((c) => !c.facts.has('lock approval')))) queue.add(target);
  }
  return { effects, asked };
}

export const effectsOf = (event: CallEvent): Reached[] => event.specs.flatMap((s) => listOf(s.effect).flatMap((e) => (happens(event, e) ? [{ kind: e.kind, event }] : [])));

function happens(event: CallEvent, e: EffectSpec): boolean {
  if (allHold(event, e.if) !== 'yes' || (e.unless ?? []).some((u) => holds(event, u) === 'yes')) return false;
  return e.sql === undefined || !readsOnly(event, e.sql);
}

/** SQL that puts data into a table. */
export function inserts(event: CallEvent, port: string): boolean {
  return sqlTexts(event, port).some((t) => /^\s*(insert|update|replace|merge|upsert)\b/i.test(t));
}

/** SQL by its verb; text that cannot be seen counts as a write. */
function readsOnly(event: CallEvent, port: string): boolean {
  const texts = sqlTexts(event, port);
  return texts.length > 0 && texts.every((t) => /^\s*(select|show|describe|explain|pragma)\b/i.test(t) || (/^\s*with\b/i.test(t) && !/\b(insert|update|delete|merge)\b/i.test(t)));
}

/** What is known of a query: all of it, or how it begins. */
function sqlTexts(event: CallEvent, port: string): string[] {
  const [at] = valuesAt(event, port);
  return at ? (constantsOf(at.value)?.map(String) ?? [leading(event.fn.facts.instrs, at.mark[0])]) : [];
}

/** The text with which a joined text begins. */
function leading(instrs: readonly Instr[], value: number): string {
  let i = instrs[value];
  // Of a tagged template the texts are a list of their own.
  while (i?.op === 'bin' || i?.op === 'array') i = instrs[i.op === 'bin' ? i.left[0] : (i.items[0]?.use[0] ?? -1)];
  if (i?.op === 'template') return i.texts[0] ?? '';
  return i?.op === 'lit' ? String(i.value) : '';
}
