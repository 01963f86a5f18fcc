/** Calls, writes and elements kept as events, for rules to ask of. */
import type { Instr, ValueId } from '../facts/ir';
import { apis, fns } from './access';
import { carryWritten } from './carried';
import type { CallEvent } from './events';
import { invoke } from './invoke';
import { read, type Run } from './run';
import type { Catalog } from '../models/catalog';
import { NOTHING, join, newObj, ofRef, tainted, type Obj, type Value } from './values';

export function record(run: Run, id: ValueId, event: CallEvent): void {
  const list = run.events.get(id) ?? [];
  const at = list.findIndex((e) => e.name === event.name);
  if (at >= 0) list[at] = event;
  else list.push(event);
  run.events.set(id, list);
  if (event.specs.some((s) => s.middleware)) run.registered.add(event);
}

/** `el.innerHTML = x`: a write that a model gives a meaning to. */
export function writeEvent(run: Run, id: ValueId, name: string, i: Extract<Instr, { op: 'set' }>, value: Value): void {
  const { catalog } = run.solver;
  const onElement = catalog.calls(`global:Element#${name}=`);
  const specs = onElement.length > 0 ? onElement : apis(run.values[i.obj[0]] ?? NOTHING).flatMap((r) => catalog.calls(`${r.name}${r.name.endsWith('#') ? '' : '.'}${name}=`));
  for (const { carries } of specs) if (carries?.written) carryWritten(run, carries.to, name, value);
  if (specs.every((s) => s.carries)) return;
  record(run, id, { fn: run.fn, instr: id, name: `write:${name}`, specs, args: [value], argUses: [i.value], result: NOTHING, facts: run.facts, chain: [] });
}

export function jsxInstr(run: Run, id: ValueId, i: Extract<Instr, { op: 'jsx' }>): Value {
  const obj = newObj();
  for (const p of i.props) {
    const v = read(run, p.value);
    if (typeof p.key === 'string') obj.fields.set(p.key, v);
    else if (v.taints.length > 0) obj.rest = join(obj.rest ?? NOTHING, tainted(v.taints));
  }
  const kids = i.children.map((c) => read(run, c));
  if (kids.length > 0) obj.fields.set('children', kids.reduce(join));
  const props = ofRef({ k: 'obj', obj });
  const tag = typeof i.tag === 'string' ? undefined : read(run, i.tag);
  const name = typeof i.tag === 'string' ? i.tag : tag ? (apis(tag)[0]?.name ?? '') : '';
  if (mayBeSink(run.solver.catalog, name, obj))
    record(run, id, {
      fn: run.fn,
      instr: id,
      name: `jsx:${name}`,
      specs: [],
      args: [props],
      argUses: [[id, i.s, i.e]],
      result: NOTHING,
      facts: run.facts,
      chain: [],
    });
  for (const f of tag ? fns(tag) : []) invoke(run, f, [props], undefined, i, id);
  // Handlers and render functions given as attributes run later.
  for (const v of obj.fields.values()) for (const f of fns(v)) invoke(run, f, [], undefined, i, id, { callback: true });
  return tainted(kids.flatMap((k) => [...k.taints]));
}

/** Whether a model names this element, or an attribute that it has. */
const mayBeSink = (catalog: Catalog, element: string, props: Obj): boolean =>
  catalog.jsx.some(({ element: e, sink }) => sink !== undefined && (e === '*' ? props.fields.has(sink.attribute.split('.')[0]!) : e === element));

/** `openai:OpenAI#chat.completions.create` as people write it. */
export function display(name: string): string {
  const short = name
    .slice(name.indexOf(':') + 1)
    .replace(/#$/, '')
    .replace(/^default#?/, '');
  return short.replace('#', '.') || name;
}
