/** Locks that the project puts before other entry points: a fix puts the same one before this one. */
import { allEntries } from '../entries/entries';
import type { Entry } from '../entries/entry';
import { guardOf, lockHolds } from '../entries/locks';
import { fns } from '../flow/access';
import type { CallEvent } from '../flow/events';
import { callUse, valuesAt } from '../flow/positions';
import { isLocked } from '../flow/substitute';
import type { FileNode, FnNode } from '../flow/values';
import type { LockKind } from '../models/format';
import { listOf, parsePort } from '../models/ports';
import type { Page, PageEdit } from '../syntax/page';
import type { FixContext } from './context';
import { specifier } from './helpers';

export interface Brought {
  code: string;
  imports: PageEdit[];
}

const routeOf = (c: FixContext, entry: Entry): CallEvent | undefined =>
  c.events.find((e) => e.chain.length === 0 && e.fn === entry.fn && e.instr === entry.mark[0] && e.specs.some((s) => s.entry));

/** What a chain begins with, as far as it is a name: `publicProcedure`, `t.procedure`. */
const ROOT = /^([A-Za-z_$][\w$]*(?:\.[\w$]+)*?)\s*\.\w+\(/;

/** Another beginning for the chain, with which other entry points begin that are locked: `protectedProcedure` for `publicProcedure`. */
export function chainBefore(c: FixContext, entry: Entry, lock: LockKind): { code: string; page: Page; edits: PageEdit[] } | undefined {
  const route = routeOf(c, entry);
  const page = c.pageOf(entry.fn.file.path);
  const [, start, end] = route && page && placeInChain(page, route) ? callUse(route) : [0, 0, 0];
  const own = ROOT.exec(page?.read(start, end) ?? '')?.[1];
  // Where no link of a chain is a lock, what it begins with is none.
  if (!route || !page || !own || !c.events.some((e) => samePackage(e, route) && e.specs.some((s) => s.middleware?.chain))) return undefined;
  for (const other of allEntries(c.solver, c.events)) {
    const there = other.handler === entry.handler || other.before(lock) !== 'locked' ? undefined : routeOf(c, other);
    const from = there && samePackage(there, route) ? c.pageOf(other.fn.file.path) : undefined;
    const [, s, e] = from ? callUse(there!) : [0, 0, 0];
    const code = from?.read(s, e) ?? '';
    const root = ROOT.exec(code)?.[1];
    // What the other one has besides is not what it begins with.
    if (!from || !root || root === own || root.includes('.') || /\.use\(/.test(code)) continue;
    const isSeen = page.path === from.path && seen(page, from, root, start, s);
    const imports = page.path === from.path ? (isSeen ? [] : undefined) : importedFrom(c, page, entry.fn, other.fn.file, root, start);
    if (imports) return { code: root, page, edits: [...imports, { start, end: start + own.length, newText: root }] };
  }
  return undefined;
}

const samePackage = (a: CallEvent, b: CallEvent): boolean => a.name.slice(0, a.name.indexOf(':')) === b.name.slice(0, b.name.indexOf(':'));

/** Middleware, by the expression that is registered elsewhere: another argument of this entry point's route, or another link of its chain. */
export function middlewareBefore(c: FixContext, entry: Entry, lock: LockKind): { code: string; page: Page; edits: PageEdit[] } | undefined {
  const route = routeOf(c, entry);
  const page = c.pageOf(entry.fn.file.path);
  const place = route && page && (placeInRoute(route, entry.handler) ?? placeInChain(page, route));
  if (!place) return undefined;
  for (const event of c.events) {
    if (event.chain.length > 0 || !samePackage(event, route)) continue;
    const links = event.specs.some((s) => s.middleware?.chain);
    if (links !== (place.link !== undefined)) continue;
    // A plug-in of the whole application is no argument of a route.
    const ports = event.specs.flatMap((s) => [...(s.middleware?.anytime ? [] : listOf(s.middleware?.handler)), ...listOf(s.entry?.handler)]);
    for (const at of ports.flatMap((p) => valuesAt(event, p))) {
      if (guardOf(c.solver, at.value, lock) !== 'locked' || (event === route && at.mark[1] >= place.at)) continue;
      const found = bring(c, page!, route.fn, event, [at.mark[1], at.mark[2]], place.at);
      if (found)
        return {
          code: found.code,
          page: page!,
          edits: [...found.imports, { start: place.at, end: place.at, newText: place.link ? `${place.link}(${found.code})` : `${found.code}, ` }],
        };
    }
  }
  return undefined;
}

/** Where another decorator of the entry point's method can stand, above those that it has. */
export function decoratorPlace(c: FixContext, { handler }: Entry): { page: Page; at: number; put(code: string): PageEdit } | undefined {
  const page = c.pageOf(handler.file.path);
  const own = handler.file.facts.classes.flatMap((k) => k.methods).find((m) => m.fn === handler.facts.id)?.decorators?.[0];
  const indent = page && own && /(?:^|\n)([ \t]*)@$/.exec(page.text.slice(0, own[1]))?.[1];
  if (!page || !own || indent === undefined) return undefined;
  const at = own[1] - 1;
  return { page, at, put: (code) => ({ start: at, end: at, newText: `@${code}${page.style.eol}${indent}` }) };
}

/** A decorator that guards other methods, above this one. */
export function decoratorBefore(c: FixContext, entry: Entry, lock: LockKind): { code: string; page: Page; edits: PageEdit[] } | undefined {
  const place = decoratorPlace(c, entry);
  if (!place) return undefined;
  // Rules see no decorators; the solver does.
  for (const event of [...c.solver.solved.values()].flatMap((x) => x.events)) {
    const guards = event.specs.flatMap((s) => (s.decorator?.guards && !s.decorator.everywhere ? [{ port: s.decorator.guards, method: s.decorator.method }] : []));
    if (!guards.some((g) => valuesAt(event, g.port).some((v) => guardOf(c.solver, v.value, lock, { method: g.method }) === 'locked'))) continue;
    const [, s, e] = callUse(event);
    const found = bring(c, place.page, entry.handler, event, [s, e], place.at);
    if (found) return { code: `@${found.code}`, page: place.page, edits: [...found.imports, place.put(found.code)] };
  }
  return undefined;
}

/** Before the handler, where the route takes several functions. */
function placeInRoute(route: CallEvent, handler: FnNode): { at: number; link?: undefined } | undefined {
  const several = route.specs.some((s) => s.entry && ['args-from', 'all'].includes(parsePort(s.entry.handler).root));
  const n = several ? route.args.findIndex((a) => fns(a).some((f) => f.fn === handler)) : -1;
  return n < 0 ? undefined : { at: route.argUses[n]![1] };
}

/** Before the last link of `procedure.use(…).mutation(…)`. */
function placeInChain(page: Page, route: CallEvent): { at: number; link: string } | undefined {
  const { instrs } = route.fn.facts;
  const call = instrs[route.instr]!;
  const callee = call.op === 'call' ? instrs[call.callee[0]] : undefined;
  const end = callee?.op === 'get' ? callee.obj[2] : undefined;
  return end !== undefined && page.text[end] === '.' ? { at: end, link: '.use' } : undefined;
}

/** An expression of another place, with the imports that it needs here; undefined where its names mean something else here. */
function bring(c: FixContext, page: Page, fn: FnNode, event: CallEvent, [start, end]: [number, number], at: number): Brought | undefined {
  const from = c.pageOf(event.fn.file.path);
  const code = from?.read(start, end);
  const root = code && /^[A-Za-z_$][\w$]*/.exec(code)?.[0];
  if (!from || !root || code.length > 80 || /=>|\bfunction\b|\n/.test(code)) return undefined;
  // Names stand for themselves; literals and members need nothing.
  const others = code.replace(/(['"`])(?:(?!\1).)*\1/g, '').match(/(?<![.\w$])[A-Za-z_$][\w$]*\b(?!\s*:)/g) ?? [];
  const imports = [...new Set(others)].map((n) => (page.path === from.path ? (seen(page, from, n, at, start) ? [] : undefined) : importedFrom(c, page, fn, event.fn.file, n, at)));
  return imports.includes(undefined) ? undefined : { code, imports: imports.flatMap((i) => i!) };
}

/** What is called there, `log.info`, for calling it here. */
export function bringCallee(c: FixContext, page: Page, fn: FnNode, event: CallEvent, at: number): Brought | undefined {
  const i = event.fn.facts.instrs[event.instr]!;
  return i.op === 'call' ? bring(c, page, fn, event, [i.callee[1], i.callee[2]], at) : undefined;
}

const seen = (page: Page, from: Page, root: string, at: number, there: number): boolean => {
  const declared = page.declarationOf(root, at);
  // The handler's own variable may be declared below the place.
  return declared !== undefined && declared === from.declarationOf(root, there) && (declared < at || page.functionAround(declared) === undefined);
};

/** What a name of one file is under the same name in another. */
export function importedFrom(c: FixContext, page: Page, fn: FnNode, from: FileNode, root: string, at: number): PageEdit[] | undefined {
  const known = from.facts.names[root];
  const target = known?.kind === 'import' ? from.targets[known.from] : from.facts.exports.some((e) => e.kind === 'local' && e.name === root && e.local === root) ? from : undefined;
  if (!target || (known?.kind === 'import' && known.name !== root)) return undefined;
  const module = typeof target === 'string' ? target : specifier(page, target.path, c.project);
  if (typeof target !== 'string' && target === fn.file) return undefined;
  const edits = page.importName(module, root);
  // The name is taken by something else.
  return edits.length > 0 && page.declarationOf(root, at) !== undefined ? undefined : edits;
}

/** A function of the project that throws, or leaves, where a lock was not passed: called with the request, or with nothing. */
export function checkElsewhere(c: FixContext, handler: FnNode, page: Page, at: number, request: string | undefined, lock: LockKind): (Brought & { waits: boolean }) | undefined {
  const handlers = new Set(allEntries(c.solver, c.events).map((e) => e.handler));
  for (const file of c.solver.project.files.values()) {
    for (const fn of file.fns) {
      const { name, params, parent, async: waits = false } = fn.facts;
      const summary = c.solver.solved.get(fn);
      if (parent !== 0 || !summary || handlers.has(fn) || !/^[A-Za-z_$][\w$]*$/.test(name) || params.length > 1) continue;
      const declared = c.solver.declared(`${file.path}#${name}`).includes(lock);
      const throws = isLocked(summary.exit, lock) && !summary.neverReturns;
      if ((!throws && !(declared && lock === 'auth' && params.length < 2)) || (params.length === 1 && (!request || !takesAlike(c, fn, handler)))) continue;
      const imports = file === handler.file ? (page.declarationOf(name, at) !== undefined ? [] : undefined) : importedFrom(c, page, handler, file, name, at);
      if (imports) return { code: `${name}(${params.length === 1 ? request : ''})`, imports, waits };
    }
  }
  return undefined;
}

/** The same kind of request as the handler. */
function takesAlike({ solver }: FixContext, fn: FnNode, handler: FnNode): boolean {
  const requests = (f: FnNode): string[] =>
    (f.context.get(0) ?? []).flatMap((r) => (r.k === 'api' && solver.catalog.type(r.name.replace(/#$/, ''))?.request === true ? [r.name] : []));
  const own = requests(handler);
  return requests(fn).some((r) => own.includes(r));
}

/** A call that tells who is calling, as the project makes it elsewhere: `auth()`, with the members that are the caller's id. */
export function identityCall(c: FixContext, handler: FnNode, page: Page, at: number): (Brought & { subject: string; waits: boolean }) | undefined {
  for (const event of c.events) {
    if (event.chain.length > 0) continue;
    const lock = event.specs.flatMap((s) => listOf(s.lock)).find((l) => l.kind === 'auth' && l.how === 'identity' && l.subject !== undefined && lockHolds(event, l));
    const [, s, e] = callUse(event);
    const found = lock && bring(c, page, handler, event, [s, e], at);
    if (found) return { ...found, subject: lock.subject!, waits: /\bawait\s+$/.test(c.pageOf(event.fn.file.path)!.text.slice(0, s)) };
  }
  return undefined;
}
