/** Quick fixes that keep rendered Markdown from loading images from anywhere. */
import { type FixMaker, makeFix, wrapped, whereFrom } from '../../../server/analysis/api';

/** The component's own option that leaves images out, where its model names one; a list that is there already gets another element. */
export const withoutImagesHere: FixMaker = (c) => {
  const element = c.report.sink?.name.replace(/^jsx:/, '');
  const remedy = c.solver.catalog.jsx.find((j) => j.element === element)?.sink?.remedy;
  const at = c.page.attributePlace(c.finding.place.start);
  const [, name, list, item] = /^(\w+)=(\{\[)(.*)\]\}$/.exec(remedy ?? '') ?? [];
  if (!remedy || at === undefined) return undefined;
  const quoted = (text: string): string => text.replaceAll("'", c.page.style.quote);
  const there = c.page.text.slice(at, c.finding.place.start).indexOf(`${name ?? remedy.split('=')[0]}=`);
  const open = there < 0 ? -1 : c.page.text.indexOf('{[', at + there) + 2;
  if (there >= 0 && (!list || !c.page.text.startsWith(`${name}={[`, at + there))) return undefined;
  const edit = there < 0 ? { start: at, end: at, newText: ` ${quoted(remedy)}` } : { start: open, end: open, newText: quoted(`${item}, `) };
  return makeFix({ title: 'Leave images out', tier: 'suggested', on: c.page, edits: [edit] });
};

/** For renderers that have no such option: what would become an image or HTML is text. */
export const asPlainMarkdown: FixMaker = wrapped({
  helper: 'plainMarkdown',
  title: (h) => `Show neither images nor HTML of the model: \`${h.call}(…)\`${whereFrom(h.creates)}`,
});
