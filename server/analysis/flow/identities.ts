/** Whether what decides a test is who is calling. Looks back from the test to what it was computed from. */
import type { Instr, ValueId } from '../facts/ir';
import { apis, deepTaints, fns } from './access';
import { tellsRoute } from './routes';
import type { Run } from './run';
import { LIMITS } from '../limits';
import type { FnNode, Taint, Value } from './values';

export interface Asks {
  /** It depends on the caller's identity, or on something that the analysis cannot see. */
  certain: boolean;
  /** Values that a caller shows to be believed: a token, a header, a cookie. */
  shown: ValueId[];
  /** Values of which only the callers of this function know what they are. */
  open: Value[];
}

/** Parts of a request that say what is asked or how, not by whom. */
const NO_IDENTITY =
  /^(method|url|originalUrl|path|pathname|nextUrl|query|params|body|searchParams|ip|ips|hostname|host|protocol|secure|length|size|origin|referer|referrer|user-agent|content-(type|length|encoding)|accept(-\w+)?|x-forwarded-\w+|x-real-ip|x-requested-with|next-url|cf-connecting-ip|cf-ipcountry)$/i;
/** Names of fields that hold what a caller shows to prove who it is. */
const CREDENTIAL =
  /(^|[_.-])(auth|authorization|token|jwt|session|secret|password|passcode|signature|hmac|credentials?|api-?_?key|key|bearer|cookie)$|(Token|Session|Secret|Password|Signature|Key|Auth|Jwt)$/i;

export function asksIdentity(run: Run, cond: ValueId): Asks {
  const asks: Asks = { certain: false, shown: [], open: [] };
  const seen = new Set<ValueId>();
  const todo = [cond];
  while (todo.length > 0 && !asks.certain && seen.size < LIMITS.reach) {
    const id = todo.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    todo.push(...lookAt(run, id, asks));
  }
  return asks;
}

/** A call that can throw because of who is calling: it is given something, or awaited from elsewhere. */
export const mayAsk = (run: Run, i: Extract<Instr, { op: 'call' }>): boolean =>
  i.args.some((a) => judge(run.values[a.use[0]]) !== 'no') && fns(run.values[i.callee[0]] ?? { taints: [], refs: [] }).length === 0;

/** Judges one value, and says from which others it was computed. */
function lookAt(run: Run, id: ValueId, asks: Asks): ValueId[] {
  const i = run.fn.facts.instrs[id]!;
  const v = run.values[id] ?? { taints: [], refs: [] };
  if (tellsRoute(v)) return [];
  switch (i.op) {
    case 'lit':
    case 'global':
    case 'closure':
    case 'class':
    case 'object':
    case 'array':
      return [];
    case 'call':
      return lookAtCall(run, id, i, v, asks);
    case 'bin':
      return [i.left[0], i.right[0]];
    case 'un':
    case 'await':
    case 'element':
    case 'keys':
    case 'rest':
      return [i.of[0]];
    case 'typed':
      return [i.of[0]];
    case 'phi':
      return i.of.map(([, value]) => value);
    case 'either':
      return i.of.map((u) => u[0]);
    case 'template':
      return i.parts.map((p) => p[0]);
    case 'get': {
      if (typeof i.prop === 'string' && NO_IDENTITY.test(i.prop) && apis(run.values[i.obj[0]] ?? v).length > 0) return [];
      const answer = note(id, v, asks, typeof i.prop === 'string' ? [i.prop] : []);
      return answer === 'unseen' ? [i.obj[0]] : [];
    }
    case 'import':
      if (v.refs.length === 0 && v.taints.length === 0) asks.certain = true;
      else note(id, v, asks);
      return [];
    default:
      note(id, v, asks);
      return [];
  }
}

