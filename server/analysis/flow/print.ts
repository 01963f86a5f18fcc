/** What callers can see of a summary, as a text: when it stays the same, they need not be solved again. */
import { LIMITS } from '../limits';
import type { Summary } from './events';
import { originKey, refKey, type Obj, type Value } from './values';

const prints = new WeakMap<Summary, string>();

/** Made when somebody compares: most functions are solved once. */
export function print(s: Summary): string {
  let text = prints.get(s);
  if (text === undefined) prints.set(s, (text = printed(s)));
  return text;
}

function printed(s: Summary): string {
  // Each object once: what hangs together in many ways would be written out along each of them.
  const written = new Map<Obj, number>();
  const object = (o: Obj, d: number): string => {
    const known = written.get(o);
    if (known !== undefined) return `#${known}`;
    if (d > LIMITS.objectDepth) return '{}';
    written.set(o, written.size);
    return `{${[...o.fields].map(([k, f]) => `${k}:${value(f, d + 1)}`).join()};${o.rest ? value(o.rest, d + 1) : ''};${o.spread ? value(o.spread, d + 1) : ''}}`;
  };
  const value = (v: Value, d = 0): string =>
    `${v.taints.map((t) => `${originKey(t.origin)}.${t.path.join('.')}${t.only?.key ?? ''}${t.unless ?? ''}!${t.safe}@${t.trace?.s}-${t.trace?.e}`).join()}|${v.refs.map((r) => (r.k === 'obj' ? object(r.obj, d) : refKey(r))).join()}`;
  return [
    String(s.fn.facts.s),
    value(s.returns),
    [...(s.returns.truthy?.keys() ?? [])].join(),
    [...(s.returns.falsy?.keys() ?? [])].join(),
    [...s.exit.keys()].join(),
    [...(s.admits?.keys() ?? [])].join(),
    [...(s.silent?.keys() ?? [])].join(),
    `${s.neverReturns} ${s.publicWhen}`,
    s.effects.map((e) => JSON.stringify(e.to.k === 'port' ? e.to : e.to.k === 'table' ? e.to.table.key : e.to.k) + value(e.value)).join(),
    s.dispatches.map((d) => `${d.name}@${d.mark[1]}${d.by ? value(d.by) : ''}`).join(),
    [...s.events, ...s.lifted]
      .map(
        (e) =>
          `${e.name}@${e.fn.facts.key}+${e.fn.facts.s}:${e.instr}@${e.argUses.map((u) => u.slice(1, 3).join('-')).join()}(${e.args.map((a) => value(a)).join()})[${[...e.facts.keys()].join()}]`,
      )
      .join(),
  ].join('\n');
}
