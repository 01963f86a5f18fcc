/** What an agent can do, by the tools that are bound to it: take in untrusted content, reach private data, act. */
import {
  type Binding,
  type CallEvent,
  type FnNode,
  type ModelCallSpec,
  type RuleContext,
  type Step,
  bindingsOf,
  callUse,
  carries,
  constantsOf,
  deepTaints,
  display,
  eventsBelow,
  having,
  isToolOf,
  listOf,
  retrievalOf,
  stepAt,
  valuesAt,
} from '../../../server/analysis/api';
import { saidAt } from '../approval';
import { isAmongOwn } from '../../retrieval/ownStores';
import { type Tool, toolsOf } from '../tools';

export interface Powers {
  event: CallEvent;
  /** The tool or call that gives each power. */
  untrusted?: Step;
  reaches?: Step;
  acts?: Step;
  /** The tools that act without being asked, where they are the workspace's own. */
  actors: Tool[];
}

export function powersOf(context: RuleContext): Powers[] {
  const tools = toolsOf(context);
  const bindings = bindingsOf(context);
  return having(context.events, 'agent', 'model')
    .filter((e) => e.chain.length === 0)
    .flatMap((event) =>
      event.specs.flatMap((s) =>
        [s.agent, s.model].flatMap((spec): Powers[] => {
          const offered = bindings.filter((b) => b.event === event && b.spec === spec);
          const bound = tools.filter((t) => offered.some((b) => isToolOf(b.value, t.event)));
          return spec && (bound.length > 0 || spec.builtins) ? [powers(context, event, spec, bound, offered)] : [];
        }),
      ),
    );
}

function powers(context: RuleContext, event: CallEvent, spec: ModelCallSpec, tools: readonly Tool[], offered: readonly Binding[]): Powers {
  const { solver } = context;
  const out: Powers = { event, actors: [] };
  const note = (power: 'untrusted' | 'reaches' | 'acts', at: CallEvent, label: string): void => {
    const [, s, e] = callUse(at);
    out[power] ??= stepAt(at.fn, s, e, label);
  };
  for (const at of (spec.content ?? []).flatMap((p) => valuesAt(event, p)))
    if (carries(at.value, ['external'], [], event).length > 0) note('untrusted', event, 'takes in untrusted content');
  for (const t of tools) {
    const below = t.handlers.flatMap((h: FnNode) => eventsBelow(solver, h));
    const outside = t.spec.reads === 'external' ? t.event : below.find((e) => takesIn(e) && t.handlers.some((h) => comesOut(context, h, e)));
    if (outside) note('untrusted', outside, `takes in untrusted content (tool \`${t.name}\`)`);
    const inside = t.spec.retrieval || t.spec.private ? t.event : below.find((e) => readsPrivate(e) && !isAmongOwn(e, context.events));
    if (inside) note('reaches', inside, `reaches private data (tool \`${t.name}\`)`);
    const sends = t.approval === 'asked' || askedWhere(context, t, offered) ? undefined : (t.effects[0]?.event ?? below.find(asksChosenHost));
    if (sends) out.actors.push(t);
    if (sends) note('acts', sends, `acts without being asked: \`${display(sends.name)}\` (tool \`${t.name}\`)`);
  }
  if (spec.builtins) {
    const names = valuesAt(event, spec.builtins.port)
      .flatMap((a) => a.value.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields.values()] : [])))
      .flatMap((v) => constantsOf(v) ?? []);
    const has = (list: readonly string[]): string | undefined => list.find((n) => names.some((x) => String(x).split('(')[0] === n));
    const powers = { untrusted: has(spec.builtins.untrusted), reaches: has(spec.builtins.private), acts: has(spec.builtins.change) };
    for (const [power, tool] of Object.entries(powers)) if (tool) note(power as keyof typeof powers, event, `runs \`${tool}\` unasked`);
  }
  return out;
}

/** Others may offer the same tool without asking. */
function askedWhere(context: RuleContext, tool: Tool, offered: readonly Binding[]): boolean {
  const own = offered.filter((b) => isToolOf(b.value, tool.event));
  return own.length > 0 && own.every((b) => saidAt(context, b, tool.name) === 'asked');
}

const takesIn = (e: CallEvent): boolean => e.result.taints.some((t) => t.origin.k === 'source' && t.origin.kinds.includes('external') && !t.origin.kinds.includes('retrieved'));

/** What was read is in what the handler gives back: an answer that nobody reads brings nothing in. */
function comesOut({ solver }: RuleContext, handler: FnNode, { result }: CallEvent): boolean {
  const keys = new Set(result.taints.flatMap((t) => (t.origin.k === 'source' ? [t.origin.key] : [])));
  return deepTaints(solver.summary(handler).returns).some((t) => t.origin.k === 'source' && keys.has(t.origin.key));
}

/** A search of the organisation's data, a query, a file that is read, a mailbox. */
const readsPrivate = (e: CallEvent): boolean =>
  retrievalOf(e) !== undefined ||
  e.specs.some((s) => typeof s.returns === 'object' && typeof s.returns.data === 'object' && s.returns.data.private === true) ||
  e.specs.some((s) => s.record?.action === 'read' || listOf(s.sink).some((k) => k.kind === 'query' || (k.kind === 'path' && listOf(s.effect).length === 0)));

/** A request whose host the model chooses carries something out. */
const asksChosenHost = (e: CallEvent): boolean =>
  e.specs.some((s) => listOf(s.sink).some((k) => k.kind === 'url' && valuesAt(e, k.port).some((a) => carries(a.value, ['model'], ['host'], e).length > 0)));
