/** Quick fixes that write down what a model was asked for: with the project's own logger, else with a helper around the call. */
import { type CallEvent, type FixContext, type FixMaker, bringCallee, callUse, display, listOf, makeFix, remediesOf, whereFrom } from '../../../server/analysis/api';

/** The model call, or the one that sends it, where its result is used as it is. */
function answered(c: FixContext): { call: CallEvent; page: FixContext['page']; start: number; end: number } | undefined {
  const call = c.report.sink;
  const page = call && c.pageOf(call.fn.file.path);
  if (!call || !page) return undefined;
  const [, start, end] = callUse(call);
  const place = page.answeredAt(start, end);
  return place && { call, page, ...place };
}

/** What the model of the call has: options of a streamed answer that are told of its end. */
export const withOption: FixMaker = (c) => {
  const call = c.report.sink;
  return call && remediesOf(c, call, c.finding.rule)[0];
};

/** `log.info({ call, usage })` behind the statement that gives the answer a name. */
export const withOwnLogger: FixMaker = (c) => {
  const found = answered(c);
  const name = found?.page.boundName(found.start, found.end)?.name;
  const statement = found && name ? found.page.statementAround(found.start) : undefined;
  const answer = found?.call.specs.flatMap((s) => (typeof s.returns === 'object' ? (s.returns.data ?? []) : []));
  const counts = answer?.some((d) => typeof d === 'object' && !Array.isArray(d) && (d.except ?? []).includes('usage'));
  if (!found || !statement || !counts) return undefined;
  const { page, call } = found;
  for (const event of c.events) {
    const logs = event.chain.length === 0 && /#info$/.test(event.name) && event.specs.some((s) => listOf(s.store).some((st) => st.kind === 'log'));
    const logger = logs ? bringCallee(c, page, call.fn, event, statement.end) : undefined;
    if (!logger) continue;
    const { eol, quote, semicolon } = page.style;
    const line = `${eol}${statement.indent}${logger.code}({ call: ${quote}${display(call.name)}${quote}, usage: ${name}.usage })${semicolon}`;
    return makeFix({
      title: `Record it with \`${logger.code}(…)\``,
      tier: 'suggested',
      on: page,
      edits: [...logger.imports, { start: statement.end, end: statement.end, newText: line }],
    });
  }
  return undefined;
};

export const withHelper: FixMaker = (c) => {
  // A stream that is told of its end knows more than one that is waited for.
  const found = withOption(c) ? undefined : answered(c);
  const helper = found && c.helper('recorded', found.page);
  if (!found || !helper) return undefined;
  const { page, call, start, end } = found;
  const { quote } = page.style;
  return makeFix({
    title: `Record each call: \`${helper.call}(…)\`${whereFrom(helper.creates)}`,
    tier: 'suggested',
    on: page,
    edits: [
      { start, end: start, newText: `${helper.call}(${quote}${display(call.name)}${quote}, ` },
      { start: end, end, newText: ')' },
    ],
    helpers: [helper],
  });
};
