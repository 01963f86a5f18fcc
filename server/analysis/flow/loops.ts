/** Loops whose end a model decides: an exit that tests what a model said, and whether anything else ends them too. */
import type { FunctionFacts, Instr, ValueId } from '../facts/ir';
import { operandsOf } from '../facts/operands';
import { deepTaints } from './access';
import type { Run } from './run';

export interface ModelLoop {
  /** The loop's head. */
  s: number;
  e: number;
  /** Instructions that run in each round. */
  body: ReadonlySet<ValueId>;
  /** A counter, a clock, a budget or an abort signal ends it as well. */
  bounded: boolean;
}

/** A loop over what is there (`for … of`, `for … in`) is finite and none of these. */
export function modelLoops(run: Run): ModelLoop[] {
  const f = run.fn.facts;
  const out: ModelLoop[] = [];
  f.blocks.forEach((block, head) => {
    if (!block.loop || block.loop.kind === 'of' || block.loop.kind === 'in') return;
    const blocks = bodyOf(f, head);
    const exits = [...blocks].flatMap((b) => {
      const end = f.blocks[b]!.end;
      if (end.kind !== 'branch') return [];
      const leaves = leavesLoop(f, blocks, end.then) || leavesLoop(f, blocks, end.else);
      return leaves ? [end.cond[0]] : [];
    });
    const decided = exits.some((v) => saidByModel(run, v));
    if (!decided) return;
    const body = new Set([...blocks].flatMap((b) => f.blocks[b]!.instrs));
    out.push({ s: block.loop.s, e: block.loop.e, body, bounded: exits.some((v) => bounds(f, v, body)) });
  });
  return out;
}

/** The natural loop of a head: every block from which the way leads back to it. */
function bodyOf(f: FunctionFacts, head: number): Set<number> {
  const reach = forward(f, head);
  const body = new Set([head]);
  const queue = f.blocks[head]!.preds.filter((p) => reach.has(p));
  for (const b of queue) {
    if (body.has(b)) continue;
    body.add(b);
    queue.push(...f.blocks[b]!.preds.filter((p) => reach.has(p)));
  }
  return body;
}

function forward(f: FunctionFacts, from: number): Set<number> {
  const seen = new Set([from]);
  const queue = [from];
  for (const b of queue) {
    const end = f.blocks[b]!.end;
    for (const to of end.kind === 'goto' ? [end.to] : end.kind === 'branch' ? [end.then, end.else] : []) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  return seen;
}

/** A way out: a block that the way back does not pass. */
const leavesLoop = (f: FunctionFacts, blocks: ReadonlySet<number>, to: number): boolean => !blocks.has(to) && f.blocks[to] !== undefined;

/** What is tested comes from a model, or is a comparison with it. */
const saidByModel = (run: Run, v: ValueId): boolean => {
  const fromModel = (x: ValueId): boolean =>
    deepTaints(run.values[x] ?? { taints: [], refs: [] }).some((t) => t.origin.k === 'source' && t.origin.kinds.includes('model')) ||
    (run.values[x]?.refs ?? []).some((r) => r.k === 'api' && r.made?.specs.some((s) => s.model) === true);
  return slice(run.fn.facts, v, 24).some(fromModel);
};

const RELATION = new Set(['<', '<=', '>', '>=']);
const CLOCK = /^(now|aborted|elapsed|throwIfAborted|getTime|uptime)$/;

/** A comparison of sizes with something that changes, a clock, a signal, or an empty queue. */
function bounds(f: FunctionFacts, cond: ValueId, body: ReadonlySet<ValueId>): boolean {
  return slice(f, cond, 24).some((v) => {
    const i = f.instrs[v]!;
    if (i.op === 'get' && typeof i.prop === 'string' && CLOCK.test(i.prop)) return true;
    if (i.op !== 'bin') return false;
    const equality = /^[!=]==?$/.test(i.kind);
    if (!RELATION.has(i.kind) && !equality) return false;
    return slice(f, v, 24).some((x) => changes(f, x, body, equality));
  });
}

/** A number that each round changes: `n++`, `this.steps += 1`, `tokens += usage.total_tokens`; also the length of what grows. */
function changes(f: FunctionFacts, v: ValueId, body: ReadonlySet<ValueId>, strict: boolean): boolean {
  const i = f.instrs[v]!;
  if (i.op === 'get' && !strict && (i.prop === 'length' || i.prop === 'size')) return true;
  const counts = (w: ValueId): boolean => body.has(w) && isSum(f.instrs[w]);
  if (i.op === 'phi') return i.of.some(([, w]) => counts(w));
  if (isSum(i)) return body.has(v);
  if (i.op === 'load') return f.instrs.some((s, n) => s.op === 'store' && body.has(n) && s.cell.name === i.cell.name && s.cell.fn === i.cell.fn);
  if (i.op === 'get') return f.instrs.some((s, n) => s.op === 'set' && body.has(n) && s.prop === i.prop && typeof i.prop === 'string');
  return false;
}

const isSum = (i: Instr | undefined): boolean => (i?.op === 'bin' && /^[+\-*]$/.test(i.kind)) || (i?.op === 'un' && /^(\+\+|--)$/.test(i.kind));

/** The values that a value is made of, nearest first; calls are looked through to their arguments and receivers. */
function slice(f: FunctionFacts, from: ValueId, most: number): ValueId[] {
  const seen = new Set([from]);
  for (const v of seen) {
    if (seen.size > most) break;
    for (const o of operandsOf(f.instrs[v]!)) seen.add(o);
  }
  return [...seen];
}
