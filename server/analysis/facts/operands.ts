/** The values that an instruction is made of. */
import type { FunctionFacts, Instr, Prop, ValueId } from './ir';

export function operandsOf(i: Instr): ValueId[] {
  switch (i.op) {
    case 'store':
      return [i.value[0]];
    case 'set':
      return [i.obj[0], i.value[0], ...(typeof i.prop === 'string' ? [] : [i.prop[0]])];
    case 'get':
    case 'delete':
      return [i.obj[0], ...(typeof i.prop === 'string' ? [] : [i.prop[0]])];
    case 'call':
      return [i.callee[0], ...(i.self ? [i.self[0]] : []), ...i.args.map((a) => a.use[0])];
    case 'object':
      return i.props.flatMap(ofProp);
    case 'array':
      return i.items.map((a) => a.use[0]);
    case 'template':
      return i.parts.map((u) => u[0]);
    case 'bin':
      return [i.left[0], i.right[0]];
    case 'either':
      return i.of.map((u) => u[0]);
    case 'phi':
      return i.of.map(([, v]) => v);
    case 'un':
    case 'await':
    case 'yield':
    case 'element':
    case 'keys':
    case 'rest':
    case 'typed':
      return [i.of[0]];
    case 'class':
      return i.base ? [i.base[0]] : [];
    case 'jsx':
      return [...(typeof i.tag === 'string' ? [] : [i.tag[0]]), ...i.props.flatMap(ofProp), ...i.children.map((u) => u[0])];
    default:
      return [];
  }
}

const ofProp = (p: Prop): ValueId[] => [p.value[0], ...(p.key !== null && typeof p.key !== 'string' ? [p.key[0]] : [])];

/** Whether a function does anything with one of its parameters. */
export function usesParam(f: FunctionFacts, index: number): boolean {
  const params = new Set(f.instrs.flatMap((i, v) => (i.op === 'param' && i.index === index ? [v] : [])));
  const ends = f.blocks.flatMap((b) => (b.end.kind === 'return' && b.end.value ? [b.end.value[0]] : b.end.kind === 'branch' ? [b.end.cond[0]] : []));
  return ends.some((v) => params.has(v)) || f.instrs.some((i) => operandsOf(i).some((v) => params.has(v)));
}
