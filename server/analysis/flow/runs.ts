/** Functions of the workspace that are called by their place: `runMutation(internal.messages.save, args)` is `save` of `messages.ts`. */
import type { RunsSpec } from '../models/format';
import { apis, fns } from './access';
import type { CallEvent } from './events';
import { invoke } from './invoke';
import { valuesAt } from './positions';
import type { Run } from './run';
import { NOTHING, join, join2, type Value } from './values';

/** What the function gives back. */
export function runByName(run: Run, event: CallEvent, spec: RunsSpec, at: { s: number; e: number }): Value {
  const args = spec.args.map((port) => (port === null ? NOTHING : valuesAt(event, port).reduce<Value>((all, { value }) => join(all, value), NOTHING)));
  const before = run.facts;
  let out: Value = NOTHING;
  for (const { value } of valuesAt(event, spec.function))
    for (const reference of apis(value))
      for (const { made } of apis(exportAt(run, event, reference.name, spec)))
        for (const f of made ? spec.through.flatMap((port) => valuesAt(made, port)).flatMap((given) => fns(given.value)) : [])
          if (f.fn !== run.fn) out = join2(out, invoke(run, f, args, undefined, at, event.instr, { callback: true }));
  run.facts = before;
  return out;
}

/** The export to which a reference leads: its last member names it, and those before it the file, below a folder around the caller or beside one. */
function exportAt(run: Run, { fn }: CallEvent, reference: string, { root, folder }: RunsSpec): Value {
  if (!reference.startsWith(`${root}.`)) return NOTHING;
  const path = reference.slice(root.length + 1).split('.');
  const name = path.pop()!;
  const { files } = run.solver.project;
  for (let dir = above(fn.file.path); ; dir = above(dir)) {
    for (const base of [dir, below(dir, folder)])
      for (const extension of EXTENSIONS) {
        const file = files.get(below(base, `${path.join('/')}.${extension}`));
        if (file) return run.solver.exported(file, name, run.fn);
      }
    if (dir === '') return NOTHING;
  }
}

const EXTENSIONS = ['ts', 'tsx', 'js', 'mjs'];
const above = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
const below = (dir: string, path: string): string => (dir === '' ? path : `${dir}/${path}`);
