import { makeFix, type FixMaker } from '../../../server/analysis/api';

/** The component's own option that leaves images out, where its model names one. An option that is there already is the developer's to change. */
export const withoutImagesHere: FixMaker = (c) => {
  const element = c.report.sink?.name.replace(/^jsx:/, '');
  const remedy = c.solver.catalog.jsx.find((j) => j.element === element)?.sink?.remedy;
  const at = c.page.attributePlace(c.finding.place.start);
  if (!remedy || at === undefined || c.page.text.slice(at, c.finding.place.start).includes(remedy.split('=')[0]!)) return undefined;
  return makeFix({ title: 'Leave images out', tier: 'suggested', on: c.page, edits: [{ start: at, end: at, newText: ` ${remedy.replaceAll("'", c.page.style.quote)}` }] });
};
