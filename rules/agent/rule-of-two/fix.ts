/** Quick fixes that take one of the three powers away: a person is asked before the last step. */
import { type CallEvent, type Fix, type FixContext, type FixMaker, makeFix, propertyAt, remediesOf } from '../../../server/analysis/api';
import { powersOf } from './powers';

/** Every tool that acts asks first, by what its SDK offers for that. */
export const askBeforeActing: FixMaker = (c) => {
  const powers = powersOf({ solver: c.solver, events: c.events, groups: [c.events] }).find((p) => p.event === c.report.sink && p.actors.length > 0);
  const fixes = powers?.actors.map((t) => approvalOf(c, t.event)) ?? [];
  if (!powers || fixes.includes(undefined) || fixes.length === 0) return undefined;
  const all = fixes.map((f) => f!);
  return makeFix({
    title: `Ask a person before ${powers.actors.map((t) => `\`${t.name}\``).join(', ')} runs`,
    tier: all.every((f) => f.tier === 'safe') ? 'safe' : 'suggested',
    on: c.page,
    edits: [],
    elsewhere: all.flatMap((f) => f.edits),
  });
};

const approvalOf = (c: FixContext, tool: CallEvent): Fix | undefined => remediesOf(c, tool, 'agent/unapproved-tool').find((f) => f.creates.length === 0);

/** Tools of the SDK's own that change something are taken from the list of those that run unasked. */
export const askForBuiltins: FixMaker = (c) => {
  const call = c.report.sink;
  const builtins = call?.specs.flatMap((s) => s.model?.builtins ?? s.agent?.builtins ?? [])[0];
  const list = call && builtins && call.fn === c.report.fn ? propertyAt(c.page, call, builtins.port) : undefined;
  const items = list && c.page.elementsAt(list.value.start, list.value.end);
  if (!items || !builtins) return undefined;
  const texts = items.map((i) => c.page.read(i.start, i.end));
  const acts = (text: string): boolean => builtins.change.some((n) => new RegExp(`^['"\`]${n}\\b`).test(text));
  const taken = texts.filter(acts);
  if (taken.length === 0) return undefined;
  const newText = `[${texts.filter((t) => !acts(t)).join(', ')}]`;
  return makeFix({ title: `Ask a person before ${taken.join(', ')} runs`, tier: 'suggested', on: c.page, edits: [{ ...list!.value, newText }] });
};
