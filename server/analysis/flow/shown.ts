/**
 * What becomes of a credential in the function that asks for it. A refusal of whoever shows none is no authentication where all that is done
 * with what is shown is to read what it claims, without its key: whoever calls can claim anything. Where it is compared, kept, or handed to
 * a function that nobody knows, it may be verified.
 */
import type { FunctionFacts, Instr, ValueId } from '../facts/ir';
import { operandsOf } from '../facts/operands';
import { apis } from './access';
import { calleeOf } from './refusals';
import type { Run } from './run';

/** `shown`: the values that were found to hold a credential. */
export function onlyClaimed(run: Run, shown: readonly ValueId[]): boolean {
  const f = run.fn.facts;
  const names = new Set(shown.flatMap((v) => readName(f, v)));
  const held = new Set(shown);
  f.instrs.forEach((_, v) => readName(f, v).some((n) => names.has(n)) && held.add(v));
  const users = usersIn(f);
  let claimed = false;
  for (const v of held) {
    for (const user of users.get(v) ?? []) {
      const use = useOf(run, f.instrs[user]!, v);
      if (use === 'verifies') return false;
      if (use === 'claims') claimed = true;
      else held.add(user);
    }
  }
  const leaves = f.blocks.some((b) => b.end.kind === 'return' && b.end.value && held.has(b.end.value[0]));
  return claimed && !leaves;
}

/** The name under which a credential is read: `headers.authorization`, `req.get('authorization')`. */
function readName(f: FunctionFacts, v: ValueId): string[] {
  const i = f.instrs[v]!;
  if (i.op === 'get') return typeof i.prop === 'string' ? [i.prop.toLowerCase()] : [];
  if (i.op !== 'call' || f.instrs[i.callee[0]]?.op !== 'get') return [];
  const first = f.instrs[i.args[0]?.use[0] ?? -1];
  return first?.op === 'lit' && typeof first.value === 'string' ? [first.value.toLowerCase()] : [];
}

/** By value, the instructions that are made of it. */
function usersIn(f: FunctionFacts): ReadonlyMap<ValueId, readonly ValueId[]> {
  const out = new Map<ValueId, ValueId[]>();
  f.instrs.forEach((i, user) => {
    for (const v of operandsOf(i)) {
      const known = out.get(v);
      if (known) known.push(user);
      else out.set(v, [user]);
    }
  });
  return out;
}

function useOf(run: Run, i: Instr, v: ValueId): 'verifies' | 'claims' | 'moves' {
  const { instrs } = run.fn.facts;
  switch (i.op) {
    case 'bin': {
      const other = instrs[i.left[0] === v ? i.right[0] : i.left[0]]!;
      const absent = other.op === 'lit' && (other.value === null || other.value === undefined || other.value === '');
      const kind = instrs[v]!.op === 'un' || (other.op === 'lit' && typeof other.value === 'number');
      return /^[!=]==?$/.test(i.kind) && !absent && !kind ? 'verifies' : 'moves';
    }
    case 'call': {
      if (!i.args.some((a) => a.use[0] === v)) return 'moves';
      const callee = apis(calleeOf(run, i));
      if (callee.length === 0) return 'verifies';
      if (callee.every((r) => run.solver.catalog.calls(r.name).some((s) => s.claims))) return 'claims';
      return callee.every((r) => r.name.startsWith('global:') && run.solver.catalog.calls(r.name).every((s) => !s.request && !s.effect)) ? 'moves' : 'verifies';
    }
    case 'get':
      return i.obj[0] === v ? 'moves' : 'verifies';
    case 'un':
    case 'await':
    case 'either':
    case 'phi':
    case 'template':
    case 'typed':
    case 'element':
    case 'rest':
      return 'moves';
    default:
      return 'verifies';
  }
}
