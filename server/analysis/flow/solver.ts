/**
 * Schedules functions: a summary is computed when it is asked for, callees first, and again when something that it read has
 * changed. Recursion is solved by rounds up to a limit. What is never asked for is never solved.
 */
import { LIMITS } from '../limits';
import type { Catalog } from '../models/catalog';
import { dataSpec } from '../models/catalog';
import type { ApiName, CallSpec, DataKind, DataSpec } from '../models/format';
import type { FileFacts } from '../facts/ir';
import { inRange } from '../models/versions';
import { type Hierarchy, createHierarchy } from '../project/hierarchy';
import type { Project } from '../project/project';
import { setField } from './access';
import type { CallEvent, Summary } from './events';
import { type Giver, makeGivers } from './givers';
import { membersOf } from './members';
import { print } from './print';
import { createPuts, thing } from './puts';
import { solve } from './run';
import { closed, kept, sameValue } from './store';
import { type Tables, createTables } from './tables';
import { type ClassNode, type FileNode, type FnNode, type Held, NOTHING, NO_FACTS, type Obj, type Origin, type Ref, type Value, isUnknown, join, joinRefs, ofRef } from './values';

/** The project's own controls by `path#export` or `package#export`, as its configuration names them. */
export type DeclaredLocks = ReadonlyMap<string, readonly string[]>;

export interface Solver extends Hierarchy {
  catalog: Catalog;
  project: Project;
  summary(fn: FnNode, caller?: FnNode): Summary;
  global(name: string): Value;
  /** What an import of a file brings; `from` is the place of its specifier in that file's facts. */
  imported(file: FileNode, from: number, name: string, reader: FnNode): Value;
  exported(file: FileNode, name: string, reader: FnNode): Value;
  moduleCell(file: FileNode, name: string, reader: FnNode): Value;
  writeModuleCell(file: FileNode, name: string, value: Value): void;
  writeField(ref: Extract<Ref, { cls: ClassNode }>, name: string, value: Value): void;
  /** `f.name = value`. */
  writeMember(fn: FnNode, name: string, value: Value): void;
  /** A write to an object that other functions see. */
  writeShared(obj: Obj, name: string, value: Value): void;
  /** What things a captured variable may be; its data comes through ports. */
  cellShape(fn: FnNode, name: string, reader: FnNode): readonly Ref[];
  noteCellShape(fn: FnNode, name: string, value: Value): void;
  /** `reader` is solved again when `on` changes. */
  depend(on: object, reader: FnNode): void;
  /** What is stored, for others to read again. */
  tables: Tables;
  /** What a caller passes tells what a parameter is. */
  noteContext(fn: FnNode, index: number, value: Value): void;
  giveParam(fn: FnNode, index: number, what: ApiName | DataSpec, giver: Giver, held?: readonly Held[]): void;
  versionFits(event: CallEvent, spec: CallSpec): boolean;
  /** The version of a package that applies to a file, as its manifest or its installation says. */
  versionOf(pkg: string, file: string): string | undefined;
  /** The folder of the package that a file is in; empty for the workspace as a whole. */
  packageOf(file: string): string;
  /** The text of a file of the workspace that is no source, such as one that says how it is deployed. */
  textOf(file: string): string | undefined;
  /** Whether the text of a file may answer a question: where it may not, nobody has to search its facts. */
  mayAnswer(file: FileNode, question: (text: string) => boolean): boolean;
  /** Locks that the project declares a function to be. */
  declared(reference: string): readonly string[];
  /** Exports that a framework calls, with what it gives them. Registered by file convention. */
  entryCalls(file: FileNode): readonly EntryCall[];
  registerEntry(file: FileNode, call: EntryCall): void;
  /** A function written inside one that is solved: it is solved too, also where nobody is seen to call it. */
  want(fn: FnNode): void;
  /** What data is, in this function's file: the threat model decides about arguments, input and files of the machine. */
  kinds(spec: DataSpec, fn: FnNode): readonly DataKind[];
  /** Solves these functions and all that they need, until nothing changes. */
  run(fns: Iterable<FnNode>, cancelled?: () => boolean): boolean;
  /** Takes in an edit that left the file's imports, exports, types and classes as they were, and solves that file again. */
  update(file: FileNode, facts: FileFacts): void;
  solved: ReadonlyMap<FnNode, Summary>;
  /** Files of which something was solved, in the order of their paths. */
  solvedFiles(): readonly FileNode[];
  /** Summaries computed so far, for tests of what was not recomputed. */
  computed(): number;
  /** After an edit something is kept that nobody would put there any more: only solving from scratch is right. */
  outdated(): boolean;
}

