/**
 * Which functions are worth solving: those that may have to do with AI, by the names that they mention. An over-approximation of
 * the flow, computed over names alone: a function is relevant if it mentions a package that models describe as AI, a store or a
 * client; or a name that is made of such things; or if it may put something into a variable that a relevant function reads. What
 * relevant functions call is solved when they ask for it.
 */
import type { FileFacts } from '../facts/ir';
import type { FileNode, FnNode } from '../flow/values';
import { pkgEnd } from '../models/catalog';
import type { Project } from './project';
import { type FileReferences, type Mentions, printOf, referencesOf } from './references';

/** What models say of packages and names, as far as relevance goes. */
export interface Concerns {
  /** Calls of this package, or things of it, are what rules ask about. */
  package(pkg: string): boolean;
  global(name: string): boolean;
  /** Things of this package are told of functions that others run (applications, routers). */
  registers(pkg: string): boolean;
  /** Files whose functions a framework runs before others, or that ask a model without mentioning a package. */
  always(path: string): boolean;
}

/** Where the nodes of one file begin. A variable has two: what it holds, and behind it that somebody relevant reads it. */
interface Nodes {
  file: FileNode;
  refs: FileReferences;
  units: number;
  /** A second node of each unit: that somebody relevant asks it for something. */
  asked: number;
  classes: Map<string, number>;
  variables: Map<string, Variable>;
  types: Map<string, number>;
  /** All that the module exports, for those who take it as a whole. */
  module: number;
}
interface Variable {
  holds: number;
  /** Absent where nothing that others put into it can come out of it. */
  read?: number;
  /** That the functions and classes which it holds are asked. */
  asked: readonly number[];
}

interface Graph {
  project: Project;
  concerns: Concerns;
  files: Map<FileNode, Nodes>;
  count: number;
  from: number[];
  to: number[];
  seeds: number[];
}

export interface Relevance {
  /** What is relevant now: another one as soon as an edit mentions what was not mentioned before. */
  now(): Relevant;
}

export function createRelevance(project: Project, concerns: Concerns): Relevance {
  let known: Relevant | undefined;
  /** The facts that were looked at last. */
  let seen = new Map<FileNode, { facts: FileFacts; always: boolean }>();
  /** So much of the news was looked at. */
  let read = 0;
  const same = (f: FileNode): boolean => {
    const before = seen.get(f);
    if (before?.facts === f.facts) return true;
    if (!before || before.always !== concerns.always(f.path) || printOf(referencesOf(before.facts)) !== printOf(referencesOf(f.facts))) return false;
    before.facts = f.facts;
    return true;
  };
  return {
    now() {
      const fresh = new Set(project.news.slice(read));
      read = project.news.length;
      if (known && seen.size === project.files.size && [...fresh].every(same)) return known;
      seen = new Map([...project.files.values()].map((f) => [f, { facts: f.facts, always: concerns.always(f.path) }]));
      return (known = relevantUnits(project, concerns));
    },
  };
}

/** The functions of a file that are relevant, in its order. */
export function relevantFunctions({ hot }: Relevant, file: FileNode): FnNode[] {
  const flags = hot.get(file)!;
  if (!flags.includes(true)) return [];
  const wanted = referencesOf(file.facts).units.flatMap((u, n) => (flags[n] ? u.fns : []));
  return wanted.length === file.fns.length ? file.fns : wanted.sort((a, b) => a - b).map((f) => file.fns[f]!);
}

export interface Relevant {
  /** For each file, whether its units are relevant. */
  hot: ReadonlyMap<FileNode, readonly boolean[]>;
  /** Files with a variable through which relevant functions may get what others put into it. */
  carriers: readonly FileNode[];
}

