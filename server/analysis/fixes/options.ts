/** Options of a call, at the ports by which models name them: set one, put something into a list, take one out. */
import type { Fix } from '../findings/finding';
import type { CallEvent } from '../flow/events';
import { type PortStep, parsePort } from '../models/ports';
import type { Page, PageEdit } from '../syntax/page';
import { makeFix, type FixContext } from './context';

interface Span {
  start: number;
  end: number;
}

/** A fix that sets one option of the call in which the finding lies. */
export function optionSet(c: FixContext, port: string, value: string, title: string, tier: Fix['tier']): Fix | undefined {
  const call = c.report.sink;
  const edit = call && call.fn === c.report.fn ? setAt(c.page, call, port, value) : undefined;
  return edit && makeFix({ title, tier, on: c.page, edits: edit });
}

/** Sets the option at a port of a call, in the literal that stands there or as a new one; in a list of objects, in each of them. */
export function setAt(page: Page, call: CallEvent, port: string, value: string): PageEdit[] | undefined {
  const { index, steps } = parsePort(port);
  const use = call.argUses[index];
  if (!use) return steps.some((s) => s.kind !== 'prop') ? undefined : added(addArgument(page, call, index, nested(steps, value)));
  return setIn(page, { start: use[1], end: use[2] }, steps, value);
}

/** Puts something into the list at a port. */
export function appendAt(page: Page, call: CallEvent, port: string, value: string): PageEdit[] | undefined {
  const place = spanAt(page, call, port);
  const items = place && page.elementsAt(place.start, place.end);
  if (!place) return setAt(page, call, port, `[${value}]`);
  if (!items) return undefined;
  const last = items[items.length - 1];
  return last ? [{ start: last.end, end: last.end, newText: `, ${value}` }] : [{ start: place.start, end: place.end, newText: `[${value}]` }];
}

/** A body that is sent as text: what it is made of holds its options. */
const SERIALIZED = /^JSON\.stringify\(/;

const added = (edit: PageEdit | undefined): PageEdit[] | undefined => edit && [edit];

function setIn(page: Page, at: Span, steps: readonly PortStep[], value: string): PageEdit[] | undefined {
  const [step, ...rest] = steps;
  if (!step) return undefined;
  if (step.kind === 'where') {
    const meant = page.elementsAt(at.start, at.end)?.filter((i) => isMeant(page, i, step)) ?? [];
    const edits = meant.map((i) => setIn(page, i, rest, value));
    return edits.length === 0 || edits.includes(undefined) ? undefined : edits.flatMap((e) => e!);
  }
  if (step.kind === 'element') {
    const items = page.elementsAt(at.start, at.end);
    const objects = items?.filter((i) => page.objectAt(i.start, i.end));
    const having = objects?.filter((i) => page.objectAt(i.start, i.end)!.props.some((p) => p.key === rest[0]?.name)) ?? [];
    // Of stages, the one that has the option; of records, every one, also where one has no such part yet.
    const meant = having.length === 1 ? having : objects?.length === items?.length ? objects : undefined;
    const edits = meant?.map((i) => setIn(page, i, rest, value));
    return !edits || edits.length === 0 || edits.includes(undefined) ? undefined : edits.flatMap((e) => e!);
  }
  const [sent] = SERIALIZED.test(page.read(at.start, at.end)) ? (page.argumentsAt(at.start, at.end) ?? []) : [at];
  const object = step.kind === 'prop' && sent ? page.objectAt(sent.start, sent.end) : undefined;
  if (!object) return undefined;
  const inner = object.props.find((p) => p.key === step.name);
  if (rest.length === 0 || !inner) return rest.some((s) => s.kind !== 'prop') ? undefined : [page.setOption(object, step.name!, nested(rest, value))];
  return setIn(page, inner.value, rest, value);
}

/** An element whose property is written as one of the constants. */
function isMeant(page: Page, item: Span, { name, values = [] }: PortStep): boolean {
  const said = page.objectAt(item.start, item.end)?.props.find((p) => p.key === name)?.value;
  return said !== undefined && values.includes(page.read(said.start, said.end).slice(1, -1));
}

const nested = (steps: readonly PortStep[], value: string): string => steps.reduceRight((v, s) => `{ ${s.name}: ${v} }`, value);

/** Arguments that are left out in between are `undefined`. */
function addArgument(page: Page, call: CallEvent, index: number, text: string): PageEdit | undefined {
  const i = call.fn.facts.instrs[call.instr]!;
  const close = page.closingOf(i.s, i.e);
  const given = page.argumentsAt(i.s, i.e);
  if (close === undefined || !given || given.length !== call.argUses.length || given.length > index) return undefined;
  const skipped = Array.from({ length: index - given.length }, () => 'undefined');
  const last = given[given.length - 1];
  return { start: last?.end ?? close, end: last?.end ?? close, newText: `${last ? ', ' : ''}${[...skipped, text].join(', ')}` };
}

/** Where the option at a port is written. */
function spanAt(page: Page, call: CallEvent, port: string): Span | undefined {
  return propertyAt(page, call, port)?.value;
}

export function propertyAt(page: Page, call: CallEvent, port: string): (Span & { value: Span }) | undefined {
  const { index, steps } = parsePort(port);
  const use = call.argUses[index];
  let object = use && page.objectAt(use[1], use[2]);
  for (const [n, step] of steps.entries()) {
    const found = object?.props.find((p) => p.key === step.name);
    if (!found || n === steps.length - 1) return found;
    object = page.objectAt(found.value.start, found.value.end);
  }
  return undefined;
}
