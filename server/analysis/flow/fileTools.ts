/** Files that are tools of a server by where they stand: what they export says what runs, and under which name a model knows it. */
import type { FileFacts, Instr, Use } from '../facts/ir';
import type { FileSpec } from '../models/format';
import { giveContexts } from './contexts';
import type { CallEvent } from './events';
import { record } from './recorded';
import type { Run } from './run';
import { type Value, NOTHING } from './values';

/** Whether a convention is meant for a file that meets it by its path. */
export const isFor = ({ imports }: FileSpec, { specifiers }: FileFacts): boolean => imports === undefined || specifiers.some((s) => s === imports || s.startsWith(`${imports}/`));

/** As if the module had defined it with a call that is given its exports. */
export function defineFileTools(run: Run): void {
  const { file, facts } = run.fn;
  for (const spec of run.solver.catalog.conventions(file.path)) {
    if (!spec.defines || !isFor(spec, file.facts)) continue;
    const given = spec.defines.of.map((name) => exportOf(run, name));
    const [runs] = given;
    if (!runs) continue;
    const event: CallEvent = {
      fn: run.fn,
      instr: runs.stored,
      name: `${spec.imports ?? 'global'}:${stemOf(file.path)}`,
      specs: [spec.defines.as],
      args: given.map((g) => g?.value ?? NOTHING),
      argUses: given.map((g) => g?.use ?? [runs.stored, facts.s, facts.e]),
      // Whoever finds the file has the tool: it is offered.
      self: NOTHING,
      result: NOTHING,
      facts: run.facts,
      chain: [],
    };
    giveContexts(run, event);
    record(run, runs.stored, event);
  }
}

const stemOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');

function exportOf({ fn }: Run, name: string): { stored: number; use: Use; value: Value } | undefined {
  const e = fn.file.facts.exports.find((x) => x.kind === 'local' && x.name === name);
  const local = e?.kind === 'local' ? e.local : undefined;
  const stored = fn.facts.instrs.findIndex((i) => i.op === 'store' && i.cell.name === local);
  const store = fn.facts.instrs[stored];
  return local !== undefined && store?.op === 'store' ? { stored, use: written(fn.facts.instrs, store.value), value: fn.file.cells.get(local) ?? NOTHING } : undefined;
}

/** What is written behind a cast or a declared type. */
function written(instrs: readonly Instr[], use: Use): Use {
  const i = instrs[use[0]];
  return i?.op === 'typed' ? written(instrs, i.of) : use;
}
