/** Options that somebody else may bring, set behind what they sent: `{ ...body }` → `{ ...body, system: '…' }`. */
import type { Use } from '../facts/ir';
import type { FnNode } from '../flow/values';
import { parsePort } from '../models/ports';
import type { ObjectOnPage, Page, PageEdit } from '../syntax/page';
import type { FixContext } from './context';
import { mayHave } from './declared';

/** What is handed on as it is; its code can be written a second time. */
const SIMPLE = /^[\w$]+(?:\.[\w$]+)*$/;

/** Under which name the option at one of these ports stands in the marked argument, where the mark is the argument as a whole. */
export function optionIn(c: FixContext, ports: readonly string[]): string | undefined {
  const { sink, fn } = c.report;
  for (const { root, index, steps } of ports.map(parsePort)) {
    const use = sink?.fn === fn && root === 'arg' ? sink.argUses[index] : undefined;
    if (use && steps[0]?.kind === 'prop' && use[1] === c.finding.place.start && use[2] === c.finding.place.end) return steps[0].name;
  }
  return undefined;
}

/**
 * The edits that set an option of the marked argument to what `text` makes of its old value. Undefined where that is not brought by the
 * one thing that is handed on or spread there, or where its type has no such member.
 */
export function overridden(c: FixContext, name: string, text: (old: string) => string): PageEdit[] | undefined {
  const { start, end } = c.finding.place;
  const { fn, mark } = c.report;
  const object = c.page.objectAt(start, end);
  if (!object) {
    const code = c.page.read(start, end);
    return SIMPLE.test(code) && mayHave(c.solver, fn, mark[0], name) ? [{ start, end, newText: `{ ...${code}, ${name}: ${text(`${code}.${name}`)} }` }] : undefined;
  }
  const made = fn.facts.instrs[mark[0]];
  const spreads = made?.op === 'object' ? made.props.filter((p) => p.key === null) : [];
  const [spread] = spreads;
  const code = spread && c.page.read(spread.value[1], spread.value[2]).replace(/^\.\.\.\s*/, '');
  if (spreads.length !== 1 || !code || !SIMPLE.test(code) || !mayHave(c.solver, fn, spread.value[0], name)) return undefined;
  const own = made?.op === 'object' ? made.props.find((p) => p.key === name) : undefined;
  const there = own && object.props.find((p) => p.key === name);
  if (there) return isFixed(fn, own.value) && there.end < spread.value[1] ? behind(c.page, object, there) : undefined;
  return [c.page.setOption(object, name, text(`${code}.${name}`))];
}

/** A constant, as far as it is one where it stands. */
const isFixed = (fn: FnNode, [value]: Use): boolean => ['lit', 'import', 'load'].includes(fn.facts.instrs[value]?.op ?? '');

/** An option that stands in front of the spread is put behind it. */
function behind(page: Page, object: ObjectOnPage, option: ObjectOnPage['props'][number]): PageEdit[] {
  const rest = { ...object, props: object.props.filter((p) => p !== option) };
  return [page.dropProperty(option), page.setOption(rest, option.key!, page.read(option.value.start, option.value.end))];
}
