/** What becomes of a parsed value: whether fields of it are read, and whether something checks them. */
import { decides } from './decides';
import { type CallEvent, type FnNode, type Instr, type RuleContext, type Shape, callersOf, joinShapes, listOf, operandsOf, shapeOf } from '../../../server/analysis/api';

type Solver = RuleContext['solver'];

export interface Uses {
  fields: boolean;
  checked: boolean;
  /** What is read, as far as it is read by name. */
  shape?: Shape;
}

const DEPTH = 3;

export function usesOf(solver: Solver, event: CallEvent): Uses {
  return follow(solver, event.fn, event.instr, 0);
}

/** The fields that are read, in whatever function. */
export const shapeRead = (solver: Solver, event: CallEvent): Shape | undefined => usesOf(solver, event).shape;

function follow(solver: Solver, fn: FnNode, from: number, depth: number): Uses {
  const out: Uses = { fields: false, checked: false };
  const { instrs, blocks } = fn.facts;
  const same = new Set([from]);
  const events = solver.solved.get(fn)?.events ?? [];
  // Values that are the same thing under another name, and the cells that hold it.
  const cells = new Set<string>();
  for (let grew = true; grew;) {
    grew = false;
    instrs.forEach((i, v) => {
      const passes =
        (i.op === 'await' || i.op === 'typed') && same.has(i.of[0])
          ? true
          : i.op === 'phi'
            ? i.of.some(([, w]) => same.has(w))
            : i.op === 'either'
              ? i.of.some((u) => same.has(u[0]))
              : i.op === 'load' && cells.has(i.cell.name);
      if (passes && !same.has(v)) {
        same.add(v);
        grew = true;
      }
      if (i.op === 'store' && same.has(i.value[0]) && !cells.has(i.cell.name)) {
        cells.add(i.cell.name);
        grew = true;
      }
    });
  }
  const shape = shapeOf(fn, same, undefined, 0);
  if (shape.k === 'object') out.shape = shape;
  instrs.forEach((i, v) => {
    if (i.op === 'get' && same.has(i.obj[0])) {
      const parts = partsOf(fn, v, same);
      out.fields ||= isUsed(solver, fn, parts);
      if (instrs.some((t) => t.op === 'un' && t.kind === 'typeof' && parts.has(t.of[0]))) out.checked = true;
    }
    if ((i.op === 'element' || i.op === 'keys') && same.has(i.of[0])) out.fields = true;
    if (i.op === 'bin' && i.kind === 'in' && same.has(i.right[0])) out.checked = true;
    if (i.op !== 'call' || !i.args.some((a) => same.has(a.use[0]))) return;
    const own = events.filter((e) => e.instr === v);
    const checks = own.flatMap((e) => e.specs.flatMap(({ schema }) => (schema?.parses ? [schema] : [])));
    const targets = (solver.solved.get(fn)?.calls ?? []).filter((c) => c.site.instr === v);
    // What nobody here can look into may check what it is given.
    if ((own.length === 0 && targets.length === 0) || checks.some(({ tells }) => !tells || decides(fn, v, tells, same))) out.checked = true;
    for (const c of targets) {
      if (depth >= DEPTH) continue;
      i.args.forEach((a, n) => {
        if (!same.has(a.use[0])) return;
        c.target.facts.instrs.forEach((p, w) => p.op === 'param' && p.index === n && join(out, follow(solver, c.target, w, depth + 1)));
        out.checked ||= c.target.facts.predicate !== undefined;
      });
    }
  });
  if (blocks.some((b) => b.end.kind === 'return' && b.end.value && same.has(b.end.value[0]))) {
    for (const { site } of callersOf(solver, fn)) if (depth < DEPTH && site.instr >= 0) join(out, follow(solver, site.fn, site.instr, depth + 1));
  }
  return out;
}

/** A field, wherever it is read, what is in it, and what else may be it. */
function partsOf(fn: FnNode, field: number, of: ReadonlySet<number>): ReadonlySet<number> {
  const read = fn.facts.instrs[field]!;
  const parts = new Set([field]);
  fn.facts.instrs.forEach((i, v) => {
    if (i.op === 'get' && read.op === 'get' && i.prop === read.prop && of.has(i.obj[0])) parts.add(v);
    else if (isPart(i) && operandsOf(i).some((o) => parts.has(o))) parts.add(v);
  });
  return parts;
}

const isPart = (i: Instr): boolean =>
  i.op === 'get' || i.op === 'typed' || i.op === 'await' || i.op === 'phi' || i.op === 'either' || (i.op === 'bin' && /^(&&|\|\||\?\?)$/.test(i.kind));

/** A field that is only parsed in its turn, whether or not it is there, decides nothing: what is made of it is another question. */
function isUsed(solver: Solver, fn: FnNode, parts: ReadonlySet<number>): boolean {
  const { instrs, blocks } = fn.facts;
  const parsing = new Set((solver.solved.get(fn)?.events ?? []).flatMap((e) => (e.specs.some((s) => listOf(s.sink).some((k) => k.kind === 'structure')) ? [e.instr] : [])));
  if (blocks.some((b) => b.end.kind === 'return' && b.end.value && parts.has(b.end.value[0]))) return true;
  const uses = instrs.flatMap((i, v) => (!parts.has(v) && i.op !== 'un' && operandsOf(i).some((o) => parts.has(o)) ? [v] : []));
  return uses.length === 0 || uses.some((v) => !parsing.has(v));
}

function join(out: Uses, other: Uses): void {
  out.fields ||= other.fields;
  out.checked ||= other.checked;
  if (other.shape) out.shape = joinShapes(out.shape, other.shape);
}
