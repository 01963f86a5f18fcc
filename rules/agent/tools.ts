/** Tools of a workspace, with what they do and who is asked first. Shared by the rules about tools. */
import {
  type CallEvent,
  type Dispatch,
  type FnNode,
  type Reached,
  type RuleContext,
  type ToolSpec,
  type Use,
  bindingsOf,
  calleeMark,
  closuresAt,
  constantsOf,
  deepTaints,
  describedTools,
  display,
  effectsBelow,
  having,
  innerFunctions,
  handlersAt,
  isOpen,
  isToolOf,
  listOf,
  offeredAs,
  valuesAt,
} from '../../server/analysis/api';
import { type Approval, saidAt, saidBy } from './approval';
import { dispatchedTools } from './dispatched';
import { isOffered } from './offered';

export interface Tool {
  event: CallEvent;
  /** The callee of the definition; of a tool that is a plain object, its name, or where it is run, the case or the key. */
  mark: Use;
  name: string;
  spec: ToolSpec;
  handlers: FnNode[];
  effects: readonly Reached[];
  approval: Approval;
  /** Of a tool that is found by its name: what runs then, and in which function. */
  found?: { fn: FnNode; by: Dispatch };
}

const known = new WeakMap<RuleContext['events'], Tool[]>();

/** Several rules ask: the tools of one analysis are found once. */
export function toolsOf(context: RuleContext): Tool[] {
  let tools = known.get(context.events);
  if (!tools) {
    const defined = definedTools(context);
    known.set(context.events, (tools = ofTheirOwn([...defined, ...dispatchedTools(context, new Set(defined.map((t) => t.name)))])));
  }
  return tools;
}

/** From this many tools on, what most of them do alike says something of the program. */
const MANY = 4;

/**
 * A file that most tools write, and that nothing of their arguments chooses or fills, is the program's own bookkeeping (its configuration,
 * its log, a folder for either), not what the tool is for.
 */
function ofTheirOwn(tools: readonly Tool[]): Tool[] {
  const uses = new Map<string, number>();
  const acting = tools.filter((t) => t.effects.length > 0);
  for (const t of acting) for (const key of new Set(t.effects.filter(isFixed).map(placeOf))) uses.set(key, (uses.get(key) ?? 0) + 1);
  const common = (r: Reached): boolean => isFixed(r) && acting.length >= MANY && (uses.get(placeOf(r)) ?? 0) > acting.length / 2;
  return tools.map((t) => (t.effects.some(common) ? { ...t, effects: t.effects.filter((r) => !common(r)) } : t));
}

const placeOf = ({ event }: Reached): string => siteOf(event);

/** The call depends on nothing that a caller gives, nor on what a model said. */
const isFixed = ({ kind, event }: Reached): boolean =>
  kind === 'file' && event.args.every((a) => !isOpen(a) && deepTaints(a).every((t) => t.origin.k === 'source' && !t.origin.kinds.some((k) => k === 'model' || k === 'arguments')));

function definedTools(context: RuleContext): Tool[] {
  const sites = new Map<string, CallEvent[]>();
  for (const e of having(context.events, 'tool')) sites.set(siteOf(e), [...(sites.get(siteOf(e)) ?? []), e]);
  return [...sites.values()].flatMap((same) => {
    const event = same.find((e) => e.chain.length === 0);
    if (!event) return [];
    const specs = event.specs.flatMap((s) => listOf(s.tool));
    return specs.flatMap((spec) => (spec.each === undefined ? (definedTool(context, event, same, spec) ?? []) : writtenTools(context, same, spec)));
  });
}

const siteOf = (e: CallEvent): string => `${e.fn.file.path}#${e.fn.facts.key}:${e.instr}`;

/** Tools that are plain objects, each once, wherever the call is given it. */
function writtenTools(context: RuleContext, same: readonly CallEvent[], spec: ToolSpec): Tool[] {
  const found = new Map(same.flatMap((e) => describedTools(context.solver, e, spec)).map((d) => [`${siteOf(d.event)}`, d]));
  return [...found.values()].flatMap(({ event, spec: own, mark }) => {
    const tool = definedTool(context, event, [event], own);
    const [runs, ...others] = tool?.handlers ?? [];
    if (!tool || !runs) return [];
    const name = own.name && valuesAt(event, own.name).length > 0 ? tool.name : runs.facts.name;
    return [{ ...tool, mark, name, found: others.length > 0 ? undefined : { fn: event.fn, by: { name, fn: event.fn, mark, runs: { fn: runs } } } }];
  });
}

/** `same` are this definition and what its callers put into it: in a loop over a list of tools, only they may know what runs. */
function definedTool(context: RuleContext, event: CallEvent, same: readonly CallEvent[], spec: ToolSpec): Tool | undefined {
  const { handler } = spec;
  const given = handler ? [...new Set(same.flatMap((e) => handlersAt(e, handler)))] : [];
  if ((given.length === 0 && !spec.effect && !spec.reads && !spec.retrieval) || !isOffered(context, event)) return undefined;
  const inner = innerFunctions(context.solver, handler ? same.flatMap((e) => closuresAt(e, handler)) : []);
  const handlers = [...given, ...inner.fns];
  const reached = [...handlers.map((h) => effectsBelow(context.solver, h)), { effects: [], asked: inner.asked }];
  const effects: Reached[] = [...(spec.effect ? [{ kind: spec.effect, event }] : []), ...reached.flatMap((r) => r.effects)];
  const name = (spec.name ? valuesAt(event, spec.name).flatMap((a) => constantsOf(a.value) ?? []) : []).map(String)[0] ?? offeredAs(context, event) ?? display(event.name);
  const approval = effects.length === 0 && reached.some((r) => r.asked) ? 'asked' : approvalOf(context, event, spec, name);
  return { event, mark: markOf(event, spec), name, spec, handlers, effects, approval };
}

/** The callee of the call that defines it; where none does, the name that it gives itself. */
function markOf(event: CallEvent, { name }: ToolSpec): Use {
  const [own] = name === undefined || event.fn.facts.instrs[event.instr]!.op === 'call' ? [] : valuesAt(event, name);
  return own?.mark ?? calleeMark(event);
}

/** Asked, where the tool says so or everyone who offers it; switched off, where one of them says that. */
function approvalOf(context: RuleContext, event: CallEvent, spec: ToolSpec, name: string): Approval {
  const own = saidBy(context, event, spec.approval ?? [], name);
  if (own === 'asked') return own;
  const offers = bindingsOf(context)
    .filter((b) => isToolOf(b.value, event))
    .map((b) => saidAt(context, b, name));
  if (offers.length > 0 && offers.every((o) => o === 'asked')) return 'asked';
  return own ?? offers.find((o) => typeof o === 'object') ?? 'none';
}