function relevantUnits(project: Project, concerns: Concerns): Relevant {
  const graph: Graph = { project, concerns, files: new Map(), count: 0, from: [], to: [], seeds: [] };
  for (const file of project.files.values()) declare(graph, file);
  for (const nodes of graph.files.values()) connect(graph, nodes);
  const hot = reachable(graph);
  const nodes = [...graph.files.values()];
  return {
    hot: new Map(nodes.map(({ file, refs, units }) => [file, refs.units.map((_, n) => hot[units + n] === 1)])),
    carriers: nodes.filter((n) => [...n.variables.values()].some((v) => v.read !== undefined && hot[v.read] === 1)).map((n) => n.file),
  };
}

function declare(g: Graph, file: FileNode): void {
  const refs = referencesOf(file.facts);
  const nodes: Nodes = { file, refs, units: g.count, asked: g.count + refs.units.length, classes: new Map(), variables: new Map(), types: new Map(), module: 0 };
  refs.units.forEach((u, n) => u.isClass && nodes.classes.set(u.name!, g.count + n));
  g.count += 2 * refs.units.length;
  for (const [name, d] of refs.definitions) {
    const made = d.maker === undefined ? undefined : file.targets[Number(d.maker.split(' ')[0])];
    const carrier = d.carrier && (typeof made !== 'string' || g.concerns.registers(made));
    nodes.variables.set(name, { holds: g.count, read: carrier ? g.count + 1 : undefined, asked: [...d.units].map((u) => nodes.asked + u) });
    g.count += 2;
  }
  for (const t of refs.types) nodes.types.set(t.name, g.count++);
  nodes.module = g.count++;
  g.files.set(file, nodes);
}

function connect(g: Graph, nodes: Nodes): void {
  const { refs } = nodes;
  const always = g.concerns.always(nodes.file.path);
  refs.units.forEach((u, n) => {
    const node = nodes.units + n;
    if (always) g.seeds.push(node);
    const asked = nodes.asked + n;
    edge(g, node, asked);
    for (const v of mentioned(g, nodes, u, node)) {
      // Relevant functions get what others put into it, also through functions that they ask for it: a registry in a module of its own.
      if (v.read !== undefined) edge(g, asked, v.read);
      for (const a of v.asked) edge(g, asked, a);
    }
    for (const name of u.touches) {
      for (const v of variables(g, nodes, name)) {
        if (v.read === undefined) continue;
        edge(g, v.read, node);
        edge(g, node, v.holds);
      }
    }
    if (u.decorated) edge(g, node, nodes.units);
    for (const c of [...u.classes, ...u.declares]) edge(g, nodes.units + c, node);
    for (const base of u.bases) for (const t of types(g, nodes, base)) edge(g, node, t);
  });
  for (const [name, d] of refs.definitions) {
    const { holds } = nodes.variables.get(name)!;
    mentioned(g, nodes, d, holds);
    for (const u of d.units) edge(g, nodes.units + u, holds);
    edge(g, holds, nodes.module);
  }
  for (const t of refs.types) mentioned(g, nodes, t, nodes.types.get(t.name)!);
}

/** Edges from all that a piece of code mentions to its node; gives back the variables among it. */
function mentioned(g: Graph, nodes: Nodes, m: Mentions, node: number): Variable[] {
  const found = [...m.names, ...m.imports].flatMap((name) => variables(g, nodes, name));
  for (const v of found) edge(g, v.holds, node);
  for (const name of m.types) for (const t of types(g, nodes, name)) edge(g, t, node);
  const concerning =
    [...m.globals].some((name) => g.concerns.global(name)) ||
    [...m.imports].some((key) => ofPackage(g, nodes.file, key)) ||
    [...m.types].some((name) => ofPackageType(g, nodes.file, name));
  if (concerning) g.seeds.push(node);
  return found;
}

const edge = (g: Graph, from: number, to: number): void => {
  g.from.push(from);
  g.to.push(to);
};

