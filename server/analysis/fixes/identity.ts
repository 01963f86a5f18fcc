/**
 * An expression that says who the verified caller is, at the place where a fix wants to bind an owner: the one that the project
 * uses elsewhere, what a check in scope gave back, or what the framework keeps of the caller where the project reads it.
 */
import type { Edit } from '../findings/finding';
import { callersOf } from '../findings/callers';
import { namesOwner } from '../findings/owners';
import { callUse } from '../flow/positions';
import type { FnNode } from '../flow/values';
import { listOf } from '../models/ports';
import type { Page } from '../syntax/page';
import type { FixContext } from './context';
import { ownedAlready } from './ownedAlready';

export interface Identity {
  /** `req.user.id` */
  code: string;
  /** The field under which the project keeps it: `userId`, `tenantId`. */
  field: string;
  /** What passes it on from the callers, where the function itself cannot know. */
  edits: Edit[];
}

type Place = { fn: FnNode; at: number };

/**
 * The identity where the finding is; through a parameter of its own where every caller of the function knows it. `want` is the field
 * that it has to fit, where one is written already.
 */
export function identityAt(c: FixContext, want?: string): Identity | undefined {
  const place = { fn: c.report.fn, at: c.finding.place.start };
  const here = inScope(c, place, want);
  return here ? { ...here, edits: [] } : throughParameter(c, place.fn, want);
}

function inScope(c: FixContext, place: Place, want: string | undefined): Omit<Identity, 'edits'> | undefined {
  const pkg = c.report.sink?.name.slice(0, c.report.sink.name.indexOf(':'));
  const asBefore = asElsewhere(c, place, pkg, want);
  if (asBefore) return asBefore;
  const usual = want ?? ownedAlready(c.events).find((o) => o.pkg === pkg)?.field;
  const fitting = usual === undefined ? undefined : (asRead(c, place, usual) ?? (isGroup(usual) ? undefined : asChecked(c, place)));
  return fitting ?? (want === undefined || !isGroup(want) ? (asChecked(c, place) ?? asRead(c, place)) : undefined);
}

/** A field that names whom a caller belongs to, and not the caller. */
const isGroup = (field: string): boolean => /^(tenant|org|workspace|team|account|customer|company|group|project|client)/i.test(field);

/** The function and those around it, innermost first. */
function around(fn: FnNode): FnNode[] {
  const out = [fn];
  for (let f = fn; f.facts.id !== 0;) out.push((f = fn.file.fns[f.facts.parent]!));
  return out;
}

/** The very expression by which a sibling is tied to its owner, where its names mean the same here. */
function asElsewhere(c: FixContext, place: Place, pkg: string | undefined, want: string | undefined): Omit<Identity, 'edits'> | undefined {
  const found = ownedAlready(c.events).flatMap((o) => {
    if (want !== undefined && want !== o.field && (isGroup(want) || isGroup(o.field))) return [];
    const page = c.pageOf(o.fn.file.path);
    const code = page?.read(o.use[1], o.use[2]) ?? '';
    return page && /^[\w$]+(?:[?!]?\.[\w$]+)*$/.test(code) && meansTheSame(c, page, code, o, place) ? [{ code, field: o.field, near: o.pkg === pkg }] : [];
  });
  const best = found.find((f) => f.near) ?? found[0];
  return best && { code: best.code, field: best.field };
}

function meansTheSame(c: FixContext, from: Page, code: string, there: { fn: FnNode; use: [number, number, number] }, here: Place): boolean {
  const root = /^[\w$]+/.exec(code)![0];
  const page = c.pageOf(here.fn.file.path);
  if (!page) return false;
  if (page.path === from.path) {
    const declared = page.declarationOf(root, here.at);
    if (declared !== undefined && declared < here.at && declared === from.declarationOf(root, there.use[1])) return true;
  }
  // Another handler's request is this handler's request under the same name.
  const typeOf = (fn: FnNode): string | undefined => {
    for (const f of around(fn)) {
      const index = f.facts.params.findIndex((p) => p.name === root);
      if (index >= 0) return (f.context.get(index) ?? []).flatMap((r) => (r.k === 'api' ? [r.name] : []))[0];
    }
    return undefined;
  };
  const type = typeOf(here.fn);
  return type !== undefined && code !== root && type === typeOf(there.fn);
}

