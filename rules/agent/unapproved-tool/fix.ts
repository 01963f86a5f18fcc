/** Quick fixes for tools that are found by their name: a person decides before what runs for it. */
import { type BranchHead, type FixContext, type FixMaker, branchHead, makeFix, whereFrom } from '../../../server/analysis/api';
import { requestHandlers } from '../dispatched';
import { toolsOf, type Tool } from '../tools';

/** The tool, and where the first statement stands that runs for it alone. */
function found(c: FixContext): { tool: Tool; head: BranchHead } | undefined {
  const { fn, mark } = c.report;
  const tool = toolsOf({ solver: c.solver, events: c.events, groups: [c.events] }).find((t) => t.found && t.event.fn === fn && t.mark[1] === mark[1]);
  const head = tool && branchHead(c, tool.found!.fn, tool.found!.by);
  return head && { tool: tool!, head };
}

const quoted = (text: string, q: string): string => `${q}${text.replace(/['"`\\]/g, '')}${q}`;

/** The one handler of a server's tools asks its client, as the model of the server says. */
export const askTheClient: FixMaker = (c) => {
  const here = found(c);
  for (const event of here ? c.events : []) {
    const remedy = event.specs.flatMap((s) => s.remedies ?? []).find((r) => r.dispatched !== undefined && r.closes.includes(c.finding.rule));
    const { fn, by } = here!.tool.found!;
    // Only the handler itself can answer the client.
    if (!remedy || !requestHandlers(event).includes(fn) || 'fn' in by.runs || event.chain.length > 0) continue;
    const { page, put, at } = here!.head;
    const i = event.fn.facts.instrs[event.instr]!;
    const server = i.op === 'call' ? /^([\w$.]+)\.[\w$]+$/.exec(page.read(i.callee[1], i.callee[2]))?.[1] : undefined;
    const root = server?.split('.')[0];
    if (!root || event.fn.file !== fn.file || page.declarationOf(root, at) !== page.declarationOf(root, i.s)) continue;
    const line = remedy.dispatched!.replaceAll('{this}', server!).replaceAll('{tool}', here!.tool.name.replace(/['"`\\]/g, ''));
    const edits = put([`${line.replaceAll("'", page.style.quote)}${page.style.semicolon}`]);
    if (edits) return makeFix({ title: remedy.title, tier: remedy.tier, on: page, edits });
  }
  return undefined;
};

/** The person at the terminal is asked; where there is none, the tool does not run. */
export const askAtTerminal: FixMaker = (c) => {
  const here = askTheClient(c) ? undefined : found(c);
  const helper = here && c.helper('approved', here.head.page);
  const { page, put } = here?.head ?? {};
  const edits = helper && put!([`await ${helper.call}(${quoted(here.tool.name, page!.style.quote)})${page!.style.semicolon}`]);
  return (
    edits &&
    makeFix({
      title: `Ask the person at the terminal before this tool runs: \`await ${helper.call}(…)\`${whereFrom(helper.creates)}`,
      tier: 'suggested',
      on: page!,
      edits,
      helpers: [helper],
    })
  );
};
