/** Quick fixes that the rules about model output offer. */
import { carriersOf, makeFix, markedSpans, replace, whereFrom, wrapped, type Fix, type FixContext, type FixMaker } from '../../server/analysis/api';

/** Each value that is joined into the text, or the whole, must be one of a list. The list is yours to fill; until then nothing passes. */
export const onlyListed: FixMaker = (c) => onlyListedAt(c, markedSpans(c));

/** The same for texts at other places of the page. */
export function onlyListedAt(c: FixContext, places: readonly { start: number; end: number }[]): Fix | undefined {
  const helper = places.length > 0 ? c.helper('oneOf') : undefined;
  if (!helper) return undefined;
  const spans = places.flatMap((s) => carriersOf(c, c.page.joinedAt(s.start, s.end)?.holes ?? [s]));
  const edits = spans.map(({ start, end }) => replace(c.page, { start, end }, `${helper.call}(${c.page.read(start, end)}, [])`));
  return makeFix({ title: `Let only listed values through: \`${helper.call}(…, [])\`${whereFrom(helper.creates)}`, tier: 'suggested', on: c.page, edits, helpers: [helper] });
}

export const insideFolder: FixMaker = wrapped({
  helper: 'insideFolder',
  more: () => 'process.cwd()',
  title: (h) => `Keep the path inside a folder: \`${h.call}(…)\`${whereFrom(h.creates)}`,
});

export const allowedUrl: FixMaker = wrapped({
  helper: 'allowedUrl',
  title: (h) => `Let only the hosts in ALLOWED_HOSTS through: \`${h.call}(…)\`${whereFrom(h.creates)}`,
});

/** What is joined into markup, and not the markup. */
export const escaped: FixMaker = wrapped({
  helper: 'escapeHtml',
  spans: (c) => markedSpans(c).flatMap((s) => carriersOf(c, c.page.joinedAt(s.start, s.end)?.holes ?? [s])),
  title: (h) => `Show it as text: \`${h.call}(…)\`${whereFrom(h.creates)}`,
});