export interface SolverOptions {
  /** Told the file of each function that is solved; empty when none is. */
  at?: (path: string) => void;
  /** Whether what comes from the machine itself counts, in this file, as a stranger's. */
  local?: (path: string) => boolean;
  packageOf?: (path: string) => string;
  /** The text of a file of the workspace that is no source. */
  textOf?: (path: string) => string | undefined;
  mayAnswer?: (path: string, question: (text: string) => boolean) => boolean;
}

export interface EntryCall {
  local: string;
  args: readonly Value[];
}

const EMPTY = (fn: FnNode): Summary => ({
  fn,
  returns: NOTHING,
  answers: [],
  effects: [],
  kept: new Map(),
  events: [],
  lifted: [],
  calls: [],
  exit: NO_FACTS,
  neverReturns: false,
  asking: new Set(),
  owned: new Set(),
  compared: new Map(),
  dispatches: [],
  loops: [],
  cut: false,
});

export function createSolver(
  project: Project,
  catalog: Catalog,
  versionOf: (pkg: string, file: string) => string | undefined = () => undefined,
  locks: DeclaredLocks = new Map(),
  { at = () => undefined, local = () => false, packageOf = () => '', textOf = () => undefined, mayAnswer = () => true }: SolverOptions = {},
): Solver {
  const summaries = new Map<FnNode, Summary>();
  const rounds = new Map<FnNode, number>();
  const active = new Set<FnNode>();
  const dirty = new Set<FnNode>();
  const wanted = new Set<FnNode>();
  const touched = new Set<FileNode>();
  let inOrder: FileNode[] = [];
  const dependents = new Map<object, Set<FnNode>>();
  const shapes = new Map<FnNode, Map<string, readonly Ref[]>>();
  const cellKeys = new Map<FileNode, Map<string, object>>();
  const versions = new Map<string, boolean>();
  const entryCalls = new Map<FileNode, readonly EntryCall[]>();
  const givers = makeGivers();
  /** Of functions of an edited file that are not solved again yet. */
  const printsBeforeEdit = new Map<FnNode, string | undefined>();
  /** The file whose edit is being taken in: its variables are compared as a whole, when all are known again. */
  let editing: FileNode | undefined;
  let depth = 0;
  let computed = 0;
  /** The file of the function that is being solved. */
  let now = '';

  const depend = (on: object, reader: FnNode): void => {
    let set = dependents.get(on);
    if (!set) dependents.set(on, (set = new Set()));
    set.add(reader);
  };
  const puts = createPuts();
  const tables = createTables();
  const changed = (what: object): void => {
    for (const f of dependents.get(what) ?? []) dirty.add(f);
  };
  const cellKey = (file: FileNode, name: string): object => {
    let map = cellKeys.get(file);
    if (!map) cellKeys.set(file, (map = new Map()));
    let key = map.get(name);
    if (!key) map.set(name, (key = {}));
    return key;
  };

  /** Puts a value into what is one thing for all. */
  const keep = (holder: Obj, label: string, name: string, value: Value): void => {
    puts.put(label, value);
    const before = holder.fields.get(name);
    setField(
      holder,
      name,
      kept(value, holder, () => changed(holder)),
      false,
    );
    const after = holder.fields.get(name);
    if (!before || !after || !sameValue(before, after)) changed(holder);
  };

  const compute = (fn: FnNode): Summary => {
    active.add(fn);
    depth++;
    computed++;
    dirty.delete(fn);
    let s: Summary;
    const caller = now;
    const end = puts.begin(fn);
    at((now = fn.file.path));
    try {
      s = solve(solver, fn);
      // Not where it throws: then the name of the file at fault stands.
      at((now = caller));
    } finally {
      end();
      depth--;
      active.delete(fn);
    }
    rounds.set(fn, (rounds.get(fn) ?? 0) + 1);
    const known = summaries.get(fn);
    const before = known ? print(known) : printsBeforeEdit.get(fn);
    summaries.set(fn, s);
    tables.settle(fn, s.kept);
    touched.add(fn.file);
    project.news.push(fn.file);
    if (before === undefined || before !== print(s)) changed(fn);
    return s;
  };

  const isModule = (fn: FnNode): boolean => fn.facts.id === 0;
  const mayAgain = (fn: FnNode): boolean => (rounds.get(fn) ?? 0) < (isModule(fn) ? 2 : 1) * LIMITS.rounds + 2;

  const moduleFn = (file: FileNode): void => {
    const fn = file.fns[0]!;
    if (!summaries.has(fn) && !active.has(fn) && depth < LIMITS.callDepth) compute(fn);
  };

  const solver: Solver = {
    catalog,
    project,
    depend,
    tables,
    solved: summaries,
    solvedFiles() {
      if (inOrder.length !== touched.size) inOrder = [...touched].sort((a, b) => (a.path < b.path ? -1 : 1));
      return inOrder;
    },
    computed: () => computed,
    summary(fn, caller) {
      if (caller) depend(fn, caller);
      const known = summaries.get(fn);
      if (active.has(fn)) return known ?? EMPTY(fn);
      if (known && !(dirty.has(fn) && mayAgain(fn))) return known;
      if (depth >= LIMITS.callDepth) {
        dirty.add(fn);
        return known ?? EMPTY(fn);
      }
      return compute(fn);
    },
    global(name) {
      if (name === 'globalThis' || name === 'window' || name === 'self') return ofRef({ k: 'api', name: 'global:*' });
      return ofRef({ k: 'api', name: catalog.canonical(`global:${name}`) });
    },
    imported(file, from, name, reader) {
      const target = file.targets[from];
      if (target === undefined) return NOTHING;
      if (typeof target === 'string') return target.startsWith('file:') ? NOTHING : ofRef({ k: 'api', name: catalog.canonical(`${target}:${name}`) });
      if (name === '*' || name === '=') {
        const assigned = target.facts.exports.length === 0 || target.facts.exports.some((e) => e.kind === 'assign') ? solver.moduleCell(target, '=', reader) : NOTHING;
        return join(assigned, ofRef({ k: 'module', file: target }));
      }
      return solver.exported(target, name, reader);
    },
    exported(file, name, reader) {
      const e = project.exportOf(file, name);
      if (!e) {
        // CommonJS: `exports.name = …` and `module.exports = { name }`.
        const own = solver.moduleCell(file, `=${name}`, reader);
        const whole = solver.moduleCell(file, '=', reader);
        let out = own;
        for (const r of whole.refs) if (r.k === 'obj') out = join(out, r.obj.fields.get(name) ?? NOTHING);
        return name === 'default' ? join(out, whole) : out;
      }
      if (e.k === 'api') return ofRef({ k: 'api', name: catalog.canonical(e.name) });
      if (e.k === 'module') return ofRef({ k: 'module', file: e.file });
      return solver.moduleCell(e.file, e.name, reader);
    },
    moduleCell(file, name, reader) {
      depend(cellKey(file, name), reader);
      moduleFn(file);
      return file.cells.get(name) ?? NOTHING;
    },
    writeModuleCell(file, name, value) {
      puts.put(`${file.path} ${name}`, value);
      const key = cellKey(file, name);
      const concrete = kept(value, key, () => changed(key));
      const before = file.cells.get(name);
      const after = before ? join(before, concrete) : concrete;
      if (before && after.taints === before.taints && after.refs === before.refs) return;
      if (before && sameValue(before, after)) return;
      file.cells.set(name, after);
      if (file !== editing) changed(key);
    },
    writeField(ref, name, value) {
      keep(ref.cls.fields, `${ref.cls.file.path} ${ref.cls.facts.name}.${name}`, name, value);
    },
    writeMember(fn, name, value) {
      keep(membersOf(fn), `${fn.file.path} ${fn.facts.key}.${name}`, name, value);
    },
    writeShared(obj, name, value) {
      puts.put(name, value);
      const key = obj.shared!;
      const before = name === '*' ? obj.rest : obj.fields.get(name);
      const concrete = kept(value, key, () => changed(key));
      if (name === '*' && obj.fields.size > 0 && !obj.array) obj.loose = true;
      setField(obj, name, concrete, false);
      const after = name === '*' ? obj.rest : obj.fields.get(name);
      if (!before || !after || !sameValue(before, after)) changed(key);
    },
    cellShape(fn, name, reader) {
      let map = shapes.get(fn);
      if (!map) shapes.set(fn, (map = new Map()));
      depend(map, reader);
      return map.get(name) ?? [];
    },
    noteCellShape(fn, name, value) {
      let map = shapes.get(fn);
      if (!map) shapes.set(fn, (map = new Map()));
      const before = map.get(name) ?? [];
      const after = joinRefs(before, value.refs.filter(isShape));
      if (after.length === before.length) return;
      map.set(name, after);
      changed(map);
    },
    noteContext(fn, index, value) {
      // What a check found is the caller's own: its tests come in by substitution, where they belong to that call.
      const refs = closed({ ...NOTHING, refs: value.refs.filter((r) => (r.k === 'api' && !r.made?.tests) || r.k === 'inst' || r.k === 'class' || r.k === 'module') }).refs;
      if (refs.length > 0) addContext(fn, index, refs);
    },
    giveParam(fn, index, what, giver, held = []) {
      if (typeof what === 'string') {
        const name = what.includes(':') ? what : `${giver.name.slice(0, giver.name.indexOf(':'))}:${what}`;
        addContext(fn, index, [{ k: 'api', name: catalog.canonical(name.endsWith('#') ? name : `${name}#`) }]);
        const whole = catalog.type(name.replace(/#$/, ''))?.data;
        const byAll = givers.heldByAll(fn, index, giver, held);
        if (whole) addSource(fn, index, dataSpec(whole), byAll);
        else if (index === 0 && !sameHeld(fn.validated, byAll)) {
          fn.validated = byAll;
          changed(fn.context);
        }
      } else addSource(fn, index, what, givers.heldByAll(fn, index, giver, held));
    },
    ...createHierarchy(project, catalog),
    versionOf,
    packageOf,
    textOf,
    mayAnswer: (file, question) => mayAnswer(file.path, question),
    kinds(spec, fn) {
      const kinds = Array.isArray(spec.kind) ? spec.kind : [spec.kind];
      if (!kinds.some((k) => k === 'local' || k === 'file')) return kinds;
      return local(fn.file.path) ? [...kinds, 'user'] : kinds.filter((k) => k !== 'file');
    },
    declared: (reference) => locks.get(reference) ?? [],
    entryCalls: (file) => entryCalls.get(file) ?? [],
    registerEntry(file, call) {
      const list = entryCalls.get(file) ?? [];
      if (!list.some((c) => c.local === call.local)) entryCalls.set(file, [...list, call]);
    },
    versionFits(event, spec) {
      if (!spec.versions) return true;
      const pkg = event.name.slice(0, event.name.indexOf(':'));
      const key = `${pkg} ${event.fn.file.path} ${spec.versions}`;
      let fits = versions.get(key);
      if (fits === undefined) versions.set(key, (fits = inRange(versionOf(pkg, event.fn.file.path), spec.versions)));
      return fits;
    },
    want(fn) {
      if (!summaries.has(fn)) wanted.add(fn);
    },
    run(fns, cancelled) {
      for (const fn of fns) {
        // What is to be solved again waits below: how often somebody has left off must not count.
        if (summaries.has(fn)) continue;
        if (cancelled?.()) return false;
        solver.summary(fn);
      }
      for (let n = 0, filled = 0; n < 200_000; n++) {
        if (cancelled?.()) return false;
        if (dirty.size === 0 && wanted.size === 0) {
          // Whoever reads a table is solved again once all that is to be put there is there.
          for (const table of tables.changed()) changed(table);
          if (dirty.size === 0) break;
          if (filled++ < LIMITS.rounds) for (const reader of dirty) rounds.delete(reader);
        }
        const inner = wanted.values().next().value;
        if (inner) {
          wanted.delete(inner);
          solver.summary(inner);
          continue;
        }
        const next = dirty.values().next().value!;
        if (mayAgain(next)) solver.summary(next);
        dirty.delete(next);
      }
      return true;
    },
    outdated: puts.takenBack,
    update(file, facts) {
      puts.watch();
      const before = new Map(file.fns.map((fn) => [fn.facts.key, fn]));
      const prints = new Map(
        file.fns.map((fn) => {
          const s = summaries.get(fn);
          return [fn, s && print(s)];
        }),
      );
      const cells = new Map(file.cells);
      givers.forget(file.path);
      project.news.push(file);
      file.facts = facts;
      file.fns = facts.functions.map((f): FnNode => {
        const same = before.get(f.key);
        if (same) return Object.assign(same, { facts: f });
        return { file, facts: f, context: new Map(), sources: new Map() };
      });
      file.classes.forEach((c, i) => Object.assign(c, { facts: facts.classes[i]! }));
      const now = new Set(file.fns);
      for (const fn of prints.keys()) {
        printsBeforeEdit.set(fn, prints.get(fn));
        summaries.delete(fn);
        rounds.delete(fn);
        if (now.has(fn)) continue;
        changed(fn);
        puts.gone(fn);
        tables.settle(fn, new Map());
      }
      file.cells.clear();
      editing = file;
      for (const fn of file.fns) if (prints.get(fn) !== undefined && !summaries.has(fn)) compute(fn);
      editing = undefined;
      printsBeforeEdit.clear();
      for (const name of new Set([...cells.keys(), ...file.cells.keys()])) {
        const a = cells.get(name);
        const b = file.cells.get(name);
        if (!a || !b || !sameValue(a, b)) changed(cellKey(file, name));
      }
      for (const d of dirty) rounds.delete(d);
    },
  };

  const addContext = (fn: FnNode, index: number, refs: readonly Ref[]): void => {
    for (const r of refs) if (!isUnknown(r)) puts.give(`${fn.file.path}#${fn.facts.key}:${index} ${thing(r)}`);
    const before = fn.context.get(index) ?? [];
    const plain = refs.map((r) => (r.k === 'api' ? { ...r } : r));
    const after = joinRefs(before, plain);
    if (after.length === before.length) return;
    fn.context.set(index, [...after]);
    changed(fn.context);
  };
  const addSource = (fn: FnNode, index: number, spec: DataSpec, held: readonly Held[]): void => {
    puts.give(`${fn.file.path}#${fn.facts.key}:${index} ${JSON.stringify(spec.kind)}`);
    const before = fn.sources.get(index);
    if (before && sameHeld(before.k === 'source' ? before.held : undefined, held)) return;
    const p = fn.facts.params[index];
    const kinds = solver.kinds(spec, fn);
    if (kinds.length === 0) return;
    const at: [number, number] = p ? [p.s, p.e] : [fn.facts.name_s, fn.facts.name_e];
    const origin: Origin = {
      k: 'source',
      key: `${fn.file.path}#${fn.facts.key}:p${index}:${kinds.join('+')}`,
      kinds,
      label: spec.label ?? 'the caller',
      fn,
      at,
      except: spec.except,
      names: spec.names,
      places: spec.places,
      held: held.length > 0 ? held : undefined,
    };
    fn.sources.set(index, origin);
    changed(fn.context);
  };
  return solver;
}

/** What a captured variable is, whoever makes the function that captures it: a function of a module needs nothing from around it. */
const isShape = (r: Ref): boolean => r.k === 'api' || r.k === 'inst' || r.k === 'class' || r.k === 'module' || (r.k === 'fn' && r.fn.facts.parent === 0 && !r.self && !r.given);

const sameHeld = (a: readonly Held[] | undefined, b: readonly Held[] | undefined): boolean =>
  (a?.length ?? 0) === (b?.length ?? 0) && (a ?? []).every((x, n) => x.safe === b![n]!.safe && x.member === b![n]!.member);
