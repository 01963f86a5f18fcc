/** Ports over abstract values: which values stand at a port, and where in the code they are written. */
import type { Use } from '../facts/ir';
import { type Port, type PortStep, parsePort } from '../models/ports';
import type { Condition } from '../models/format';
import { safePattern } from '../models/patterns';
import { part } from './access';
import type { CallEvent } from './events';
import { type Obj, type Ref, type Taint, type Value, JOINED, NOTHING, constantsOf, isUnknown, joinTaints, sameTaint, siteOf } from './values';

export interface At {
  value: Value;
  /** The narrowest expression in the call that stands there. */
  mark: Use;
  /** Where the value is that of a property in the call: the whole property, name and value. */
  property?: Use;
}

/** Within object and array literals, the value of the property that passes the test; through calls it does not look. */
export function narrowed(event: Pick<CallEvent, 'fn'>, at: At, test: (v: Value) => boolean): At {
  const instr = event.fn.facts.instrs[at.mark[0]];
  if (!instr || instr.s < at.mark[1] || instr.e > at.mark[2]) return at;
  // What a spread brought into the literal is no part of what is written in it.
  if (!at.value.refs.some((r) => r.k === 'obj' && r.obj.site === siteOf(event.fn, at.mark[0]))) return at;
  const parts =
    instr.op === 'object'
      ? instr.props.flatMap((p) => (typeof p.key === 'string' ? [{ key: p.key, use: p.value }] : []))
      : instr.op === 'array'
        ? instr.items.flatMap((item, n) => (item.spread ? [] : [{ key: String(n), use: item.use }]))
        : [];
  for (const { key, use } of parts) {
    const value = part(at.value, key);
    if (test(value)) return narrowed(event, { value, mark: use }, test);
  }
  return at;
}

/** The whole property where there is one, else the expression. */
export const propertyOf = (at: At): Use => at.property ?? at.mark;

/** The values at a port of a call, each with its mark. Absent options yield nothing. */
export function valuesAt(event: CallEvent, portText: string): At[] {
  const port = parsePort(portText);
  const found = roots(event, port).flatMap((r) => walk(event, r, port.steps));
  return found.length === 0 && port.root === 'this' && port.steps[0]?.kind === 'prop' && event.self ? optionsOf(event.self, port.steps, 0) : found;
}

/** An option of what a method is called on: given where it was made, or where that was made of which it is a child. */
function optionsOf(self: Value, steps: readonly PortStep[], depth: number): At[] {
  return self.refs.flatMap((r) => {
    if (r.k !== 'api' || !r.made || depth > MAKERS) return [];
    const { made } = r;
    const own = made.args.flatMap((value, n) => walk(made, { value, mark: made.argUses[n] ?? callUse(made) }, steps));
    return own.length > 0 || !made.self ? own : optionsOf(made.self, steps, depth + 1);
  });
}
const MAKERS = 4;

function roots(event: CallEvent, port: Port): At[] {
  const arg = (i: number): At[] => (event.args[i] ? [{ value: event.args[i]!, mark: event.argUses[i] ?? callUse(event) }] : []);
  switch (port.root) {
    case 'arg':
      return port.index < 0 ? [] : arg(port.index);
    case 'args-from':
      return event.args.slice(port.index).flatMap((_, i) => arg(port.index + i));
    case 'all':
      return event.args.flatMap((_, i) => arg(i));
    case 'this':
      return event.self ? [{ value: event.self, mark: callUse(event) }] : [];
    case 'return':
      return [{ value: event.result, mark: callUse(event) }];
  }
}

export function callUse(event: CallEvent): Use {
  const i = event.fn.facts.instrs[event.instr]!;
  return [event.instr, i.s, i.e];
}

/** With `f(...args)` nobody sees how many arguments there are. */
export function spreadsArguments(event: CallEvent): boolean {
  const i = event.fn.facts.instrs[event.instr];
  return i?.op === 'call' && i.args.some((a) => a.spread);
}

function walk(event: CallEvent, at: At, steps: readonly PortStep[]): At[] {
  let all: At[] = [at];
  for (const s of steps) all = all.flatMap((a) => down(event, a, s));
  return all;
}

