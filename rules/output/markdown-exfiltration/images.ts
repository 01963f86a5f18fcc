/** What keeps a rendered text from loading images from anywhere. */
import { type CallEvent, type RuleContext, allHold, eachFile, holds, operandsOf } from '../../../server/analysis/api';

type Solver = RuleContext['solver'];
type Instrs = CallEvent['fn']['facts']['instrs'];

/** The renderer's result goes through a sanitiser that removes images. */
export function withoutImages(solver: Solver, event: CallEvent): boolean {
  const later = (solver.solved.get(event.fn)?.events ?? []).filter(
    (e) =>
      e !== event &&
      e.specs.some((s) => (s.steps ?? []).some((st) => st.safeFor?.includes('images') && allHold(e, st.if) === 'yes' && !(st.unless ?? []).some((u) => holds(e, u) === 'yes'))),
  );
  return later.some((e) => comesFrom(event.fn.facts.instrs, e.instr, event.instr));
}

function comesFrom(instrs: Instrs, to: number, from: number): boolean {
  const seen = new Set([to]);
  for (const v of seen) {
    if (v === from) return true;
    if (seen.size < 60) for (const o of operandsOf(instrs[v]!)) seen.add(o);
  }
  return false;
}

/** Whether a file may set such a policy. */
export const maySetPolicy = (text: string): boolean => /img-?src|default-?src/i.test(text);

/** A policy of the app whose `img-src`, or the `default-src` that it falls back to, names hosts. */
export const namesImageHosts = (solver: Solver): boolean => policies(solver).length > 0;

const policies = eachFile((solver: Solver, file) =>
  (solver.mayAnswer(file, maySetPolicy) ? file.facts.functions : []).filter((fn) => fn.instrs.some((i) => namesHosts(fn.instrs, i))),
);

function namesHosts(instrs: Instrs, i: Instrs[number]): boolean {
  const text = i.op === 'lit' && typeof i.value === 'string' ? i.value : i.op === 'template' ? i.texts.join(' ') : '';
  const written = /\bimg-src\s+([^;]+)/.exec(text)?.[1] ?? (/(default-src|script-src)/.test(text) ? /\bdefault-src\s+([^;]+)/.exec(text)?.[1] : undefined);
  if (written !== undefined && !openToAll(written.split(/\s+/))) return true;
  if (i.op !== 'object') return false;
  const sources = i.props.find((p) => p.key === 'imgSrc' || p.key === 'img-src')?.value ?? i.props.find((p) => p.key === 'defaultSrc')?.value;
  const list = sources && instrs[sources[0]];
  if (list?.op !== 'array') return false;
  const words = list.items.flatMap((item) => {
    const word = instrs[item.use[0]];
    return word?.op === 'lit' ? [String(word.value)] : [];
  });
  return words.length > 0 && !openToAll(words);
}

const openToAll = (sources: readonly string[]): boolean => sources.some((s) => s === '*' || s === 'https:' || s === 'http:');
