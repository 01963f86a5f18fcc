/** Where tools are offered to a model: the calls and agents that are given them, under which name. */
import { once } from '../facts/once';
import { apis } from '../flow/access';
import { having } from '../flow/asked';
import type { CallEvent } from '../flow/events';
import { valuesAt } from '../flow/positions';
import { type Value, constantsOf } from '../flow/values';
import type { ModelCallSpec } from '../models/format';

export interface Binding {
  event: CallEvent;
  spec: ModelCallSpec;
  /** The name under which the model knows the tool, where the list of tools gives one. */
  key?: string;
  value: Value;
  /** The calls through which it came, from the outermost: what wraps a tool may say more of it. */
  through?: readonly CallEvent[];
}

interface Asked {
  events: readonly CallEvent[];
}

const bindings = once((events: readonly CallEvent[]): Binding[] =>
  having(events, 'agent', 'model').flatMap((event) => event.specs.flatMap((s) => [s.agent, s.model].flatMap((spec) => (spec?.tools ? bound(event, spec) : [])))),
);
export const bindingsOf = ({ events }: Asked): Binding[] => bindings(events);

const bound = (event: CallEvent, spec: ModelCallSpec): Binding[] =>
  spec.tools!.flatMap((port) => {
    const whole = port.replace(/(\.\*|\[\*\])$/, '');
    const items = whole === port ? [] : valuesAt(event, whole).flatMap((at) => each(at.value, 0));
    return (items.length > 0 ? items : valuesAt(event, port).map((at) => ({ value: at.value, key: undefined as string | undefined }))).flatMap((item) => [
      { event, spec, ...item },
      ...nested(item.value, []).map((inner) => ({ event, spec, ...inner, key: item.key === undefined ? undefined : spec.setNames?.replace('{set}', item.key) })),
    ]);
  });

/** The tools of a list or an object of tools; lists may be put together of others. */
function each(v: Value, depth: number): { value: Value; key?: string }[] {
  return v.refs.flatMap((r) => {
    if (r.k !== 'obj' || depth > 3) return [];
    const own = [...r.obj.fields].map(([name, value]) => ({ value, key: r.obj.array ? undefined : name }));
    const others = [r.obj.rest, r.obj.spread].flatMap((value) => (value ? [{ value, key: undefined }] : []));
    return [...own, ...others].flatMap((item) => (item.value.refs.some((x) => x.k === 'obj' && x.obj.array) ? each(item.value, depth + 1) : [item]));
  });
}

/** The tools of what is itself a set of tools: a server in the program, a node of a graph, a tool that waits for consent. */
function nested(v: Value, through: readonly CallEvent[]): Required<Pick<Binding, 'value' | 'through'>>[] {
  if (through.length > 2) return [];
  const ports = apis(v).flatMap((r) => (r.made?.specs ?? []).flatMap((s) => (s.agent?.tools ?? []).map((p) => ({ made: r.made!, p }))));
  return ports.flatMap(({ made, p }) => {
    const way = [...through, made];
    return valuesAt(made, p).flatMap((at) => [{ value: at.value, through: way }, ...nested(at.value, way)]);
  });
}

/** The objects by which a tool is described, as places in the code: some SDKs hand them back as they are. */
const describedBy = (made: CallEvent): object[] => made.args.flatMap((a) => a.refs.flatMap((r) => (r.k === 'obj' && !r.obj.array ? [r.obj.site] : [])));

/** The definitions of tools by the objects that describe them. */
export const toolsByDescription = once((events: readonly CallEvent[]): ReadonlyMap<object, CallEvent> => {
  const tools = having(events, 'tool').filter((e) => e.chain.length === 0);
  return new Map(tools.flatMap((e) => describedBy(e).map((site) => [site, e] as const)));
});

/** The tool that a call made, or the object that describes it. */
export function isToolOf(v: Value, made: CallEvent): boolean {
  const sites = describedBy(made);
  return apis(v).some((r) => r.made?.fn === made.fn && r.made.instr === made.instr) || v.refs.some((r) => r.k === 'obj' && sites.includes(r.obj.site));
}

/** The name by which a model that is given the tool knows it. */
export const offeredAs = (context: Asked, tool: CallEvent): string | undefined =>
  bindingsOf(context).find((b) => b.key !== undefined && !b.key.includes('{tool}') && isToolOf(b.value, tool))?.key;

export const nameIn = (b: Binding, own: string): string => (b.key === undefined ? own : b.key.replace('{tool}', own));

/** Names in a list, as far as they are written out; undefined where the list cannot be seen. */
export function namesListed(v: Value): string[] | undefined {
  const lists = v.refs.flatMap((r) => (r.k === 'obj' && r.obj.array ? [r.obj] : []));
  if (lists.length === 0 || lists.some((l) => !l.known || l.rest)) return undefined;
  return lists.flatMap((l) => [...l.fields.values()].flatMap((f) => constantsOf(f) ?? [])).map(String);
}
