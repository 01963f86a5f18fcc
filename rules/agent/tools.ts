/** Tools of a workspace, with what they do and who is asked first. Shared by the rules about tools. */
import {
  type ApprovalSpec,
  type Use,
  calleeMark,
  type CallEvent,
  type FnNode,
  type Reached,
  type ToolSpec,
  type RuleContext,
  constantsOf,
  deepTaints,
  display,
  effectsBelow,
  fns,
  isOpen,
  listOf,
  part,
  valuesAt,
} from '../../server/analysis/api';
import { dispatchedTools } from './dispatched';

export interface Tool {
  event: CallEvent;
  /** The callee of the definition; of a tool that is a plain object, its name, or where it is run, the case or the key. */
  mark: Use;
  name: string;
  spec: ToolSpec;
  handlers: FnNode[];
  effects: readonly Reached[];
  /** `asked`: a person decides first; `off`: approval is switched off, at the mark; `none`: nobody is asked. */
  approval: 'asked' | 'none' | { off: { at: ReturnType<typeof valuesAt>[number]; on: unknown } };
}

const known = new WeakMap<RuleContext['events'], Tool[]>();

/** Several rules ask: the tools of one analysis are found once. */
export function toolsOf(context: RuleContext): Tool[] {
  let tools = known.get(context.events);
  if (!tools) known.set(context.events, (tools = ofTheirOwn([...definedTools(context), ...dispatchedTools(context)])));
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

const placeOf = ({ event }: Reached): string => `${event.fn.file.path}#${event.fn.facts.key}:${event.instr}`;

/** The call depends on nothing that a caller gives, nor on what a model said. */
const isFixed = ({ kind, event }: Reached): boolean =>
  kind === 'file' && event.args.every((a) => !isOpen(a) && deepTaints(a).every((t) => t.origin.k === 'source' && !t.origin.kinds.some((k) => k === 'model' || k === 'arguments')));

function definedTools({ events, solver }: RuleContext): Tool[] {
  const approvedByCall = events.flatMap((e) => e.specs.flatMap((s) => (s.approval ?? []).filter((a) => a.form === 'by-tool' && valuesAt(e, a.port).length > 0).map(() => e)));
  return events
    .filter((e) => e.chain.length === 0)
    .flatMap((event) =>
      event.specs.flatMap((s) =>
        listOf(s.tool).flatMap((tool): Tool[] => {
          const handlers = tool.handler ? valuesAt(event, tool.handler).flatMap((a) => fns(a.value)) : [];
          if (handlers.length === 0 && !tool.effect && !tool.reads && !tool.retrieval) return [];
          const reached = handlers.map((h) => effectsBelow(solver, h.fn));
          const effects = reached.flatMap((r) => r.effects);
          const name = (tool.name ? valuesAt(event, tool.name).flatMap((a) => constantsOf(a.value) ?? []) : []).map(String)[0] ?? display(event.name);
          return [
            {
              event,
              mark: calleeMark(event),
              name,
              spec: tool,
              handlers: handlers.map((h) => h.fn),
              effects,
              approval: approvalOf(event, tool.approval ?? [], effects.length === 0 && reached.some((r) => r.asked), approvedByCall),
            },
          ];
        }),
      ),
    );
}

/** The constant that asks, where the SDK has one. */
export const onValue = (a: ApprovalSpec): unknown => a.on?.[0] ?? ((a.off ?? []).includes(false) ? true : undefined);

function approvalOf(event: CallEvent, specs: readonly ApprovalSpec[], inHandler: boolean, calls: readonly CallEvent[]): Tool['approval'] {
  if (inHandler) return 'asked';
  for (const a of specs) {
    const [at] = valuesAt(event, a.port);
    if (!at) continue;
    const constants = constantsOf(at.value);
    return constants?.every((c) => (a.off ?? []).includes(c as boolean)) ? { off: { at, on: onValue(a) } } : 'asked';
  }
  const objects = event.args.flatMap((a) => a.refs.flatMap((r) => (r.k === 'obj' ? [r.obj] : [])));
  const asked = calls.some((c) =>
    part(c.args[0] ?? { taints: [], refs: [] }, 'tools').refs.some(
      (r) => r.k === 'obj' && [...r.obj.fields.values()].some((f) => f.refs.some((x) => x.k === 'obj' && objects.includes(x.obj))),
    ),
  );
  return asked ? 'asked' : 'none';
}
