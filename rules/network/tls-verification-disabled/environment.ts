/** The variable by which Node.js is told to take any certificate, in all connections of the process. */
import { type FileFacts, type RuleContext, type Use, eachFile } from '../../../server/analysis/api';

const VARIABLE = 'NODE_TLS_REJECT_UNAUTHORIZED';
type Instrs = FileFacts['functions'][number]['instrs'];

/** Whether a file may set it. */
export const maySetVariable = (text: string): boolean => text.includes(VARIABLE);

/**
 * Where files set it to what switches verification off: `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'`, or in an environment that
 * is written out, for `process.env` as a whole or for a process that is started. `fn` is the function's number in its file.
 */
export const switchedOff = eachFile((solver: RuleContext['solver'], file): { fn: number; mark: Use }[] =>
  (solver.mayAnswer(file, maySetVariable) ? file.facts.functions : []).flatMap(({ instrs }, fn) =>
    instrs.flatMap((i, id): { fn: number; mark: Use }[] => {
      if (i.op === 'set') return nameOf(instrs, i.prop) === VARIABLE && mayBeZero(instrs, i.value[0]) ? [{ fn, mark: [id, i.s, i.e] }] : [];
      if (i.op !== 'object') return [];
      return i.props.flatMap(({ key, value, s }) =>
        key !== null && nameOf(instrs, key) === VARIABLE && mayBeZero(instrs, value[0]) ? [{ fn, mark: [value[0], s ?? value[1], value[2]] as Use }] : [],
      );
    }),
  ),
);

function nameOf(instrs: Instrs, key: string | Use): unknown {
  if (typeof key === 'string') return key;
  const i = instrs[key[0]];
  return i?.op === 'lit' ? i.value : undefined;
}

/** On one way at least: `insecure ? '0' : '1'`. */
function mayBeZero(instrs: Instrs, value: number): boolean {
  const seen = new Set([value]);
  for (const v of seen) {
    const i = instrs[v];
    if (i?.op === 'lit' && (i.value === '0' || i.value === 0)) return true;
    if (i?.op === 'phi') for (const [, of] of i.of) seen.add(of);
    if (i?.op === 'either') for (const [of] of i.of) seen.add(of);
    if (i?.op === 'typed') seen.add(i.of[0]);
  }
  return false;
}
