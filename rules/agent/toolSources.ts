/** Servers of tools that a program starts or reaches: the command with its arguments, or the URL. */
import { type At, type CallEvent, type ToolSourceSpec, having, listOf, part, valuesAt } from '../../server/analysis/api';

export interface ToolSource {
  event: CallEvent;
  command?: At;
  /** The list of arguments as a whole. */
  args?: At;
  /** Its elements, in order, as far as the list is written out. */
  words: At[];
  url?: At;
}

export const toolSources = (events: readonly CallEvent[]): ToolSource[] =>
  having(events, 'toolSource').flatMap((event) => event.specs.flatMap((s) => listOf(s.toolSource).flatMap((spec) => servers(event, spec).map((one) => source(event, one)))));

/** `0.mcpServers.*.command` → one server for each key of `mcpServers`. */
function servers(event: CallEvent, spec: ToolSourceSpec): ToolSourceSpec[] {
  const ports = [spec.command, spec.args, spec.url].filter((p) => p !== undefined);
  const many = ports[0]?.indexOf('.*.') ?? -1;
  if (many < 0) return [spec];
  const base = ports[0]!.slice(0, many);
  const keys = new Set(valuesAt(event, base).flatMap((a) => a.value.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields.keys()] : []))));
  const of = (port: string | undefined, key: string): string | undefined => port?.replace('.*.', () => `.${key}.`);
  return [...keys].filter((k) => /^[\w$-]+$/.test(k)).map((k) => ({ command: of(spec.command, k), args: of(spec.args, k), url: of(spec.url, k) }));
}

function source(event: CallEvent, spec: ToolSourceSpec): ToolSource {
  const first = (port: string | undefined): At | undefined => (port ? valuesAt(event, port)[0] : undefined);
  const args = first(spec.args);
  const items = args?.value.refs.flatMap((r) => (r.k === 'obj' && r.obj.array && !r.obj.rest ? [r.obj] : []))[0];
  const words = items && spec.args ? [...items.fields.keys()].flatMap((k) => valuesAt(event, `${spec.args}.${k}`)[0] ?? { value: part(args!.value, k), mark: args!.mark }) : [];
  return { event, command: first(spec.command), args, words, url: first(spec.url) };
}
