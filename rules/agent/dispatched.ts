/** Tools that are plain objects: a name and a schema that a model is offered, and code that runs by that name. */
import {
  type CallEvent,
  type Dispatch,
  type FnNode,
  type Reached,
  type RuleContext,
  type Use,
  callersOf,
  eachFile,
  effectsBelow,
  effectsOf,
  fns,
  inEachFile,
  once,
  valuesAt,
} from '../../server/analysis/api';
import type { Tool } from './tools';

type Solver = RuleContext['solver'];

interface Offered {
  fn: FnNode;
  mark: Use;
}

/** `defined`: the names of tools whose code the SDK runs by itself, so that whoever else compares such a name only looks on. */
export function dispatchedTools(context: RuleContext, defined: ReadonlySet<string>): Tool[] {
  const { solver } = context;
  const offered = offeredTools(context);
  const out: Tool[] = [];
  const said = new Set<string>();
  for (const { fn, dispatches } of dispatching(solver)) {
    for (const d of dispatches) {
      if (d.by) continue;
      const effects = effectsOfDispatch(context, d);
      const [first] = effects;
      if (!first) continue;
      const tool = offered.get(d.name);
      // A comparison with something that nobody offers as a tool is another matter, unless a server of tools makes it, or it is the name of a tool call.
      if (!tool && !(d.called && !defined.has(d.name)) && !isRequestHandler(context, fn)) continue;
      const at = tool ?? d.key ?? { fn: d.fn, mark: d.mark };
      const key = `${at.fn.file.path} ${at.mark[1]}`;
      if (said.has(key)) continue;
      said.add(key);
      const event: CallEvent = { ...first.event, fn: at.fn, instr: at.mark[0], chain: [] };
      out.push({ event, mark: at.mark, name: d.name, spec: {}, handlers: 'fn' in d.runs ? [d.runs.fn] : [], effects, approval: 'none', found: { fn: d.fn, by: d } });
    }
  }
  return out;
}

const dispatching = inEachFile(({ solved }: Solver, file) =>
  file.fns.flatMap((fn) => {
    const { dispatches = [] } = solved.get(fn) ?? {};
    return dispatches.length > 0 ? [{ fn, dispatches }] : [];
  }),
);

/** What runs for a name and changes something without anyone having been asked. */
function effectsOfDispatch({ solver }: RuleContext, d: Dispatch): readonly Reached[] {
  if ('fn' in d.runs) return effectsBelow(solver, d.runs.fn).effects;
  const { instrs } = d.runs;
  const summary = solver.summary(d.fn);
  const own = summary.events.filter((e) => instrs.has(e.instr) && !e.facts.has('lock approval')).flatMap(effectsOf);
  const below = summary.calls.filter((c) => instrs.has(c.site.instr) && !c.facts.has('lock approval')).flatMap((c) => effectsBelow(solver, c.target).effects);
  return [...own, ...below];
}

const SCHEMA_KEYS = new Set(['inputSchema', 'input_schema', 'parameters', 'parametersJsonSchema']);

/** Objects with a name and a schema, as every SDK that has no constructor for tools takes them. */
function offeredTools({ solver }: RuleContext): Map<string, Offered> {
  const out = new Map<string, Offered>();
  for (const [file, offered] of offeredIn(solver)) for (const { name, fn, mark } of offered) if (!out.has(name)) out.set(name, { fn: file.fns[fn]!, mark });
  return out;
}

const offeredIn = eachFile((_: Solver, { facts }) =>
  facts.functions.flatMap((fn) =>
    fn.instrs.flatMap((i) => {
      if (i.op !== 'object' || !i.props.some((p) => typeof p.key === 'string' && SCHEMA_KEYS.has(p.key))) return [];
      const name = i.props.find((p) => p.key === 'name')?.value;
      const text = name && fn.instrs[name[0]];
      return text?.op === 'lit' && typeof text.value === 'string' ? [{ name: text.value, fn: fn.id, mark: name! }] : [];
    }),
  ),
);

/** The function, or one that calls it, is given to a server as the handler of tool calls. */
function isRequestHandler({ events, solver }: RuleContext, fn: FnNode): boolean {
  const handlers = allRequestHandlers(events);
  return handlers.has(fn) || callersOf(solver, fn).some((c) => handlers.has(c.site.fn));
}

/** Functions that a server is given for the requests of its clients. */
export const requestHandlers = (e: CallEvent): FnNode[] =>
  e.specs.flatMap((s) => (s.runsTools === undefined ? [] : valuesAt(e, s.runsTools))).flatMap((a) => fns(a.value).map((f) => f.fn));

const allRequestHandlers = once((events: RuleContext['events']) => new Set(events.flatMap(requestHandlers)));
