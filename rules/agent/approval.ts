/** Who is asked before a tool runs: said on the tool, on the call or the agent that is given it, or by what stands between them. */
import {
  type ApprovalSpec,
  type At,
  type Binding,
  type CallEvent,
  type FnNode,
  type RuleContext,
  type Value,
  apis,
  constantsOf,
  fns,
  having,
  holds,
  methodsAt,
  makersUsed,
  nameIn,
  namesListed,
  part,
  valuesAt,
} from '../../server/analysis/api';

export interface Off {
  at: At;
  /** The call in which it is written. */
  event: CallEvent;
  /** What would ask, where the SDK has a constant for it. */
  on: unknown;
}

/** `asked`: a person decides first; `off`: approval is switched off, at the mark; `none`: nobody is asked. */
export type Approval = 'asked' | 'none' | { off: Off };

/** The constant that asks, where the SDK has one. */
export const onValue = (a: ApprovalSpec): unknown => a.on?.[0] ?? ((a.off ?? []).includes(false) ? true : undefined);

/** What the options of a call say about a tool; undefined where they say nothing. */
export function saidBy(context: RuleContext, event: CallEvent, specs: readonly ApprovalSpec[], tool: string): Approval | undefined {
  for (const a of specs) {
    if ((a.unless ?? []).some((u) => holds(event, u) === 'yes')) continue;
    const ats = valuesAt(event, a.port);
    if (ats.length === 0) {
      if (a.missing === 'on') return 'asked';
      const method = a.form === 'returns' ? methodsAt(event, a.port)[0] : undefined;
      if (method) return part(returnsOf(context, method), a.member!).refs.length > 0 ? 'asked' : undefined;
      continue;
    }
    for (const at of ats) {
      const said = readAs(context, event, a, at, tool);
      if (said) return said;
    }
  }
  return undefined;
}

const returnsOf = ({ solver }: RuleContext, fn: FnNode): Value => solver.solved.get(fn)?.returns ?? { taints: [], refs: [] };

function readAs(context: RuleContext, event: CallEvent, a: ApprovalSpec, at: At, tool: string): Approval | undefined {
  switch (a.form) {
    case 'flag':
    case 'mode':
      return decided(context, event, a, at);
    case 'function':
      return decided(context, event, a, at) ?? 'asked';
    case 'returns':
      return fns(at.value).some((f) => part(returnsOf(context, f.fn), a.member!).refs.length > 0) ? 'asked' : undefined;
    case 'generic':
      return 'asked';
    case 'by-tool':
      return byTool(context, event, a, at, tool);
    case 'unasked-list':
      return listed(event, at, tool);
  }
}

/** A constant, or a function that decides. What cannot be seen may ask: unknown is not guilty. */
function decided(context: RuleContext, event: CallEvent, a: ApprovalSpec, at: At): Approval {
  const off = { off: { at, event, on: onValue(a) } };
  const constants = constantsOf(at.value);
  if (constants) return constants.every((c) => (a.off ?? []).includes(c as boolean)) ? off : 'asked';
  return neverAsks(context, a, at.value) ? off : 'asked';
}

/** A function that can be seen to let everything pass. */
export function neverAsks(context: RuleContext, a: ApprovalSpec, v: Value): boolean {
  const functions = fns(v);
  return (
    functions.length > 0 &&
    functions.every((f) => {
      const returned = returnsOf(context, f.fn);
      const answers = constantsOf(a.member ? part(returned, a.member) : returned);
      return answers !== undefined && answers.every((c) => (a.off ?? []).includes(c as boolean));
    })
  );
}

function byTool(context: RuleContext, event: CallEvent, a: ApprovalSpec, at: At, tool: string): Approval | undefined {
  if (fns(at.value).length > 0) return decided(context, event, a, at);
  const objects = at.value.refs.flatMap((r) => (r.k === 'obj' ? [r.obj] : []));
  if (objects.length === 0 || objects.some((o) => !o.known || o.rest)) return 'asked';
  const [own] = valuesAt(event, `${a.port}.${tool}`);
  return own && (own.value.refs.some((r) => r.k === 'obj') ? 'asked' : decided(context, event, a, own));
}

/** Tools in the list run unasked; a pattern may name many, and `!name` takes one out again. */
function listed(event: CallEvent, at: At, tool: string): Approval {
  const names = namesListed(at.value);
  if (!names || names.includes(`!${tool}`)) return 'asked';
  if (names.includes('*')) return { off: { at, event, on: undefined } };
  const server = tool.slice(0, tool.lastIndexOf('__'));
  return names.some((n) => n === tool || (server && (n === server || n === `${server}__*`))) ? 'none' : 'asked';
}

/** What is said where the tool is offered: by the call, by what it is given to decide, by those who run the agent. */
export function saidAt(context: RuleContext, b: Binding, own: string): Approval {
  const tool = nameIn(b, own);
  for (const by of [...(b.through ?? []), b.event]) {
    const said = saidBy(
      context,
      by,
      by.specs.flatMap((s) => s.approval ?? []),
      tool,
    );
    if (said) return said;
  }
  for (const decider of decidersOf(b)) {
    const said = saidBy(
      context,
      decider,
      decider.specs.flatMap((s) => s.approval ?? []),
      tool,
    );
    if (said === 'asked' && lacks(b)) return { off: { at: { value: { taints: [], refs: [] }, mark: wholeOf(decider) }, event: decider, on: undefined } };
    if (said) return said;
  }
  if (b.spec.partOf === 'set') return 'asked';
  const runs = runsOf(context, b);
  const verdicts = runs.map((e) =>
    saidBy(
      context,
      e,
      e.specs.flatMap((s) => s.approval ?? []),
      tool,
    ),
  );
  return verdicts.length > 0 && verdicts.every((v) => v === 'asked') ? 'asked' : 'none';
}

const wholeOf = (e: CallEvent): At['mark'] => {
  const i = e.fn.facts.instrs[e.instr]!;
  return [e.instr, i.s, i.e];
};

/** Middleware and the like, as the agent's own options name them. */
export const decidersOf = (b: Pick<Binding, 'event' | 'spec'>): CallEvent[] =>
  (b.spec.deciders?.at ?? []).flatMap((p) => valuesAt(b.event, p)).flatMap((at) => apis(at.value).flatMap((r) => (r.made?.specs.some((s) => s.approval) ? [r.made] : [])));

/** The agent is seen to be without the option that its deciders need. */
export function lacks({ event, spec }: Pick<Binding, 'event' | 'spec'>): boolean {
  const needed = spec.deciders?.needs;
  const options = event.args[0]?.refs ?? [];
  const seen = options.length > 0 && options.every((r) => r.k === 'obj' && r.obj.known && !r.obj.rest);
  return seen && needed !== undefined && valuesAt(event, needed).length === 0;
}

/** Calls that run the agent; of a node in a graph, the calls that make a runnable graph of it in its file. */
function runsOf({ events }: RuleContext, b: Binding): CallEvent[] {
  return having(events, 'approval').filter((e) => {
    if (e === b.event) return false;
    if (makersUsed(e).some((made) => made.fn === b.event.fn && made.instr === b.event.instr)) return true;
    return b.spec.partOf === 'graph' && e.fn.file === b.event.fn.file && e.specs.some((s) => (s.approval ?? []).some((a) => a.form === 'generic' && a.graph));
  });
}
