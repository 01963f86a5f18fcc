/** Quick fixes that the rules about storage offer. */
import { type FixContext, type FixMaker, replaced, wrapped } from '../../server/analysis/api';

/** The value that is written, also where the whole call is marked. What a browser keeps is out of a server key's reach. */
function written(c: FixContext): { start: number; end: number } | undefined {
  const { store, value } = c.report.detail as { store?: string; value?: [number, number] };
  return store === 'browser' || !value ? undefined : { start: value[0], end: value[1] };
}

export const encrypted: FixMaker = wrapped({
  helper: 'encrypt',
  span: written,
  title: (h) => `Encrypt it first: \`${h.call}(…)\`${h.creates[0] ? ` (writes ${h.creates[0].path})` : ''}`,
});

export const leftOutOfLog: FixMaker = replaced({ title: 'Leave it out of the log', tier: 'suggested', text: (_, c) => `${c.page.style.quote}[redacted]${c.page.style.quote}` });
