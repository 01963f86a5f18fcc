/** Rewrites of the marked expression: put something in its place, or around it. */
import type { FixTier, Fix } from '../findings/finding';
import type { Page, PageEdit } from '../syntax/page';
import { makeFix, type FixContext, type Helper } from './context';
import { waitingAt } from './waiting';

/** Puts an expression in the place of another. `{ name }` becomes `{ name: … }`. */
export function replace(page: Page, span: { start: number; end: number }, newText: string): PageEdit {
  const property = page.propertyAround(span.start, span.end);
  const shorthand = property && property.start === span.start && property.end === span.end && page.read(span.start, span.end) === property.key;
  return { start: span.start, end: span.end, newText: shorthand ? `${property.key}: ${newText}` : newText };
}

export interface Wrapping {
  helper: string;
  title: (helper: Helper) => string;
  tier?: FixTier;
  /** The helper's promise is awaited. */
  awaited?: boolean;
  /** Further arguments, after the expression. */
  more?: (c: FixContext) => string | undefined;
  /** Where it stands, if not at the mark. */
  spans?: (c: FixContext) => { start: number; end: number }[];
}

/** `x` becomes `helper(x)`, or `await helper(x)`; so does what else the call takes that has the same flaw. */
export const wrapped =
  (w: Wrapping) =>
  (c: FixContext): Fix | undefined => {
    const helper = c.helper(w.helper);
    const spans = w.spans ? w.spans(c) : markedSpans(c);
    if (!helper || spans.length === 0) return undefined;
    const more = w.more?.(c);
    const edits: PageEdit[] = [];
    for (const span of spans) {
      const waiting = w.awaited ? waitingAt(c, c.page, span.start) : [];
      if (!waiting) return undefined;
      const inner = `${c.page.read(span.start, span.end)}${more ? `, ${more}` : ''}`;
      edits.push(...waiting, replace(c.page, span, `${w.awaited ? 'await ' : ''}${helper.call}(${inner})`));
    }
    return makeFix({ title: w.title(helper), tier: w.tier ?? 'suggested', on: c.page, edits, helpers: [helper] });
  };

/** The mark, and the other arguments of the same call in which the same flaw stands. */
export const markedSpans = ({ finding, report }: FixContext): { start: number; end: number }[] => [
  finding.place,
  ...((report.detail?.['also'] ?? []) as [number, number][]).map(([start, end]) => ({ start, end })),
];

/** Puts what `text` gives in the place of the marked expression; nothing where it gives nothing. */
export const replaced =
  (o: { title: string; tier: FixTier; text: (code: string, c: FixContext) => string | undefined }) =>
  (c: FixContext): Fix | undefined => {
    const { start, end } = c.finding.place;
    const text = o.text(c.page.read(start, end), c);
    return text === undefined ? undefined : makeFix({ title: o.title, tier: o.tier, on: c.page, edits: [replace(c.page, c.finding.place, text)] });
  };

/** Takes the marked property out of its object. */
export const dropped =
  (o: { title: string; tier: FixTier; when?: (code: string) => boolean }) =>
  (c: FixContext): Fix | undefined => {
    const property = c.page.propertyAround(c.finding.place.start, c.finding.place.end);
    if (!property || (o.when && !o.when(c.page.read(property.start, property.end)))) return undefined;
    return makeFix({ title: o.title, tier: o.tier, on: c.page, edits: [c.page.dropProperty(property)] });
  };
