/** Parameters, captured variables and properties: where values come from and where they are kept. */
import type { FunctionFacts } from '../facts/ir';
import { LIMITS } from '../limits';
import { dataSpec } from '../models/catalog';
import { apis, isOpen, setField } from './access';
import { expectedType } from './expected';
import { sourceValue } from './members';
import type { Run } from './run';
import { step } from './trace';
import { typedValue } from './typed';
import { NOTHING, join, ofRef, type Obj, type Value } from './values';

export function parameter(run: Run, index: number): Value {
  const { fn, solver } = run;
  const port = String(index);
  const declared = fn.facts.params[index];
  let v: Value = { taints: [{ origin: { k: 'port', port }, path: [], safe: 0 }], refs: [{ k: 'sym', port, path: [] }] };
  solver.depend(fn.context, fn);
  const context = fn.context.get(index);
  if (context) v = { ...v, refs: [...v.refs, ...context] };
  const origin = fn.sources.get(index);
  if (origin) {
    const span = { s: declared?.s ?? fn.facts.name_s, e: declared?.e ?? fn.facts.name_e };
    const label = origin.k === 'source' ? `read from ${origin.label}` : '';
    v = { ...v, taints: [{ origin, path: [], safe: 0, trace: step(undefined, { fn, ...span, label }) }] };
  }
  const type = declared?.type ?? expectedType(run, index);
  if (!declared || !type) return v;
  const typed = typedValue(run, v, type);
  // An event that is data as a whole: `handler(event: S3Event)`.
  const event = origin
    ? undefined
    : apis(typed)
        .flatMap((r) => solver.catalog.type(r.name.replace(/#$/, '')) ?? [])
        .find((t) => t.entry && t.data);
  return event ? join(typed, sourceValue(run, dataSpec(event.data!), '', declared, `parameter ${index}`)) : typed;
}

export function thisValue(run: Run): Value {
  const cls = run.fn.facts.class;
  if (cls === undefined) return { taints: [{ origin: { k: 'port', port: 'this' }, path: [], safe: 0 }], refs: [{ k: 'sym', port: 'this', path: [] }] };
  const node = run.fn.file.classes[cls]!;
  return ofRef(run.fn.facts.isStatic ? { k: 'class', cls: node } : { k: 'inst', cls: node });
}

/** Captured variables of functions around this one stay ports; those of the module are read where they are kept. */
export function loadCell(run: Run, owner: number, name: string): Value {
  const { fn, solver } = run;
  if (owner === 0) return solver.moduleCell(fn.file, name, fn);
  if (owner === fn.facts.id) return run.env.cells.get(name) ?? NOTHING;
  const holder = fn.file.fns[owner]!;
  if (name === 'this' && holder.facts.class !== undefined)
    return ofRef(holder.facts.isStatic ? { k: 'class', cls: fn.file.classes[holder.facts.class]! } : { k: 'inst', cls: fn.file.classes[holder.facts.class]! });
  const port = `cell ${owner} ${name}`;
  const shape = solver.cellShape(holder, name, fn);
  const v: Value = { taints: [{ origin: { k: 'port', port }, path: [], safe: 0 }], refs: [{ k: 'sym', port, path: [] }, ...shape] };
  // Of a parameter of the function around, its declared type says what its members are.
  const type = shape.length === 0 ? holder.facts.params.find((p) => p.name === name)?.type : undefined;
  return type ? typedValue(run, v, type) : v;
}

export function storeCell(run: Run, owner: number, name: string, value: Value): void {
  const { fn, solver } = run;
  if (owner === 0) {
    solver.writeModuleCell(fn.file, name, value);
    if (isOpen(value)) run.effects.add({ k: 'cell', fn: fn.file.fns[0]!, name }, value);
    return;
  }
  if (owner === fn.facts.id) {
    const before = run.env.cells.get(name);
    const after = before ? join(before, value) : value;
    run.env.cells.set(name, after);
    solver.noteCellShape(fn, name, after);
    return;
  }
  const holder = fn.file.fns[owner]!;
  solver.noteCellShape(holder, name, value);
  run.effects.add({ k: 'port', port: `cell ${owner} ${name}`, path: [] }, value);
}

/** `obj.name = value`, on whatever the object may be. Whether something of the function's own is not as it was. */
export function assignProperty(run: Run, obj: Value, name: string, value: Value): boolean {
  let changed = false;
  for (const r of obj.refs) {
    if (r.k === 'obj') {
      if (r.obj.shared) {
        run.solver.writeShared(r.obj, name, value);
        if (isOpen(value)) run.effects.add({ k: 'obj', obj: r.obj, name }, value);
        continue;
      }
      if (name === '*' && r.obj.fields.size > 0 && !r.obj.array && !r.obj.loose) r.obj.loose = changed = true;
      if (setField(r.obj, name, value, name !== '*' && overwrites(run, obj, r.obj))) changed = true;
    } else if (r.k === 'inst' || r.k === 'class') {
      run.solver.writeField(r, name, value);
      if (isOpen(value)) run.effects.add({ k: 'field', ref: r, name }, value);
    } else if (r.k === 'fn') run.solver.writeMember(r.fn, name, value);
    else if (r.k === 'sym') run.effects.add({ k: 'port', port: r.port, path: [...r.path, name].slice(0, LIMITS.accessPath) }, value);
    else if (r.k === 'api' && r.name === 'global:module' && name === 'exports') run.solver.writeModuleCell(run.fn.file, '=', value);
    else if (r.k === 'api' && (r.name === 'global:exports' || r.name === 'global:module.exports')) run.solver.writeModuleCell(run.fn.file, `=${name}`, value);
  }
  return changed;
}

/** Whether a write through `target` surely happens, and to this object. */
export const overwrites = (run: Run, target: Value, obj: Obj): boolean => target.refs.length === 1 && (obj.block === run.block || dominatesExit(run.fn.facts, run.block));

/** A block of straight-line code at the top level of the function. */
const dominatesExit = (f: FunctionFacts, block: number): boolean => block === 0 || (f.blocks[block]!.preds.length !== 1 && f.blocks[block]!.loop === undefined);
