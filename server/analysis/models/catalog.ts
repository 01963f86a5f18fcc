/** All model documents as one look-up: what does this API name mean? Knows packages and names, never a particular SDK. */
import picomatch from 'picomatch';
import { safePattern } from './patterns';
import { parseAllDocuments } from 'yaml';
import type { FileFacts, Instr } from '../facts/ir';
import { LIMITS } from '../limits';
import { listOf } from './ports';
import { misfit } from './shape';
import type { Problem } from '../findings/finding';
import type { ApiName, CallSpec, DataKind, DataSpec, EndpointSpec, FileSpec, JsxSpec, ModelDocument, RefusalSpec, ReturnSpec, TypeSpec } from './format';

export interface Catalog {
  /** Meanings of a call of this name, inherited members included. */
  calls(name: ApiName): CallSpec[];
  read(name: ApiName): DataSpec | undefined;
  /** Reads of a type's instances that give the verified caller, with the member that is the caller's id. */
  identities(type: ApiName): { member: string; subject: string | undefined }[];
  member(name: ApiName): ReturnSpec | undefined;
  type(name: ApiName): TypeSpec | undefined;
  /** How requests of a type, or of the one that it extends, are refused. */
  refusal(type: ApiName): RefusalSpec | undefined;
  /** Whether any document describes this package. */
  knows(pkg: string): boolean;
  /** The package whose generated code a specifier means. */
  generator(specifier: string): string | undefined;
  /** Whether things are put on what has this name, for others to read: one that has a name of its own, or any under a name that the program gives it. */
  carries(holder: ApiName): 'one' | 'any' | undefined;
  canonical(name: ApiName): ApiName;
  provider(name: ApiName): string | undefined;
  packages: string[];
  /** Whether a file that imports this package may hold a model call, a tool, a store or a client: where solving begins. */
  concernsAi(pkg: string): boolean;
  /** The same for a name of the language or its host. */
  concernsGlobal(name: string): boolean;
  /** Whether functions are registered with things of this package, to be run when others are. */
  registers(pkg: string): boolean;
  /** The file conventions that a path meets. */
  conventions(path: string): readonly FileSpec[];
  jsx: JsxSpec[];
  endpoints: EndpointSpec[];
  /** Whether a file asks a model that it does not import: over plain HTTP, or through a binding of its platform. */
  asksUnimported(facts: FileFacts): boolean;
  /** The same of a text that was not parsed; yes where it may. So do names of the language that have to do with AI. */
  mayAskUnimported(text: string): boolean;
}

/** A model file as text, or as the build has read it already. */
export type ModelFile = { path: string; text: string } | { path: string; documents: readonly ModelDocument[] };

interface Entry<T> {
  spec: T;
  pattern?: RegExp;
}

export function loadCatalog(files: readonly ModelFile[]): { catalog: Catalog; problems: Problem[] } {
  const read = files.map(readFile);
  const documents = read.map((r) => r.documents);
  const problems = read.flatMap((r, n) => r.problems.map((p) => ({ ...p, path: files[n]!.path })));
  // Workspaces of one process, and configurations of one workspace, mostly have the same models.
  let known = indexed.find((k) => k.documents.length === documents.length && k.documents.every((d, n) => d === documents[n]));
  if (!known) {
    known = { documents, catalog: index(documents.flat()) };
    indexed.unshift(known);
    indexed.length = Math.min(indexed.length, 4);
  }
  return { catalog: known.catalog, problems };
}

const indexed: { documents: readonly (readonly ModelDocument[])[]; catalog: Catalog }[] = [];

/** Built-in models are the same for every workspace of a process: each text is read once. */
const readTexts = new Map<string, { documents: readonly ModelDocument[]; problems: Problem[] }>();

function readFile(file: ModelFile): { documents: readonly ModelDocument[]; problems: Problem[] } {
  if ('documents' in file) return { documents: file.documents, problems: [] };
  let known = readTexts.get(file.text);
  if (!known) {
    const problems: Problem[] = [];
    known = { documents: parseDocuments(file, problems), problems };
    readTexts.set(file.text, known);
  }
  return known;
}