function down(event: CallEvent, at: At, step: PortStep): At[] {
  switch (step.kind) {
    case 'prop': {
      const value = part(at.value, step.name!);
      return isNothing(value) ? [] : memberAt(event, at, step.name!, value);
    }
    case 'named':
      return down(event, at, namedBy(event, step));
    case 'every': {
      const out: At[] = [];
      for (const r of at.value.refs) {
        if (r.k !== 'obj') continue;
        for (const [k, v] of r.obj.fields) out.push(...memberAt(event, at, k, v));
        if (r.obj.rest) out.push({ value: r.obj.rest, mark: at.mark });
      }
      return out.length > 0 ? out : rest(at);
    }
    case 'element':
      return elements(event, at);
    case 'where':
      return elements(event, at).filter((e) => mayBe(part(e.value, step.name!), step));
    case 'text': {
      const value = { taints: at.value.taints, refs: at.value.refs.filter((r) => r.k !== 'obj' || r.obj.text) };
      return isNothing(value) ? [] : [{ ...at, value }];
    }
    case 'list': {
      const value = { taints: at.value.taints.filter(namedAsList), refs: at.value.refs.flatMap((r) => (r.k === 'obj' && r.obj.array && !r.obj.text ? turnsOf(r.obj) : [])) };
      return isNothing(value) ? [] : [{ ...at, value }];
    }
    case 'whole': {
      const spread = at.value.refs.flatMap((r) => (r.k === 'obj' && !r.obj.text && r.obj.spread ? r.obj.spread.taints : []));
      const taints = joinTaints(at.value.taints, spread);
      return taints.length > 0 ? [{ ...at, value: { taints, refs: [] } }] : [];
    }
    case 'made':
      return elements(event, { ...at, value: madeOf(at.value) }).flatMap((e) => (isNothing(madeOf(e.value)) ? [] : [{ ...e, value: madeOf(e.value) }]));
  }
}

/** The property that an argument names; any, where it is not one constant. */
export function namedBy(event: CallEvent, step: PortStep): PortStep {
  if (step.kind !== 'named') return step;
  const names = constantsOf(event.args[Number(step.name)] ?? NOTHING);
  return names?.length === 1 ? { kind: 'prop', name: String(names[0]) } : { kind: 'every' };
}

const madeOf = (v: Value): Value => ({ taints: [], refs: v.refs.filter((r) => r.k === 'obj') });

/** A list whose elements may be texts: what stands in it by itself, and was not made as a turn, is one. */
const turnsOf = (obj: Obj): Ref => ({ k: 'obj', obj: { ...obj, fields: new Map([...obj.fields].filter(([, v]) => v.refs.some((r) => r.k === 'obj'))) } });

/** Where an SDK takes a text or a list of turns, a request's own name for the part tells which of them it sent. */
const LISTS = /(messages|history|conversation|turns)$/i;
const namedAsList = (t: Taint): boolean => LISTS.test(t.path[t.path.length - 1] ?? '') && t.trace?.label !== JOINED;

/** What a list holds that was put into it in the workspace. */
export const elementsOf = (list: Value): Value[] =>
  list.refs.flatMap((r) => (r.k === 'obj' && r.obj.array ? [...r.obj.fields.values(), ...(r.obj.rest ? apart(r.obj.rest) : [])] : []));

function elements(event: CallEvent, at: At): At[] {
  const out: At[] = [];
  for (const r of at.value.refs) {
    if (r.k !== 'obj') continue;
    for (const [k, v] of r.obj.fields) if (/^\d+$/.test(k)) out.push({ value: v, mark: literalPart(event, at.mark, k)?.mark ?? at.mark });
    if (r.obj.rest) for (const value of apart(r.obj.rest)) out.push({ value, mark: at.mark });
    // An object where a list is expected: one element, as many SDKs accept.
    if (!r.obj.array && r.obj.fields.size > 0) out.push(at);
  }
  return [...out, ...rest(at)];
}

