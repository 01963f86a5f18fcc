/** Quick fixes that several rules about agents offer. */
import { makeFix, replace, type FixMaker } from '../../server/analysis/api';

/** `needsApproval: false` → `true`, `requireApproval: 'never'` → what the model of the SDK says asks; an option that can only switch off goes. */
export const approvalOn: FixMaker = (c) => {
  const property = c.page.propertyAround(c.finding.place.start, c.finding.place.end);
  if (!property) return undefined;
  const code = c.page.read(property.start, property.end);
  const q = c.page.style.quote;
  const also = (c.report.detail?.['also'] ?? []) as [number, number][];
  const on = c.report.detail?.['on'];
  const value = typeof on === 'string' ? `${q}${on}${q}` : on === true ? 'true' : undefined;
  const edit =
    value === undefined
      ? c.page.dropProperty(property)
      : replace(
          c.page,
          property,
          code.replace(/:[^:]*$/, () => `: ${value}`),
        );
  return makeFix({
    title: value === undefined ? 'Remove the option that switches approval off' : 'Switch approval on',
    tier: 'safe',
    on: c.page,
    edits: [edit, ...also.map(([start, end]) => c.page.dropProperty({ start, end }))],
  });
};
