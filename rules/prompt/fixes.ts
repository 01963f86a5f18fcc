/** Quick fixes that several rules about prompts offer. */
import {
  textWithout,
  waitingAt,
  examinedAsElsewhere,
  makeFix,
  optionIn,
  overridden,
  replace,
  treatAs,
  valuesAt,
  wrapped,
  type FixContext,
  type FixMaker,
  whereFrom,
} from '../../server/analysis/api';

/** The text is examined before the model reads it; where it is refused, the call is not made. */
const examinedText: FixMaker = wrapped({
  helper: 'checkedPrompt',
  awaited: true,
  title: (h) => `Have this text examined first: \`await ${h.call}(…)\`${whereFrom(h.creates)}`,
});
const examined: FixMaker = (c) => (comesInTurns(c) ? undefined : examinedText(c));

/** A thing that hands over turns later has none yet that could be examined. */
const comesInTurns = ({ report: { mark, sink } }: FixContext): boolean =>
  sink?.specs
    .flatMap((s) => s.model?.content ?? [])
    .flatMap((p) => valuesAt(sink, p))
    .some((at) => at.mark[1] === mark[1] && at.value.refs.some((r) => r.k === 'inst')) === true;

/** By the project's own filter where it has one, by a helper that asks a service, or by what the analysis takes for no filter yet. */
export const examinedFirst: FixMaker[] = [examinedAsElsewhere, examined, treatAs('filter')];

/** Only what the caller said is taken from the list, and it is examined first. */
export const onlyUserTurns: FixMaker = (c: FixContext) => {
  const filter = c.helper('checkedPrompt');
  const turns = c.helper('userTurns');
  const waiting = waitingAt(c, c.page, c.finding.place.start);
  if (!filter || !turns || !waiting) return undefined;
  const { start, end } = c.finding.place;
  const { specs = [] } = c.report.sink ?? {};
  // What the helper gives is a turn as most SDKs write it; others have a form of their own.
  const turn = specs
    .flatMap((s) => s.model?.turn ?? s.agent?.turn ?? [])[0]
    ?.replace("role: 'user'", 'role')
    .replaceAll("'", c.page.style.quote)
    .replace('{text}', 'content');
  const own = turn ? `.map(({ ${/\brole\b/.test(turn) ? 'role, ' : ''}content }) => (${turn}))` : '';
  const taken = (list: string): string => `${turns.call}(await ${filter.call}(${list}))${own}`;
  // The list may come under its name in what is handed on as a whole.
  const name = optionIn(
    c,
    specs.flatMap((s) => [...(s.model?.roles ?? []), ...(s.agent?.roles ?? [])]),
  );
  const edits = name ? overridden(c, name, taken) : c.page.objectAt(start, end) ? undefined : [replace(c.page, c.finding.place, taken(c.page.read(start, end)))];
  return (
    edits &&
    makeFix({
      title: `Take only the user's own turns, and have them examined${whereFrom(turns.creates)}`,
      tier: 'suggested',
      on: c.page,
      edits: [...waiting, ...edits],
      helpers: [filter, turns],
    })
  );
};

/** The secret's place is taken by words that say so. */
export const secretLeftOut: FixMaker = (c) =>
  makeFix({
    title: 'Leave the secret out of the text',
    tier: 'suggested',
    on: c.page,
    edits: [replace(c.page, c.finding.place, textWithout(c, c.page, c.finding.place, '(left out)'))],
  });

/** A stable name for the person instead of the person's data. */
export const pseudonymous: FixMaker = wrapped({
  helper: 'pseudonym',
  title: (h) => `Send a pseudonym instead: \`${h.call}(…)\`${whereFrom(h.creates)}`,
});