/** Elements that were put into one list in no known order: each is one of the objects, or the rest that is only known by what flows in. */
function apart(v: Value): Value[] {
  const objects = v.refs.filter((r) => r.k === 'obj');
  if (objects.length === 0 || (v.refs.length === 1 && v.taints.length === 0)) return [v];
  const others: Value = { taints: v.taints, refs: v.refs.filter((r) => r.k !== 'obj') };
  return [...objects.map((r): Value => ({ taints: [], refs: [r] })), ...(isNothing(others) ? [] : [others])];
}

/** What is unknown about the list as a whole stands for each element. */
function rest(at: At): At[] {
  const taints = at.value.taints;
  // The verdicts of a check are a list whose elements are tested one by one.
  const syms = at.value.refs.filter((r) => r.k === 'sym' || (r.k === 'api' && r.made?.tests));
  if (taints.length === 0 && syms.length === 0) return [];
  return [{ value: part({ taints, refs: syms }, '*'), mark: at.mark }];
}

function mayBe(v: Value, step: PortStep): boolean {
  // A name of an SDK stands for itself: `{ provide: APP_GUARD }`.
  const nameOf = (r: Value['refs'][number]): string | undefined =>
    r.k === 'const' ? String(r.value) : r.k === 'api' && !isUnknown(r) ? r.name.slice(r.name.lastIndexOf(':') + 1) : undefined;
  const names = v.refs.flatMap((r) => nameOf(r) ?? []);
  const known = names.length > 0 && names.length === v.refs.length ? names : undefined;
  // A role that nobody here fixed: the list as a whole is the caller's, which is a question of its own.
  if (!known) return step.negated === true;
  // One of several roles: that somebody picks among them is a question of its own too.
  return step.negated ? known.some((k) => !step.values!.includes(k)) : known.every((k) => step.values!.includes(k));
}

/** `q` of `new HumanMessage(q)`, where the message is made within the call. */
function argumentOf(event: CallEvent, { value, mark }: At, key: string): Use | undefined {
  for (const r of value.refs) {
    const from = r.k === 'obj' ? r.obj.from?.get(key) : undefined;
    if (from && from.fn === event.fn && from.use[1] >= mark[1] && from.use[2] <= mark[2]) return from.use;
  }
  return undefined;
}

const isNothing = (v: Value): boolean => v === NOTHING || (v.taints.length === 0 && v.refs.length === 0);

/** A member where it is written. What was spread into the literal behind it may stand in its place, and is marked with the whole. */
function memberAt(event: CallEvent, at: At, key: string, value: Value): At[] {
  const written = literalPart(event, at.mark, key);
  if (!written) return [{ value, mark: argumentOf(event, at, key) ?? at.mark }];
  const { mark, property, spreadBehind } = written;
  const brought = spreadBehind ? at.value.refs.flatMap((r) => (r.k === 'obj' && r.obj.spread ? part(r.obj.spread, key).taints : [])) : [];
  const own = value.taints.filter((t) => !brought.some((b) => sameTaint(b, t)));
  if (own.length === value.taints.length) return [{ value, mark, property }];
  if (own.length === 0) return [{ value, mark: at.mark }];
  return [
    { value: { ...value, taints: own }, mark, property },
    { value: { taints: value.taints.filter((t) => !own.includes(t)), refs: [] }, mark: at.mark },
  ];
}

/** The expression at a key, where the marked expression is itself a literal within the call, and whether something was spread into the literal behind it. */
function literalPart(event: CallEvent, mark: Use, key: string): (Pick<At, 'mark' | 'property'> & { spreadBehind?: boolean }) | undefined {
  const instr = event.fn.facts.instrs[mark[0]];
  if (!instr || instr.s < mark[1] || instr.e > mark[2]) return undefined;
  if (instr.op === 'object' || instr.op === 'jsx') {
    const at = instr.props.findLastIndex((p) => p.key === key);
    if (at < 0) return undefined;
    const { value, s } = instr.props[at]!;
    return { mark: value, property: s === undefined ? undefined : [value[0], s, value[2]], spreadBehind: instr.props.some((p, i) => i > at && p.key === null) };
  }
  if (instr.op === 'array') {
    const item = instr.items[Number(key)];
    return item && !item.spread ? { mark: item.use } : undefined;
  }
  if (instr.op === 'call' && instr.args.length > 0) {
    // `Buffer.from(JSON.stringify({...}))` and the like keep the shape of their argument.
    const inner = event.fn.facts.instrs[instr.args[0]!.use[0]];
    if ((inner?.op === 'object' || inner?.op === 'call') && inner.s >= mark[1] && inner.e <= mark[2]) return literalPart(event, instr.args[0]!.use, key);
  }
  return undefined;
}

