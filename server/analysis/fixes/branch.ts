/** Statements at the beginning of what runs for a name: of a `case`, of a branch of `if`, of a function in a table. */
import type { Dispatch } from '../flow/dispatch';
import type { FnNode } from '../flow/values';
import type { Page, PageEdit } from '../syntax/page';
import type { FixContext } from './context';
import { headOf } from './handlers';
import { waitingAt } from './waiting';

export interface BranchHead {
  page: Page;
  /** Where the lines will stand. */
  at: number;
  put(lines: readonly string[]): PageEdit[] | undefined;
}

/** Undefined where nothing can be written that runs for this name alone. */
export function branchHead(c: FixContext, fn: FnNode, { mark, runs }: Dispatch): BranchHead | undefined {
  if ('fn' in runs) {
    const head = headOf(c, runs.fn, { params: [], deny: '' });
    return head && { page: head.page, at: head.at, put: head.put };
  }
  const page = c.pageOf(fn.file.path);
  const first = Math.min(...[...runs.instrs].map((v) => fn.facts.instrs[v]!.s));
  const statement = page && Number.isFinite(first) ? page.branchStatement(first) : undefined;
  // The comparison itself stands before what it leads to.
  if (!page || !statement || (statement.start <= mark[1] && mark[1] < statement.end)) return undefined;
  const waiting = waitingAt(c, page, first);
  const { eol } = page.style;
  return {
    page,
    at: statement.start,
    put: (lines) => {
      if (!waiting) return undefined;
      if (!statement.bare) return [...waiting, { start: statement.start, end: statement.start, newText: lines.map((l) => `${l}${eol}${statement.indent}`).join('') }];
      const inner = `${eol}${statement.indent}${page.style.indent}`;
      return [
        ...waiting,
        { start: statement.start, end: statement.start, newText: `{${lines.map((l) => `${inner}${l}`).join('')}${inner}` },
        { start: statement.end, end: statement.end, newText: `${eol}${statement.indent}}` },
      ];
    },
  };
}