export function parseDocuments(file: { path: string; text: string }, problems: Problem[]): ModelDocument[] {
  const found: ModelDocument[] = [];
  for (const doc of parseAllDocuments(file.text)) {
    if (!('errors' in doc)) continue;
    for (const e of doc.errors) problems.push({ path: file.path, kind: 'model', message: e.message.split('\n')[0]!, span: { start: e.pos[0], end: e.pos[1] } });
    if (doc.errors.length > 0) continue;
    const value = plain(doc, (message) => problems.push({ path: file.path, kind: 'model', message }));
    if (value === null || value === undefined) continue;
    if (typeof value !== 'object' || typeof value.package !== 'string') {
      problems.push({ path: file.path, kind: 'model', message: 'a model document needs `package`, the module name that it describes' });
      continue;
    }
    const wrong = misfit(value) ?? unusable(value);
    if (wrong === undefined) found.push(value);
    else problems.push({ path: file.path, kind: 'model', message: wrong });
  }
  return found;
}

/** What is wrong below the sections shows where they are read. */
function unusable(document: ModelDocument): string | undefined {
  try {
    index([document]);
    return undefined;
  } catch (e) {
    return `the model of \`${document.package}\` could not be read: ${(e as Error).message}`;
  }
}

/** Undefined where an alias leads nowhere, or aliases of aliases would fill the memory. */
function plain(doc: { toJS(options: { maxAliasCount: number }): unknown }, say: (message: string) => void): ModelDocument | null | undefined {
  try {
    return doc.toJS({ maxAliasCount: 1_000 }) as ModelDocument | null;
  } catch (e) {
    say((e as Error).message);
    return undefined;
  }
}

