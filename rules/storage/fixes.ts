/** Quick fixes that the rules about storage offer. */
import { replaced, wrapped, type FixMaker } from '../../server/analysis/api';

export const encrypted: FixMaker = wrapped({
  helper: 'encrypt',
  title: (h) => `Encrypt it first: \`${h.call}(…)\`${h.creates[0] ? ` (writes ${h.creates[0].path})` : ''}`,
});

export const leftOutOfLog: FixMaker = replaced({ title: 'Leave it out of the log', tier: 'suggested', text: (_, c) => `${c.page.style.quote}[redacted]${c.page.style.quote}` });
