/**
 * A refusal: a way that leaves with 401, 403 or to the sign-in page. It is authentication where what decides depends on who is
 * calling: a session, a token, a header. A refusal for another reason (an empty body, a switch) tells nothing.
 */
import type { FunctionFacts, Instr, Use, ValueId } from '../facts/ir';
import { apis, fns } from './access';
import { handlersOf } from './handlers';
import { type Asks, asksIdentity, mayAsk } from './identities';
import type { Run } from './run';
import { onlyClaimed } from './shown';
import { conditionalLock, lockFact } from './substitute';
import { listOf } from '../models/ports';
import { type Fact, type FnNode, NOTHING, join, type Value } from './values';

const REFUSAL_TEXT =
  /^(unauthori[sz]ed|unauthenticated|forbidden|not authenticated|not authori[sz]ed|authentication required)\b|^\/?(api\/auth\/)?(login|signin|sign-in|auth\/(login|signin|sign-in))\b/i;
/** The same page behind an address that is put together: `${origin}/login`. */
const SIGN_IN_PAGE = /^\/(api\/auth\/|auth\/)?(login|signin|sign-in)\b/i;
const REFUSAL_NAME = /^(un-?authori[sz]ed|unauthenticated|forbidden|not_?authenticated|not_?authori[sz]ed|authentication_?required)(error|exception|response|http_?error)?$/i;

/** A status, a text or a name that says no: `401`, `/login`, `HttpStatus.UNAUTHORIZED`, `new ForbiddenException()`. */
const refuses = (i: Instr): boolean =>
  (i.op === 'lit' && (i.value === 401 || i.value === 403 || (typeof i.value === 'string' && (REFUSAL_TEXT.test(i.value) || REFUSAL_NAME.test(i.value))))) ||
  (i.op === 'template' && i.texts.slice(1).some((t) => SIGN_IN_PAGE.test(t))) ||
  (i.op === 'get' && typeof i.prop === 'string' && REFUSAL_NAME.test(i.prop)) ||
  (i.op === 'import' && REFUSAL_NAME.test(i.name)) ||
  (i.op === 'load' && REFUSAL_NAME.test(i.cell.name)) ||
  (i.op === 'global' && REFUSAL_NAME.test(i.name));

/** Whether a block says no, itself or through a small function that it calls. */
export function blockRefuses(run: Run, block: number): boolean {
  const f = run.fn.facts;
  return f.blocks[block]!.instrs.some((v) => {
    const i = f.instrs[v]!;
    if (i.op !== 'call') return refuses(i);
    return handsBack(run, i) || fns(calleeOf(run, i)).some((c) => c.fn !== run.fn && c.fn.facts.blocks.length <= 2 && c.fn.facts.instrs.some(refuses));
  });
}

/** `catch (error) { reply.send(error); }`, behind which nothing of the request is done any more. */
export const answersWithError = (run: Run, block: number): boolean =>
  run.fn.facts.blocks[block]!.instrs.some((v) => {
    const i = run.fn.facts.instrs[v]!;
    return i.op === 'call' && handsBack(run, i);
  });

const handsBack = (run: Run, i: Extract<Instr, { op: 'call' }>): boolean =>
  i.args.some((a) => run.fn.facts.instrs[a.use[0]]?.op === 'catch') &&
  apis(calleeOf(run, i)).some((r) =>
    run.solver.catalog.calls(r.name).some((s) => s.denies !== undefined && run.fn.facts.instrs[i.args[Number(s.denies)]?.use[0] ?? -1]?.op === 'catch'),
  );

/** What is called, where the call has not been walked yet: exports and functions of the module, and their members. */
export function calleeOf(run: Run, i: Extract<Instr, { op: 'call' }>): Value {
  return unwalked(run, i.callee[0]);
}

function unwalked(run: Run, id: ValueId): Value {
  const callee = run.fn.facts.instrs[id]!;
  if (callee.op === 'get' && typeof callee.prop === 'string' && (run.values[id]?.refs.length ?? 0) === 0) {
    const refs = apis(unwalked(run, callee.obj[0])).map((r) => ({ k: 'api' as const, name: `${r.name}${r.name.endsWith('#') ? '' : '.'}${callee.prop}` }));
    return { taints: [], refs };
  }
  if (callee.op === 'global') return run.solver.global(callee.name);
  if (callee.op === 'import') return run.solver.imported(run.fn.file, callee.from, callee.name, run.fn);
  if (callee.op === 'load' && callee.cell.fn === 0) return run.solver.moduleCell(run.fn.file, callee.cell.name, run.fn);
  return run.values[id] ?? NOTHING;
}