/** The parts of a joined text that are written in the code, with `?` for what is not. */
export function writtenText(event: CallEvent, mark: Use): string {
  const { instrs } = event.fn.facts;
  const text = (v: number, depth: number): string => {
    const i = instrs[v];
    if (!i || depth > 40) return '?';
    if (i.op === 'template') return i.texts.map((t, n) => t + (i.parts[n] ? text(i.parts[n][0], depth + 1) : '')).join('');
    if (i.op === 'bin' && i.kind === '+') return text(i.left[0], depth + 1) + text(i.right[0], depth + 1);
    // The texts of a tagged template come first.
    if (i.op === 'call' && i.tagged) return text(i.args[0]!.use[0], depth + 1);
    if (i.op === 'array') return i.items.map((item) => text(item.use[0], depth + 1)).join('?');
    return i.op === 'lit' && typeof i.value === 'string' ? i.value : '?';
  };
  return text(mark[0], 0);
}

/** The names by which the code knows a value. */
function namesOf(event: CallEvent, at: At): string[] {
  const i = event.fn.facts.instrs[at.mark[0]];
  const written = i?.op === 'get' ? i.prop : i?.op === 'import' ? i.name : i?.op === 'load' ? i.cell.name : undefined;
  return [...(typeof written === 'string' ? [written] : []), ...at.value.taints.flatMap((t) => (t.origin.k === 'source' ? [t.origin.label] : []))];
}

const matches = (pattern: string, text: string): boolean => safePattern(pattern, 'i')?.test(text) ?? false;

export type Answer = 'yes' | 'no' | 'unknown';

/** Three-valued: a value that the analysis cannot see is unknown, never a yes. */
export function holds(event: CallEvent, c: Condition): Answer {
  const found = valuesAt(event, c.port);
  if (found.length === 0) return c.present === false || (c.not && c.present === undefined) ? 'yes' : 'no';
  if (c.named !== undefined) return found.some((f) => namesOf(event, f).some((n) => matches(c.named!, n))) ? 'yes' : 'no';
  if (c.type !== undefined) return found.some((f) => f.value.refs.some((r) => r.k === 'api' && r.name.endsWith(`:${c.type}#`))) ? 'yes' : 'no';
  if (c.is === undefined && c.not === undefined && c.matches === undefined) return c.present === false ? 'no' : 'yes';
  // What is written out of a text that is joined here is enough to find something in it.
  if (c.matches !== undefined && found.some((f) => matches(c.matches!, writtenText(event, f.mark)))) return 'yes';
  const constants = found.flatMap((f) => constantsOf(f.value) ?? [undefined]);
  const test = (v: unknown): Answer => (v === undefined && found.some((f) => !constantsOf(f.value)) ? 'unknown' : satisfies(c, v) ? 'yes' : 'no');
  const answers = constants.map(test);
  if (answers.every((a) => a === answers[0])) return answers[0]!;
  return 'unknown';
}

function satisfies(c: Condition, v: unknown): boolean {
  if (c.is) return (c.is as unknown[]).includes(v);
  if (c.not) return !(c.not as unknown[]).includes(v);
  return typeof v === 'string' && matches(c.matches!, v);
}

export const allHold = (event: CallEvent, list: readonly Condition[] | undefined): Answer => {
  const answers = (list ?? []).map((c) => holds(event, c));
  return answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes';
};

/** Whether they can be seen to hold on one way at least: a constant that the value may be satisfies each (`process.env.SHELL || '/bin/sh'`). */
export const allMayHold = (event: CallEvent, list: readonly Condition[] | undefined): boolean =>
  (list ?? []).every((c) => {
    const answer = holds(event, c);
    if (answer !== 'unknown') return answer === 'yes';
    return valuesAt(event, c.port).some((f) => f.value.refs.some((r) => r.k === 'const' && satisfies(c, r.value)));
  });
