/** The project's own filter: a function that stops what no model may read. A fix has it read the text, in the way in which it says no. */
import { eventsBelow } from '../findings/reach';
import { BIT, type Facts, type FnNode, NO_FACTS } from '../flow/values';
import { allEntries } from '../entries/entries';
import type { PageEdit } from '../syntax/page';
import { makeFix, type FixContext, type FixMaker } from './context';
import { importedFrom } from './guardElsewhere';
import { replace } from './rewrite';
import { waitingAt } from './waiting';

/** `gives`: it gives the text back; `throws`: coming back from it is the answer; `clean`, `flagged`: it answers yes or no. */
type Form = 'gives' | 'throws' | 'clean' | 'flagged';

interface OwnFilter {
  fn: FnNode;
  form: Form;
  imports: PageEdit[];
}

/** What the workspace examines texts with elsewhere, or declares to be a filter. */
function ownFilter(c: FixContext, at: number): OwnFilter | undefined {
  const here = c.report.fn;
  const handlers = new Set(allEntries(c.solver, c.events).map((e) => e.handler));
  for (const file of c.solver.project.files.values()) {
    for (const fn of file.fns) {
      const { name, params, parent } = fn.facts;
      if (fn === here || parent !== 0 || params.length !== 1 || handlers.has(fn) || !/^[A-Za-z_$][\w$]*$/.test(name)) continue;
      const form = formOf(c, fn);
      if (!form || asksModel(c, fn)) continue;
      const imports = file === here.file ? (c.page.declarationOf(name, at) !== undefined ? [] : undefined) : importedFrom(c, c.page, here, file, name, at);
      if (imports) return { fn, form, imports };
    }
  }
  return undefined;
}

/** How a function of one text says whether a model may read it; undefined where it does not, or not on every way. */
function formOf({ solver }: FixContext, fn: FnNode): Form | undefined {
  const summary = solver.solved.get(fn);
  if (summary && !summary.neverReturns) {
    const { taints, truthy, falsy } = summary.returns;
    const own = taints.filter((t) => t.origin.k === 'port' && t.origin.port === '0' && t.path.length === 0);
    if (examined(summary.exit)) return own.length > 0 && own.length === taints.length ? 'gives' : 'throws';
    if (own.length > 0 && own.length === taints.length && own.every((t) => (t.safe & BIT.filter) !== 0)) return 'gives';
    if (examined(truthy)) return 'clean';
    if (examined(falsy)) return 'flagged';
  }
  return solver.declared(`${fn.file.path}#${fn.facts.name}`).includes('filter') ? 'throws' : undefined;
}

/** The parameter, and not a part of it alone. */
const examined = (facts: Facts = NO_FACTS): boolean =>
  [...facts.values()].some((f) => f.kind === 'safe' && f.origin?.k === 'port' && f.origin.port === '0' && f.path?.length === 0 && ((f.safe ?? 0) & BIT.filter) !== 0);

/** A function that asks the model itself, after its check, is no filter to put before another call. */
const asksModel = ({ solver }: FixContext, fn: FnNode): boolean => eventsBelow(solver, fn).some((e) => e.specs.some((s) => s.model || s.agent || s.retrieval));

export const examinedAsElsewhere: FixMaker = (c) => {
  const { start, end } = c.finding.place;
  const filter = ownFilter(c, start);
  const waits = filter?.fn.facts.async === true;
  const waiting = waits ? waitingAt(c, c.page, start) : [];
  if (!filter || !waiting) return undefined;
  const { name } = filter.fn.facts;
  const code = c.page.read(start, end);
  const call = `${waits ? 'await ' : ''}${name}(${code})`;
  const put = filter.form === 'gives' ? replace(c.page, c.finding.place, call) : before(c, code, call, filter.form);
  return (
    put && makeFix({ title: `Have this text examined by the project's own filter: \`${name}(…)\``, tier: 'suggested', on: c.page, edits: [...filter.imports, ...waiting, put] })
  );
};

/** A statement before the one that sends the text; the text is written twice then, so that it must not do anything. */
function before(c: FixContext, code: string, call: string, form: Form): PageEdit | undefined {
  const statement = /[(=]|\+\+|--|\bawait\b/.test(code) ? undefined : c.page.statementAround(c.finding.place.start);
  if (!statement) return undefined;
  const { eol, quote, semicolon } = c.page.style;
  const refused = `throw new Error(${quote}This text was refused.${quote})`;
  const test = form === 'throws' ? call : `if (${form === 'clean' ? `!${call.startsWith('await ') ? `(${call})` : call}` : call}) ${refused}`;
  return { start: statement.start, end: statement.start, newText: `${test}${semicolon}${eol}${statement.indent}` };
}
