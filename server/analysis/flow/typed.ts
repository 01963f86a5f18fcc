/** What a declared type adds to a value: an SDK's instance, a class of the workspace, or that it is a number. */
import type { TypeRef } from '../facts/ir';
import type { TypeMeaning } from '../project/project';
import { LIMITS } from '../limits';
import { pkgEnd } from '../models/catalog';
import { fns, partAt } from './access';
import type { Run } from './run';
import { closed } from './store';
import { BIT, type FileNode, NOTHING, isUnknown, type Ref, type Value, join, joinRefs, newObj, ofRef } from './values';

/** `file` is where the type is written. */
export function typedValue(run: Run, v: Value, type: TypeRef, file: FileNode = run.fn.file, depth = 0): Value {
  if (depth > LIMITS.accessPath || type.k === 'lit' || type.k === 'fn') return v;
  const already = v.refs.some(
    (r) =>
      (r.k === 'api' && !isUnknown(r) && !strange(run, r.name) && !run.solver.catalog.type(r.name.replace(/#$/, ''))?.declared) ||
      (r.k === 'const' && r.value !== null && r.value !== undefined) ||
      r.k === 'inst' ||
      r.k === 'obj' ||
      r.k === 'class' ||
      r.k === 'fn',
  );
  const meanings = run.solver.project.typeOf(file, type);
  if (meanings.length > 0 && meanings.every((m) => m.k === 'number')) return { taints: v.taints.map((t) => ({ ...t, safe: t.safe | BIT.any })), refs: v.refs };
  // A function of a known type: `const handler: Handler = async (event) => …`.
  for (const r of v.refs) {
    if (r.k !== 'fn') continue;
    for (const m of meanings) {
      if (m.k !== 'api') continue;
      run.solver.catalog.type(m.name.replace(/#$/, ''))?.params?.forEach((p, n) => p !== null && run.solver.giveParam(r.fn, n, p, { name: m.name }));
    }
  }
  // What a value is said to have besides what it is: `new Dexie('db') as Dexie & { chats: Table }`.
  if (already && type.k !== 'all') return v;
  const refs: Ref[] = [];
  let out = v;
  for (const m of meanings.slice(0, LIMITS.targets)) {
    if (already && m.k !== 'object') continue;
    if (m.k === 'api' && known(run, m.name)) refs.push({ k: 'api', name: run.solver.catalog.canonical(m.name) });
    else if (m.k === 'class') refs.push({ k: 'inst', cls: m.cls });
    else if (m.k === 'value') refs.push(...thingsOf(run, m));
    else if (m.k === 'interface') refs.push(...run.solver.implementers(m.file, m.name).map((cls): Ref => ({ k: 'inst', cls })));
    else if (m.k === 'object' && depth < 2) {
      const obj = newObj({ known: false });
      for (const [name, t] of Object.entries(m.props)) {
        const inner = typedValue(run, NOTHING, t, m.file, depth + 1);
        if (inner.refs.length > 0) obj.fields.set(name, inner);
      }
      if (obj.fields.size > 0) refs.push({ k: 'obj', obj });
    }
  }
  if (refs.length > 0) out = join({ ...v, refs: joinRefs(v.refs, refs) }, v);
  return out;
}

/** What a variable holds, or what a function in it gives back: things, without what flows into them. */
function thingsOf(run: Run, { file, name, called }: Extract<TypeMeaning, { k: 'value' }>): readonly Ref[] {
  const [head = '', ...members] = name.split('.');
  const imported = file.facts.names[head];
  const start = imported?.kind === 'import' ? run.solver.imported(file, imported.from, imported.name, run.fn) : run.solver.moduleCell(file, head, run.fn);
  const found = partAt(start, members);
  return called ? givenBack(run, ofRefs(fns(found))).refs : withoutData(found).refs;
}

/** Of functions, what they give back. */
export const givenBack = (run: Run, v: Value): Value =>
  v.refs.map((r) => (r.k === 'fn' ? withoutData(closed(run.solver.summary(r.fn, run.fn).returns)) : ofRef(r))).reduce(join, NOTHING);

const ofRefs = (refs: readonly Ref[]): Value => ({ taints: [], refs });

function withoutData(v: Value, depth = 0): Value {
  if (depth > LIMITS.accessPath) return NOTHING;
  return ofRefs(
    v.refs.flatMap((r): Ref[] => {
      if (r.k === 'sym' || r.k === 'const' || (r.k === 'api' && isUnknown(r))) return [];
      if (r.k !== 'obj') return [r];
      const fields = [...r.obj.fields].map(([name, f]): [string, Value] => [name, withoutData(f, depth + 1)]);
      return [{ k: 'obj', obj: newObj({ array: r.obj.array, known: false, fields: new Map(fields), rest: r.obj.rest && withoutData(r.obj.rest, depth + 1) }) }];
    }),
  );
}

/** What a package gives back of which no model says anything: what the code declares it to be is more than that. */
function strange(run: Run, name: string): boolean {
  const pkg = name.slice(0, pkgEnd(name));
  return pkg !== 'global' && !run.solver.catalog.knows(pkg);
}

/** Types that no model describes say nothing. */
function known(run: Run, name: string): boolean {
  const { catalog } = run.solver;
  const pkg = name.slice(0, name.indexOf(':'));
  return catalog.knows(pkg) && (pkg !== 'global' || catalog.type(name.replace(/#$/, '')) !== undefined);
}