/** `const session = await auth()`, with what the model says is the caller's id in it. */
function asChecked(c: FixContext, place: Place): Omit<Identity, 'edits'> | undefined {
  const page = c.pageOf(place.fn.file.path);
  for (const fn of page ? around(place.fn) : []) {
    for (const e of c.solver.solved.get(fn)?.events ?? []) {
      const subject = e.specs.flatMap((s) => listOf(s.lock)).find((l) => l.kind === 'auth' && l.how === 'identity' && l.subject !== undefined)?.subject;
      const [, s, end] = callUse(e);
      const bound = subject !== undefined && end <= place.at ? page!.boundName(s, end) : undefined;
      if (!bound) continue;
      const [first = '', ...rest] = subject!.split('.');
      const code = bound.name ? `${bound.name}.${subject}` : bound.members[first] ? [bound.members[first], ...rest].join('.') : undefined;
      if (code && page!.declarationOf(/^[\w$]+/.exec(code)![0], place.at) !== undefined) return { code, field: fieldFor(code) };
    }
  }
  return undefined;
}

/** What the framework keeps of the caller (`req.user`), where the project reads it anywhere: its id, or the member that fits a field. */
function asRead(c: FixContext, place: Place, want?: string): Omit<Identity, 'edits'> | undefined {
  for (const fn of around(place.fn)) {
    for (const [index, refs] of fn.context) {
      const param = fn.facts.params[index]?.name;
      if (!param || !/^[\w$]+$/.test(param)) continue;
      for (const type of refs.flatMap((r) => (r.k === 'api' ? [r.name] : []))) {
        for (const { member, subject } of c.solver.catalog.identities(type)) {
          const members = membersRead(c, type, member.split('.'));
          const fits = want && [...(members ?? [])].find((m) => m === want || `${m}Id` === want || `${m}_id` === want);
          const last = fits ?? (want && isGroup(want) ? undefined : (subject ?? ''));
          if (members && last !== undefined) return { code: [param, member, last].filter(Boolean).join('.'), field: want ?? fieldFor(last || member) };
        }
      }
    }
  }
  return undefined;
}

/** What the project reads of `req.user`, by name; undefined where it never asks for it. */
function membersRead({ solver }: FixContext, type: string, chain: readonly string[]): Set<string> | undefined {
  const fnsOf = [...solver.project.files.values()].flatMap((f) => f.fns);
  if (!fnsOf.some((fn) => fn.facts.instrs.some((_, n) => isChain(fn, type, chain, n)))) return undefined;
  return new Set(fnsOf.flatMap((fn) => fn.facts.instrs.flatMap((i) => (i.op === 'get' && typeof i.prop === 'string' && isChain(fn, type, chain, i.obj[0]) ? [i.prop] : []))));
}

function isChain(fn: FnNode, type: string, chain: readonly string[], value: number): boolean {
  const { instrs } = fn.facts;
  let at = instrs[value]!;
  for (let n = chain.length - 1; n >= 0; n--) {
    if (at.op !== 'get' || at.prop !== chain[n]) return false;
    at = instrs[at.obj[0]]!;
  }
  return at.op === 'param' && (fn.context.get(at.index) ?? []).some((r) => r.k === 'api' && r.name === type);
}

const fieldFor = (code: string): string => {
  const last = code.slice(code.lastIndexOf('.') + 1);
  return namesOwner(last) && /id$/i.test(last) && last !== 'uid' ? last : 'userId';
};

/** The function gets another parameter, and every call of it another argument. */
function throughParameter(c: FixContext, fn: FnNode, want: string | undefined): Identity | undefined {
  const page = c.pageOf(fn.file.path);
  const own = page?.functionAround(c.finding.place.start);
  const sites = callersOf(c.solver, fn).map((x) => x.site);
  if (!page || own?.paramsEnd === undefined || own.start !== fn.facts.s || sites.length === 0) return undefined;
  const edits: Edit[] = [];
  let field: string | undefined;
  for (const site of sites) {
    const i = site.fn.facts.instrs[site.instr]!;
    const at = c.pageOf(site.fn.file.path);
    const known = inScope(c, { fn: site.fn, at: i.s }, want);
    const close = at?.closingOf(i.s, i.e);
    const given = at?.argumentsAt(i.s, i.e);
    // An argument too few or too many, and the new one would not be where the function looks for it.
    if (!known || close === undefined || given?.length !== own.params.length || (field ??= known.field) !== known.field) return undefined;
    edits.push({ path: at!.path, start: close, end: close, newText: `${given.length > 0 ? ', ' : ''}${known.code}` });
  }
  if (field === undefined || own.params.includes(field) || page.declarationOf(field, c.finding.place.start) !== undefined) return undefined;
  edits.push({ path: page.path, start: own.paramsEnd, end: own.paramsEnd, newText: `${own.params.length > 0 ? ', ' : ''}${field}${page.typed ? ': string' : ''}` });
  return { code: field, field, edits };
}