/** A name of the module, or `FROM NAME` for what it imports. */
function variables(g: Graph, nodes: Nodes, key: string): Variable[] {
  const space = key.indexOf(' ');
  const own = (n: Nodes | undefined, name: string): Variable[] => {
    const v = n?.variables.get(name);
    return v ? [v] : [];
  };
  if (space < 0) return own(nodes, key);
  const target = nodes.file.targets[Number(key.slice(0, space))];
  const name = key.slice(space + 1);
  if (target === undefined || typeof target === 'string') return [];
  const there = g.files.get(target)!;
  if (name === '*' || name === '=') return [{ holds: there.module, asked: [] }, ...own(there, '=')];
  const e = g.project.exportOf(target, name);
  if (e?.k === 'cell') return own(g.files.get(e.file), e.name);
  if (e?.k === 'module') return [{ holds: g.files.get(e.file)!.module, asked: [] }];
  return e ? [] : [...own(there, `=${name}`), ...own(there, '=')];
}

/** What a type's name may mean: a class, a declared type, or the type of a variable. */
function types(g: Graph, nodes: Nodes, name: string): number[] {
  const [head = '', member] = name.split('.');
  const own = (n: Nodes, local: string): number[] => [n.classes.get(local), n.types.get(local), n.variables.get(local)?.holds].filter((x) => x !== undefined);
  const imported = nodes.file.facts.names[head];
  if (imported?.kind !== 'import') return own(nodes, head);
  const target = nodes.file.targets[imported.from];
  if (target === undefined || typeof target === 'string') return [];
  const e = g.project.exportOf(target, imported.name === '*' ? (member ?? '*') : imported.name);
  if (e?.k === 'module') return [g.files.get(e.file)!.module];
  if (e?.k === 'cell') return own(g.files.get(e.file)!, e.name);
  return declaredElsewhere(g, nodes, name);
}

/** The declaration of an imported type, also behind barrels. */
function declaredElsewhere(g: Graph, nodes: Nodes, name: string): number[] {
  return g.project.typeOf(nodes.file, { k: 'ref', name }).flatMap((m) => (m.k === 'interface' && m.file !== nodes.file ? (g.files.get(m.file)?.types.get(m.name) ?? []) : []));
}

function ofPackage(g: Graph, file: FileNode, key: string): boolean {
  const space = key.indexOf(' ');
  return exportOfPackage(g, file, Number(key.slice(0, space)), key.slice(space + 1));
}

function ofPackageType(g: Graph, file: FileNode, name: string): boolean {
  const head = name.split('.')[0]!;
  const known = file.facts.names[head];
  if (!known) return g.concerns.global(head);
  return known.kind === 'import' && exportOfPackage(g, file, known.from, known.name);
}

/** An import from a package that is of concern, also through re-exports of the workspace. */
function exportOfPackage(g: Graph, file: FileNode, from: number, name: string): boolean {
  const target = file.targets[from];
  if (target === undefined) return false;
  if (typeof target === 'string') return g.concerns.package(target);
  const e = name === '=' ? undefined : g.project.exportOf(target, name);
  return e?.k === 'api' && g.concerns.package(e.name.slice(0, pkgEnd(e.name)));
}

/** Nodes that the seeds lead to. */
function reachable(g: Graph): Uint8Array {
  const start = new Int32Array(g.count + 1);
  for (const f of g.from) start[f + 1]!++;
  for (let n = 0; n < g.count; n++) start[n + 1]! += start[n]!;
  const next = new Int32Array(g.from.length);
  const fill = start.slice(0, g.count);
  g.from.forEach((f, n) => (next[fill[f]!++] = g.to[n]!));
  const seen = new Uint8Array(g.count);
  const todo = [...g.seeds];
  for (const s of todo) seen[s] = 1;
  while (todo.length > 0) {
    const n = todo.pop()!;
    for (let i = start[n]!; i < start[n + 1]!; i++) {
      const to = next[i]!;
      if (seen[to]) continue;
      seen[to] = 1;
      todo.push(to);
    }
  }
  return seen;
}
