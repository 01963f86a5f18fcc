/** What must be written so that `await` may stand at a place: `async` before a function, and `await` wherever its result is used. */
import { callersOf } from '../findings/callers';
import { operandsOf } from '../facts/operands';
import type { Instr } from '../facts/ir';
import type { Edit } from '../findings/finding';
import type { CallSite } from '../flow/events';
import type { FnNode } from '../flow/values';
import type { Page } from '../syntax/page';
import type { FixContext } from './context';

/** Callers of callers that are made to wait. */
const DEPTH = 4;
/** What a list does with a result at once, and what is called like a hook: a promise would be taken for the result. */
const AT_ONCE = /^(filter|some|every|find\w*|sort|toSorted|reduce|reduceRight|flatMap|replace|replaceAll)$|^use[A-Z]/;

/** Nothing where `await` may stand there already; undefined where it cannot without changing what others get. */
export function waitingAt(c: FixContext, page: Page, at: number): Edit[] | undefined {
  if (page.awaits(at)) return [];
  const own = page.functionAround(at);
  const fn = c.solver.project.files.get(page.path)?.fns.find((f) => f.facts.s === own?.start);
  return fn && madeAsync(c, fn, new Set());
}

/** `below`: the functions of whose results it is known already that they become promises. */
function madeAsync(c: FixContext, fn: FnNode, below: ReadonlySet<FnNode>): Edit[] | undefined {
  const page = c.pageOf(fn.file.path);
  const own = page?.functionAround(fn.facts.e - 1);
  if (own?.start !== fn.facts.s || own.asyncAt === undefined) return undefined;
  const after = promised(c, fn, below);
  return after && [{ path: fn.file.path, start: own.asyncAt, end: own.asyncAt, newText: 'async ' }, ...after];
}

/** What makes everybody wait who uses what a function gives back, once that is a promise. */
function promised(c: FixContext, fn: FnNode, below: ReadonlySet<FnNode>): Edit[] | undefined {
  if (below.has(fn)) return [];
  if (below.size > DEPTH) return undefined;
  const known = new Set([...below, fn]);
  const sites = callersOf(c.solver, fn).flatMap((x) => (x.callback || x.site.fn === fn ? [] : [x.site]));
  // It gave back promises all along.
  if (sites.some((s) => usersOf(s).every((i) => i === 'await') && usersOf(s).length > 0)) return [];
  if (sites.length === 0 && isTakenAtOnce(fn)) return undefined;
  const out: Edit[] = [];
  for (const site of sites) {
    const edits = awaitedAt(c, site, known);
    if (!edits) return undefined;
    out.push(...edits);
  }
  return out;
}

function awaitedAt(c: FixContext, site: CallSite, known: ReadonlySet<FnNode>): Edit[] | undefined {
  const users = usersOf(site);
  if (users.every((i) => i === 'return')) return users.length === 0 || site.fn.facts.async ? [] : promised(c, site.fn, known);
  const { path } = site.fn.file;
  const page = c.pageOf(path);
  const { s, e } = site.fn.facts.instrs[site.instr]!;
  const waiting = page && (page.awaits(s) ? [] : madeAsync(c, site.fn, known));
  if (!waiting) return undefined;
  const isPart = /^\s*(\?\.|!?[.[(])/.test(page!.text.slice(e));
  return [...waiting, { path, start: s, end: s, newText: isPart ? '(await ' : 'await ' }, ...(isPart ? [{ path, start: e, end: e, newText: ')' }] : [])];
}

/** What is done with the result of a call. */
function usersOf({ fn, instr }: CallSite): string[] {
  const { instrs, blocks } = fn.facts;
  const returned = blocks.flatMap((b) => (b.end.kind === 'return' && b.end.value?.[0] === instr ? ['return'] : []));
  return [...instrs.flatMap((i) => (operandsOf(i).includes(instr) ? [i.op] : [])), ...returned];
}

/** The function is given to one that uses what it gives back on the spot. */
function isTakenAtOnce(fn: FnNode): boolean {
  const { instrs } = fn.file.fns[fn.facts.parent]!.facts;
  const given = instrs.findIndex((i) => i.op === 'closure' && i.fn === fn.facts.id);
  return instrs.some((i, n) => {
    if (i.op !== 'call' || !i.args.some((a) => a.use[0] === given)) return false;
    const callee = instrs[i.callee[0]]!;
    const name = callee.op === 'get' && typeof callee.prop === 'string' ? callee.prop : callee.op === 'import' || callee.op === 'global' ? callee.name : '';
    // A list of promises is waited for as a whole, or was one before.
    return AT_ONCE.test(name) || (name === 'map' && !instrs.some((x) => x.op === 'call' && isWaitedFor(instrs[x.callee[0]]) && x.args.some((a) => a.use[0] === n)));
  });
}

/** `Promise.all` and its kind. */
const isWaitedFor = (callee: Instr | undefined): boolean => callee?.op === 'get' && typeof callee.prop === 'string' && /^(all|allSettled|race|any)$/.test(callee.prop);
