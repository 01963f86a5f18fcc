/** Fields that a logger's own format writes over before anything leaves it: `format((info) => { info.answer = '[redacted]'; return info; })`. */
import { type CallEvent, type FnNode, type Instr, apis, operandsOf } from '../../server/analysis/api';

type File = FnNode['file'];
type Facts = FnNode['facts'];

/** The names of such fields, by the functions that the option of the logger's maker is made of. */
export function rewrittenBy(event: CallEvent, option: string): string[] {
  const makers = event.self ? apis(event.self).flatMap((r) => r.made ?? []) : [];
  return makers.flatMap((made) => {
    const { facts, file } = made.fn;
    const options = made.argUses.flatMap((use) => facts.instrs[use[0]] ?? []).find((i) => i.op === 'object');
    const given = options?.op === 'object' ? options.props.find((p) => p.key === option)?.value[0] : undefined;
    return given === undefined ? [] : closuresIn(file, facts, given).flatMap(overwrittenIn);
  });
}

/** The functions that an expression is made of, also by variables of its file. */
function closuresIn(file: File, facts: Facts, from: number): Facts[] {
  const found = new Set<Facts>();
  const seen = new Set([from]);
  for (const value of seen) {
    const i = facts.instrs[value];
    if (!i || seen.size > 500) continue;
    if (i.op === 'closure') found.add(file.fns[i.fn]!.facts);
    const next = i.op === 'load' && i.cell.fn === facts.id ? storesOf(facts, i.cell.name) : operandsOf(i);
    for (const n of next) seen.add(n);
  }
  return [...found];
}

const storesOf = ({ instrs }: Facts, name: string): number[] => instrs.flatMap((i) => (i.op === 'store' && i.cell.name === name ? [i.value[0]] : []));

/** Members of the first parameter that are set to a text of the program, or taken out. */
function overwrittenIn({ instrs, id, params }: Facts): string[] {
  const isGiven = (value: number): boolean => {
    const i = instrs[value];
    return i?.op === 'param' ? i.index === 0 : i?.op === 'load' && i.cell.fn === id && i.cell.name === params[0]?.name;
  };
  const isFixed = (i: Instr | undefined): boolean => i?.op === 'lit' || (i?.op === 'template' && i.parts.length === 0);
  return instrs.flatMap((i): string[] => {
    if (i.op === 'set') return typeof i.prop === 'string' && isGiven(i.obj[0]) && isFixed(instrs[i.value[0]]) ? [i.prop] : [];
    if (i.op === 'delete') return typeof i.prop === 'string' && isGiven(i.obj[0]) ? [i.prop] : [];
    if (i.op !== 'object') return [];
    const spread = i.props.findIndex((p) => p.key === null && isGiven(p.value[0]));
    return spread < 0 ? [] : i.props.slice(spread).flatMap((p) => (typeof p.key === 'string' && isFixed(instrs[p.value[0]]) ? [p.key] : []));
  });
}
