/** Quick fixes that several rules about agents offer. */
import { makeFix, type FixMaker } from '../../server/analysis/api';

/** What can be seen to stand there and to be wrong: a constant, or a function. What a name or a call brings is somebody else's. */
const OFF = /^(?:true|false|null|undefined|(['"])[^'"]*\1|(?:async )?(?:function\b|\(|[\w$]+ =>)[\s\S]*)$/;

/** `needsApproval: false` → `true`, `requireApproval: 'never'` → what the model of the SDK says asks; an option that can only switch off goes. */
export const approvalOn: FixMaker = (c) => {
  const property = c.page.propertyAround(c.finding.place.start, c.finding.place.end);
  const code = property ? c.page.read(property.start, property.end) : '';
  const value = code.slice(code.indexOf(':') + 1).trim();
  if (!property || value === code || !OFF.test(value)) return undefined;
  const q = c.page.style.quote;
  const also = (c.report.detail?.['also'] ?? []) as [number, number][];
  const on = c.report.detail?.['on'];
  const asks = typeof on === 'string' ? `${q}${on}${q}` : on === true ? 'true' : undefined;
  return makeFix({
    title: asks === undefined ? 'Remove the option that switches approval off' : 'Switch approval on',
    tier: 'safe',
    on: c.page,
    edits: [
      asks === undefined ? c.page.dropProperty(property) : { start: property.end - value.length, end: property.end, newText: asks },
      ...also.map(([start, end]) => c.page.dropProperty({ start, end })),
    ],
  });
};