const qualified = (pkg: string, name: string): string => (/^[^#]*[^#:]:[^:]/.test(name) && !name.startsWith('#') ? name : `${pkg}:${name}`);

function index(documents: readonly ModelDocument[]): Catalog {
  const calls = new Map<string, CallSpec[]>();
  const wild: Entry<CallSpec[]>[] = [];
  const reads = new Map<string, DataSpec>();
  const types = new Map<string, TypeSpec>();
  const aliases = new Map<string, string>();
  const packages = new Set<string>();
  const generators: { made: RegExp; pkg: string }[] = [];
  const samePackage = new Map<string, string>();
  const providers = new Map<string, string>();
  const add = <K, V>(map: Map<K, V[]>, key: K, values: V[]): void => void map.set(key, [...(map.get(key) ?? []), ...values]);
  const qualify = (pkg: string, r: ApiName | ReturnSpec): ReturnSpec => (typeof r === 'string' ? { type: qualified(pkg, r) } : { ...r, type: r.type && qualified(pkg, r.type) });

  const concerned = new Set<string>();
  const concernedGlobals = new Set<string>();
  const storedGlobals = new Set<string>();
  const registering = new Set<string>();
  const holders = new Map<string, 'one' | 'any'>();
  const askingTypes = new Set<string>();
  for (const d of documents) {
    const names = [d.package, ...(d.also ?? [])];
    const asks = namesThatAsk(d);
    for (const name of asks) if (name.includes('#')) askingTypes.add(qualified(d.package, name.slice(0, name.indexOf('#'))));
    if (d.package === 'global') {
      for (const name of asks) concernedGlobals.add(/^\w+/.exec(name)?.[0] ?? name);
      for (const [name, c] of Object.entries(d.calls ?? {})) if (listOf(c).some((s) => s?.recalls)) storedGlobals.add(/^\w+/.exec(name)?.[0] ?? name);
    } else if (asks.length > 0 || d.files?.some((f) => f.defines?.as.tool)) for (const p of names) concerned.add(p);
    if (Object.values(d.calls ?? {}).some((c) => listOf(c).some((s) => s?.entry || s?.middleware || s?.listens))) for (const p of names) registering.add(p);
    packages.add(d.package);
    if (d.provider) providers.set(d.package, d.provider);
    for (const made of (d.generated ?? []).flatMap((source) => safePattern(source) ?? [])) generators.push({ made, pkg: d.package });
    for (const other of d.also ?? []) {
      packages.add(other);
      samePackage.set(other, d.package);
    }
    for (const [name, spec] of Object.entries(d.types ?? {})) {
      const qualifiedAll = (all: TypeSpec['members']): TypeSpec['members'] => Object.fromEntries(Object.entries(all ?? {}).map(([k, v]) => [k, qualify(d.package, v)]));
      const members = qualifiedAll(spec?.members);
      const statics = qualifiedAll(spec?.statics);
      const key = qualified(d.package, name);
      const before = types.get(key);
      types.set(key, {
        ...before,
        ...spec,
        extends: spec?.extends ? qualified(d.package, spec.extends) : before?.extends,
        members: { ...before?.members, ...members },
        statics: { ...before?.statics, ...statics },
      });
    }
    for (const [name, spec] of Object.entries(d.reads ?? {})) reads.set(qualified(d.package, name), dataSpec(spec));
    for (const [name, spec] of Object.entries(d.calls ?? {})) {
      const list = (Array.isArray(spec) ? spec : [spec]).filter(Boolean).map((s) => ({
        ...s,
        returns: s.returns && qualify(d.package, s.returns),
        ...(s.runs && { runs: { ...s.runs, root: qualified(d.package, s.runs.root) } }),
        ...(s.carries && { carries: { ...s.carries, to: qualified(d.package, s.carries.to) } }),
      }));
      for (const { carries } of list) {
        const any = carries?.name !== undefined || carries?.written;
        if (carries) holders.set(any ? carries.to : holderOf(carries.to).holder, any ? 'any' : 'one');
      }
      const key = qualified(d.package, name);
      const own = key.slice(d.package.length + 1);
      const pattern = /\*|\//.test(own) ? wildcard(d.package, own) : undefined;
      if (pattern) wild.push({ spec: list, pattern });
      else add(calls, key, list);
    }
    for (const [from, to] of Object.entries(d.aliases ?? {})) aliases.set(qualified(d.package, from), qualified(d.package, to));
  }

  // What a framework hands on may do it too: the environment of a worker, a client on the request; and so may what is such a thing by another name.
  const asksAs = (type: TypeSpec | undefined, depth = 0): boolean =>
    type !== undefined &&
    ([type.extends, ...Object.values(type.members ?? {}).map((m) => (m as ReturnSpec).type)].some((t) => askingTypes.has(t ?? '')) ||
      (depth < LIMITS.objectDepth && type.extends !== undefined && asksAs(types.get(type.extends), depth + 1)));
  for (const [key, type] of types) if (asksAs(type)) concerned.add(key.slice(0, pkgEnd(key)));
  for (const [other, name] of samePackage) if (concerned.has(name)) concerned.add(other);

  const canonical = remembered((name: ApiName): ApiName => {
    const colon = pkgEnd(name);
    const pkg = name.slice(0, colon);
    let n = samePackage.has(pkg) ? samePackage.get(pkg)! + name.slice(colon) : name;
    const member = n.slice(pkgEnd(n) + 1);
    const [head = ''] = member.split(/[#.()]/, 1);
    const rest = member.slice(head.length);
    const base = `${n.slice(0, pkgEnd(n))}:${head}`;
    const target = aliases.get(base);
    const namespace = aliases.get(`${n.slice(0, pkgEnd(n))}:*`);
    if (target) n = target + rest;
    else if (namespace && head !== '*' && base !== namespace && !types.has(base)) n = `${namespace}.${member}`;
    else if (head === 'default' && rest.startsWith('.')) n = `${n.slice(0, pkgEnd(n))}:${rest.slice(1)}`;
    return n;
  });
  /** The name itself, then the same member of every base type. */
  const lineage = (name: ApiName): ApiName[] => {
    const out: ApiName[] = [];
    let n: ApiName | undefined = canonical(name);
    for (let i = 0; n && i < 6; i++) {
      out.push(n);
      const hash = n.indexOf('#');
      if (hash < 0) break;
      const base: string | undefined = types.get(n.slice(0, hash))?.extends;
      n = base ? base + n.slice(hash) : undefined;
    }
    return out;
  };
  const memo = new Map<string, CallSpec[]>();
  const files = documents.flatMap((d) => d.files ?? []).map((spec) => ({ spec, match: picomatch(spec.glob, { dot: true }) }));
  const conventions = new Map<string, readonly FileSpec[]>();
  const endpoints = documents.flatMap((d) => d.endpoints ?? []);
  const urls = endpoints.flatMap((e) => [e.url, ...(e.base ? [e.base] : [])]).flatMap((u) => safePattern(u) ?? []);
  const bindings = new Set(documents.flatMap((d) => d.bindings ?? []));
  const names = (list: ReadonlySet<string>): string => [...list].filter((n) => /^\w+$/.test(n)).join('|') || '(?!)';
  // A binding is a member of its platform's environment; a global stands alone.
  const words = new RegExp(`[.{,'"\`]\\s*(?:${names(bindings)})\\b|\\b(?:${names(concernedGlobals)})\\b`);
  const asked = new WeakMap<FileFacts, boolean>();
  const asksUnimported = (facts: FileFacts): boolean => {
    let answer = asked.get(facts);
    if (answer === undefined) asked.set(facts, (answer = facts.functions.some((f) => f.instrs.some((i) => namesModel(i, urls, bindings)))));
    return answer;
  };
  return {
    packages: [...packages],
    conventions(path) {
      let found = conventions.get(path);
      if (!found) conventions.set(path, (found = files.filter((f) => f.match(path)).map((f) => f.spec)));
      return found;
    },
    jsx: documents.flatMap((d) => (d.jsx ?? []).map((j) => ({ ...j, element: /^[\w*-]+$/.test(j.element) ? j.element : qualified(d.package, j.element) }))),
    endpoints,
    asksUnimported,
    mayAskUnimported: (text) => words.test(text) || mayNameUrl(text, urls),
    knows: (pkg) => packages.has(pkg),
    generator: (specifier) => generators.find((g) => g.made.test(specifier))?.pkg,
    concernsAi: (pkg) => concerned.has(pkg),
    // What a browser keeps is read in many files that have nothing to do with AI: of those that have, the functions that do are of concern.
    concernsGlobal: (name) => concernedGlobals.has(name) || storedGlobals.has(name),
    registers: (pkg) => registering.has(pkg),
    carries: (holder) => holders.get(holder),
    canonical,
    provider: (name) => providers.get(name.slice(0, pkgEnd(name))),
    calls(name) {
      let found = memo.get(name);
      if (!found) {
        found = [];
        // A type may take what its base takes in a form of its own: what brings nothing but remedies leaves the meaning to the base.
        let remedies: CallSpec['remedies'];
        for (const n of lineage(name)) {
          found = calls.get(n) ?? wild.flatMap((w) => (w.pattern!.test(n) ? w.spec : []));
          if (found.length === 0) continue;
          if (!found.every(bringsRemediesAlone)) break;
          remedies ??= found.flatMap((s) => s.remedies ?? []);
        }
        if (remedies) found = [...found.map((s) => ({ ...s, remedies: undefined })), { remedies }];
        memo.set(name, found);
      }
      return found;
    },
    read: remembered((name) => first(lineage(name), (n) => reads.get(n))),
    identities: (type) =>
      lineage(type).flatMap((t) =>
        [...reads].flatMap(([name, spec]) =>
          name.startsWith(t) && listOf(spec.kind).includes('identity') ? [{ member: name.slice(t.length), subject: subjectOf(name, spec) }] : [],
        ),
      ),
    member: remembered((name) =>
      first(lineage(name), (n) => {
        const hash = n.indexOf('#');
        const dot = n.lastIndexOf('.');
        const [members, name] = hash < 0 ? [types.get(n.slice(0, dot))?.statics, n.slice(dot + 1)] : [types.get(n.slice(0, hash))?.members, n.slice(hash + 1)];
        // `toString` is a member of every object, of the table's own too.
        return members && Object.hasOwn(members, name) ? (members[name] as ReturnSpec) : undefined;
      }),
    ),
    type: (name) => types.get(canonical(name)),
    refusal: (type) => first(lineage(`${type}#`), (n) => types.get(n.slice(0, -1))?.refusal),
  };
}

const bringsRemediesAlone = (s: CallSpec): boolean => Object.entries(s).every(([key, value]) => key === 'remedies' || value === undefined);

/** `pkg:Options#ctx` is the member `ctx` of `pkg:Options#`, and `pkg:Context#var.db` the member `db` of `pkg:Context#var`. */
export function holderOf(name: ApiName): { holder: string; member: string } {
  const at = Math.max(name.lastIndexOf('#'), name.lastIndexOf('.'));
  return { holder: name.slice(0, name[at] === '#' ? at + 1 : at), member: name.slice(at + 1) };
}

/** Names are looked up again and again, and there are only so many. */
function remembered<T>(look: (name: string) => T): (name: string) => T {
  const known = new Map<string, { value: T }>();
  return (name) => {
    let found = known.get(name);
    if (!found) known.set(name, (found = { value: look(name) }));
    return found.value;
  };
}

const first = <T, R>(list: readonly T[], f: (t: T) => R | undefined): R | undefined => {
  for (const t of list) {
    const r = f(t);
    if (r !== undefined) return r;
  }
  return undefined;
};

/** The member of a caller that is the caller's id, where the model does not say: none where the name says that it is one itself. */
const subjectOf = (name: string, spec: DataSpec): string | undefined => spec.subject ?? (/(Id|_id)$/.test(name) ? undefined : 'id');

/** Package names may hold a colon (`node:fs`, `cloudflare:workers`, `astro:schema` beside `astro`). */
export function pkgEnd(name: string): number {
  const first = name.indexOf(':');
  // `bun` is a package by itself, and `bun:sqlite` another.
  return /^(?:(?:node|cloudflare|bun):|astro:[a-z/]+:)/.test(name) && name.includes(':', first + 1) ? name.indexOf(':', first + 1) : first;
}

/** Undefined for an expression that could be slow: such a key is taken as a plain name. */
function wildcard(pkg: string, name: string): RegExp | undefined {
  const escape = (s: string): string => s.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  const regex = /^([^/]*)\/(.+)\/$/.exec(name);
  const body = regex ? `${escape(regex[1]!)}(?:${regex[2]!})` : name.split('*').map(escape).join('[\\w$]*');
  return safePattern(`^${escape(pkg)}:${body}$`);
}

const LONGEST_URL = 2_000;
const isUrlOf = (text: string, urls: readonly RegExp[]): boolean => text.length > 8 && text.length < LONGEST_URL && text.includes('/') && urls.some((u) => u.test(text));

/** Whether what stands between quotes, or may, is a URL of a model. */
const mayNameUrl = (text: string, urls: readonly RegExp[]): boolean => text.split(/["'`\n]/).some((piece) => isUrlOf(piece.replace(/\$\{[^}]*\}/g, '?'), urls));

/** A URL of a model, written out or in part, or a binding. */
function namesModel(i: Instr, urls: readonly RegExp[], bindings: ReadonlySet<string>): boolean {
  const isUrl = (text: string): boolean => isUrlOf(text, urls);
  if (i.op === 'lit') return typeof i.value === 'string' && isUrl(i.value);
  if (i.op === 'template') return isUrl(i.texts.join('?'));
  return i.op === 'get' && typeof i.prop === 'string' && bindings.has(i.prop);
}

export const dataSpec = (spec: DataSpec | DataKind | DataKind[]): DataSpec => (typeof spec === 'string' || Array.isArray(spec) ? { kind: spec } : spec);

/** Names of a document whose calls or reads have to do with models, tools, stores or clients, or record what these do. */
const namesThatAsk = (d: ModelDocument): string[] => [
  ...Object.entries(d.calls ?? {}).flatMap(([name, c]) =>
    listOf(c).some(
      (s) =>
        s?.model ||
        s?.agent ||
        s?.tool ||
        s?.client ||
        s?.retrieval ||
        s?.record ||
        (s?.recalls && d.package !== 'global') ||
        s?.approval ||
        s?.toolSource ||
        s?.exposes ||
        listOf(s?.lock ?? []).some((l) => l.kind === 'audit') ||
        yieldsModelData(s) ||
        handsOver(s),
    )
      ? [name]
      : [],
  ),
  ...Object.entries(d.reads ?? {}).flatMap(([name, r]) => (listOf(dataSpec(r).kind).includes('model') ? [name] : [])),
  ...Object.entries(d.types ?? {}).flatMap(([name, t]) => (t?.overrides ? [name] : [])),
];

/** It gives a callback a thing of another package (a server to register tools on). */
const handsOver = (s: CallSpec): boolean => Object.values(s?.callbacks ?? {}).some((w) => typeof w === 'string' && w.includes(':'));

/** Browser hooks and the like: what they give back, a model wrote. */
function yieldsModelData(s: CallSpec): boolean {
  const data = typeof s?.returns === 'object' ? s.returns.data : undefined;
  return data !== undefined && listOf(dataSpec(data).kind).includes('model');
}
