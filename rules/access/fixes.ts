/** Quick fixes that put a lock before an entry point. */
import { type FixContext, type FixMaker, type FnNode, makeFix } from '../../server/analysis/api';

/** The first statement of the handler refuses whoever brings no token. `detail.handler` of the report says which function that is. */
export const askForToken: FixMaker = (c) => {
  const handler = c.report.handler;
  const page = handler && c.pageOf(handler.file.path);
  const helper = page && c.helper('hasToken', page);
  const body = page?.functionAround(handler!.facts.e - 1);
  const refusal = handler && refusalOf(c, handler);
  if (!page || !helper || !refusal || body?.bodyStart === undefined) return undefined;
  const filled = (text: string): string | undefined => {
    let known = true;
    const out = text.replace(/\{(\d)\}/g, (_, n: string) => {
      const name = body.params[Number(n)];
      if (!name || !/^[\w$]+$/.test(name)) known = false;
      return name ?? '';
    });
    return known ? out.replaceAll("'", page.style.quote) : undefined;
  };
  const credential = filled(refusal.credential);
  const deny = filled(refusal.deny);
  if (!credential || !deny) return undefined;
  const at = page.statementIndent(body.bodyStart);
  const line = `${page.style.eol}${at}if (!${helper.call}(${credential})) ${deny}${page.style.semicolon}`;
  return makeFix({
    title: `Answer 401 to whoever brings no token: \`${helper.call}(…)\`${helper.creates[0] ? ` (writes ${helper.creates[0].path})` : ''}`,
    tier: 'suggested',
    on: page,
    edits: [{ start: body.bodyStart, end: body.bodyStart, newText: page.oneLiner(body.bodyStart) ? `${line}${page.style.eol}${at}` : line }],
    helpers: [helper],
  });
};

/** How the framework's requests are refused, by the type of the handler's first parameter. */
function refusalOf({ solver }: FixContext, handler: FnNode): { credential: string; deny: string } | undefined {
  const types = (handler.context.get(0) ?? []).flatMap((r) => (r.k === 'api' ? [r.name.replace(/#$/, '')] : []));
  return types.flatMap((t) => solver.catalog.type(t)?.refusal ?? [])[0];
}