function lookAtCall(run: Run, id: ValueId, i: Extract<Instr, { op: 'call' }>, v: Value, asks: Asks): ValueId[] {
  const given = i.args.map((a) => a.use[0]);
  const names = given.flatMap((g) => constantText(run.fn.facts.instrs[g]!));
  const callee = run.values[i.callee[0]] ?? { taints: [], refs: [] };
  // Whatever is computed from a header that says nothing of the caller says nothing either.
  if (names.some((n) => NO_IDENTITY.test(n))) return [];
  const targets = fns(callee);
  if (targets.some((t) => functionAsks(run, t.fn))) asks.certain = true;
  if (targets.length === 0) {
    const specs = apis(callee).flatMap((r) => run.solver.catalog.calls(r.name));
    if (specs.some((x) => x.claims)) return [];
    if (specs.length === 0 && apis(callee).some((r) => !r.name.startsWith('global:'))) asks.certain = true;
  }
  for (const g of given) {
    const value = run.values[g];
    // A request handed on as a whole: whoever gets it can see who sent it.
    if (value && apis(value).some((r) => r.name.endsWith('#') && run.solver.catalog.type(r.name.slice(0, -1))?.request)) asks.certain = true;
  }
  note(id, { taints: v.taints, refs: [] }, asks, names);
  return [i.callee[0], ...(i.self ? [i.self[0]] : []), ...given];
}

const constantText = (i: Instr): string[] => (i.op === 'lit' && typeof i.value === 'string' ? [i.value] : []);

/** A function of the workspace asks when it, or what it calls, reads an identity or calls what nobody knows. */
function functionAsks(run: Run, root: FnNode): boolean {
  const seen = new Set([root]);
  for (const fn of seen) {
    const summary = run.solver.solved.get(fn);
    if (!summary || seen.size > 40) continue;
    for (const e of summary.events) {
      if (e.specs.some((s) => [s.lock ?? []].flat().some((l) => l.kind === 'auth'))) return true;
      if (e.result.taints.some((t) => kindOf(t, []) === 'yes')) return true;
    }
    for (const c of summary.calls) seen.add(c.target);
  }
  return false;
}

type Answer = 'yes' | 'no' | 'open' | 'unseen';

function note(id: ValueId, v: Value, asks: Asks, names: readonly string[] = []): Answer {
  const answer = judge(v, names);
  if (answer === 'yes' && onlyShown(v)) asks.shown.push(id);
  else if (answer === 'yes') asks.certain = true;
  if (answer === 'open') asks.open.push(v);
  return answer;
}

/** What a value says of the caller: who it is, nothing, or what only a caller of the function can tell. */
export function judge(v: Value | undefined, names: readonly string[] = []): Answer {
  if (!v) return 'unseen';
  const answers = [...deepTaints(v).map((t) => kindOf(t, names)), ...v.refs.map(refSays)];
  if (answers.includes('yes')) return 'yes';
  if (answers.includes('open')) return 'open';
  return answers.length > 0 ? 'no' : 'unseen';
}

/** It comes from the request, and nobody has verified it. */
const onlyShown = (v: Value): boolean => {
  const read = deepTaints(v).flatMap((t) => (t.origin.k === 'source' ? [t.origin] : []));
  return read.length > 0 && !read.some((o) => o.kinds.includes('identity'));
};

function kindOf(t: Taint, names: readonly string[]): Answer {
  if (t.origin.k === 'port') return t.path.length > 0 && NO_IDENTITY.test(t.path[0]!) ? 'no' : 'open';
  if (t.origin.kinds.includes('identity')) return 'yes';
  const parts = [...t.path, ...names];
  if (t.origin.kinds.includes('credential')) return parts.some((p) => NO_IDENTITY.test(p)) ? 'no' : 'yes';
  return t.origin.kinds.includes('user') && parts.some((p) => CREDENTIAL.test(p)) ? 'yes' : 'no';
}

function refSays(r: Value['refs'][number]): Answer {
  if (r.k === 'sym') return 'no';
  if (r.k !== 'api') return 'no';
  if (r.name.startsWith('global:')) return 'no';
  const member = r.name.slice(Math.max(r.name.lastIndexOf('#'), r.name.lastIndexOf('.')) + 1);
  return member === '' || NO_IDENTITY.test(member) ? 'no' : 'yes';
}