/** Whether the way from this block leaves with a refusal, without coming back to another way. */
function leavesWithRefusal(run: Run, from: number): boolean {
  const f: FunctionFacts = run.fn.facts;
  let block = from;
  let refused = false;
  for (let n = 0; n < 8; n++) {
    const b = f.blocks[block]!;
    refused ||= blockRefuses(run, block);
    if (b.end.kind === 'return' || b.end.kind === 'throw') return refused;
    if (b.end.kind !== 'goto' || (refused && b.instrs.some((v) => neverReturns(run, f.instrs[v]!)))) return refused && b.end.kind === 'goto';
    block = b.end.to;
    if (f.blocks[block]!.preds.length > 1) return refused && f.blocks[block]!.end.kind === 'return' && emptyUpTo(f, block);
  }
  return false;
}

const neverReturns = (run: Run, i: Instr): boolean => i.op === 'call' && apis(calleeOf(run, i)).some((r) => run.solver.catalog.calls(r.name).some((s) => s.leaves));

/** The end of the function, where nothing happens any more. */
export const emptyUpTo = (f: FunctionFacts, block: number): boolean => f.blocks[block]!.instrs.every((v) => f.instrs[v]!.op === 'lit' || f.instrs[v]!.op === 'phi');

/** What is known on the other way of a branch whose one way refuses. */
export function passedRefusal(run: Run, cond: Use, refusing: number): Fact | undefined {
  if (!leavesWithRefusal(run, refusing)) return undefined;
  return asLock(run, asksIdentity(run, cond[0]), [cond[1], cond[2]]);
}

/** What is known after a block whose exceptions end in a refusal: a call in it that is given a token throws where it is wrong. */
export function caughtRefusal(run: Run, block: number, values: readonly ValueId[]): Fact | undefined {
  const f = run.fn.facts;
  const caught = handlersOf(f)
    .get(block)
    ?.some((handler) => leavesWithRefusal(run, handler));
  if (!caught) return undefined;
  for (const v of values) {
    const i = f.instrs[v]!;
    if (i.op !== 'call' || !mayAsk(run, i)) continue;
    const fact = asLock(run, asksIdentity(run, v), [i.s, i.e]);
    if (fact) return fact;
  }
  return undefined;
}

function asLock(run: Run, asks: Asks, at: [number, number]): Fact | undefined {
  const fn: FnNode = run.fn;
  if (asks.certain || (asks.shown.length > 0 && !onlyClaimed(run, asks.shown))) return lockFact('auth', fn, at, 'a refusal leaves here');
  const open = asks.open.reduce<Value>(join, NOTHING);
  return asks.open.length > 0 ? conditionalLock('auth', fn, at, 'a refusal leaves here', open) : undefined;
}

const TOO_MANY = /^(too[ _-]?many[ _-]?requests|rate[ _-]?limit(ed|[ _-]?exceeded)?)\b/i;

/** A status or an error that says "too many requests", on the way out: a limit of the program's own. A small function that is called there may say it. */
export function leavesAsTooMany(run: Run, from: number): boolean {
  const f = run.fn.facts;
  const b = f.blocks[from]!;
  if (b.end.kind !== 'return' && b.end.kind !== 'throw' && b.end.kind !== 'goto') return false;
  return b.instrs.some((v) => {
    const i = f.instrs[v]!;
    return saysTooMany(i) || (i.op === 'call' && fns(calleeOf(run, i)).some((c) => c.fn !== run.fn && c.fn.facts.blocks.length <= 2 && c.fn.facts.instrs.some(saysTooMany)));
  });
}

const saysTooMany = (i: Instr): boolean =>
  (i.op === 'lit' && (i.value === 429 || (typeof i.value === 'string' && TOO_MANY.test(i.value)))) || (i.op === 'get' && i.prop === 'TOO_MANY_REQUESTS');

/** A way that asks a person and leaves; whoever comes by another way of the same branch was answered. */
export function leavesAsking(run: Run, from: number): boolean {
  const f = run.fn.facts;
  const b = f.blocks[from]!;
  const asks = b.instrs.some((v) => {
    const i = f.instrs[v]!;
    return i.op === 'call' && apis(calleeOf(run, i)).some((r) => run.solver.catalog.calls(r.name).some((s) => listOf(s.lock).some((l) => l.how === 'asks')));
  });
  return asks && (b.end.kind === 'return' || b.end.kind === 'throw' || b.instrs.some((v) => neverReturns(run, f.instrs[v]!)));
}
