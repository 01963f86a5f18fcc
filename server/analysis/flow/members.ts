/** What `object.name` is: a field, a method, a member of an SDK's API, data that a request carries. */
import type { Instr } from '../facts/ir';
import { dataSpec } from '../models/catalog';
import type { DataSpec, ReturnSpec } from '../models/format';
import { PIECE, below, field, fns, inPlace, memberTests, part, taintAt } from './access';
import { isLink } from './asked';
import { carried } from './carried';
import { heldAs, heldBefore, validated } from './contexts';
import { type Run, read, traced } from './run';
import { tableByName } from './dispatch';
import { elementOf } from './objects';
import { invoke } from './invoke';
import { environmentVariable, secretName } from './secrets';
import { safeFact, withFacts } from './substitute';
import { isOfPerson, personalField } from './personal';
import { chosenBy } from './told';
import { typedValue } from './typed';
import {
  type ClassNode,
  type Facts,
  type FnNode,
  type FnRef,
  type Held,
  type Obj,
  type Origin,
  type Ref,
  type Taint,
  type Value,
  BIT,
  NOTHING,
  NO_FACTS,
  join,
  newObj,
  ofRef,
  tainted,
} from './values';

export function readProperty(run: Run, i: Extract<Instr, { op: 'get' }>): Value {
  const obj = read(run, i.obj);
  if (typeof i.prop === 'string' && run.fn.facts.instrs[i.obj[0]]?.op === 'super') return superMember(run, obj, i.prop);
  if (typeof i.prop !== 'string') {
    const k = read(run, i.prop);
    const only = k.refs.length === 1 && k.taints.length === 0 && k.refs[0]!.k === 'const' ? k.refs[0]!.value : undefined;
    if (typeof only !== 'string' && typeof only !== 'number') {
      const table = tableByName(run.fn, obj, k, i);
      if (table.length > 0) run.tables.set(`${i.s}`, table);
      const element = chosenBy(k, obj, elementOf(run, isChosenOutside(k) ? obj : { ...obj, taints: obj.taints.filter((t) => !tellsByName(t)) }));
      return isLast(run, i) ? inPlace(element, LAST) : element;
    }
    return property(run, obj, String(only), i);
  }
  return property(run, obj, i.prop, i, isOfPerson(run.fn.facts, i));
}

/** `list[list.length - 1]`. */
const LAST = `${PIECE}last`;
function isLast({ fn }: Run, { prop }: Extract<Instr, { op: 'get' }>): boolean {
  const { instrs } = fn.facts;
  const index = typeof prop === 'string' ? undefined : instrs[prop[0]];
  if (index?.op !== 'bin' || index.kind !== '-' || instrs[index.right[0]]?.op !== 'lit') return false;
  const from = instrs[index.left[0]];
  return from?.op === 'get' && from.prop === 'length';
}

/** Of a whole whose members are told apart by their names (`process.env`), one of unknown name is none in particular, unless somebody outside chooses which. */
const tellsByName = (t: Taint): boolean => t.origin.k === 'source' && t.origin.except?.includes('*') === true;
const isChosenOutside = (k: Value): boolean =>
  k.taints.some((t) => t.origin.k === 'source' && t.origin.kinds.some((kind) => kind === 'user' || kind === 'arguments' || kind === 'model'));

/** `describes`: a field of that name, if it is one of a person's, describes one here. */
export function property(run: Run, obj: Value, name: string, at: { s: number; e: number }, describes = true): Value {
  let out: Value = tainted(obj.taints.flatMap((t) => taintAt(t, name) ?? []));
  for (const r of obj.refs) out = join(out, refProperty(run, r, name, at, out));
  const tests = memberTests(obj, name);
  if (tests) out = { ...out, ...tests };
  const answer = answerOf(run, obj, name, at, out);
  return describes ? personal(run, obj, name, at, answer) : answer;
}

/** `answer.ok`: where it says that there is none, what came instead is no data of that kind. */
function answerOf(run: Run, obj: Value, name: string, at: { s: number; e: number }, out: Value): Value {
  const told = obj.taints.flatMap((t) => {
    const says = t.origin.k === 'source' && t.path.length === 0 ? t.origin.answered?.[name] : undefined;
    return says ? [{ says, fact: safeFact(t, BIT.any, run.fn, [at.s, at.e], 'there is no answer') }] : [];
  });
  if (told.length === 0) return out;
  const facts: Facts = new Map(told.map(({ fact }) => [fact.key, fact]));
  const says = told.flatMap((t) => t.says);
  return says.includes(true) ? { ...out, falsy: withFacts(out.falsy ?? NO_FACTS, facts) } : { ...out, verdict: { well: [], refused: says, facts } };
}

function refProperty(run: Run, r: Ref, name: string, at: { s: number; e: number }, soFar: Value): Value {
  switch (r.k) {
    case 'obj': {
      const getter = r.obj.accessors?.get(name)?.get;
      const got = getter && getter.fn !== run.fn ? invoke(run, getter, [], ofRef(r), at, -1) : NOTHING;
      return join(field(r.obj, name), got);
    }
    case 'sym':
      return ofRef({ ...r, path: below(r.path, name) });
    case 'inst':
      return instanceMember(run, r.cls, name);
    case 'class':
      return staticMember(run, r.cls, name);
    case 'module':
      return run.solver.exported(r.file, name, run.fn);
    case 'fn':
      return name === 'call' || name === 'apply' || name === 'bind' ? ofRef(r) : functionMember(run, r.fn, name);
    case 'api':
      return apiMember(run, r, name, at, soFar);
    case 'const':
      return NOTHING;
  }
}

/** What was put on a function. Its prototype is there before anybody puts anything on it. */
export function membersOf(fn: FnNode): Obj {
  if (!fn.members) {
    fn.members = newObj({ known: false });
    fn.members.fields.set('prototype', ofRef({ k: 'obj', obj: newObj({ known: false, shared: fn.members }) }));
  }
  return fn.members;
}

function functionMember(run: Run, fn: FnNode, name: string): Value {
  const members = membersOf(fn);
  run.solver.depend(members, run.fn);
  return field(members, name);
}

/** Data that an API member carries, as a new origin. */
export function sourceValue(run: Run, spec: DataSpec, what: string, at: { s: number; e: number }, identity?: string, held?: readonly Held[]): Value {
  const kinds = run.solver.kinds(spec, run.fn);
  if (kinds.length === 0) return NOTHING;
  const label = spec.label ?? what;
  const origin: Origin = {
    k: 'source',
    key: `${run.fn.file.path}#${run.fn.facts.key}@${identity ?? at.s - run.fn.facts.s}:${kinds.join('+')}`,
    kinds,
    label,
    fn: run.fn,
    at: [at.s, at.e],
    except: spec.except,
    names: spec.names,
    places: spec.places,
    envelope: spec.envelope,
    answered: spec.answered,
    held: held?.length ? held : undefined,
    part: spec.validated,
  };
  const safe = (held ?? []).reduce((bits, h) => (h.member === '' ? bits | h.safe : bits), 0);
  return traced(run, { taints: [{ origin, path: [], safe }], refs: [] }, at, kinds.includes('identity') ? `the verified identity (${label})` : `read from ${label}`);
}

export function returned(run: Run, spec: ReturnSpec | undefined, what: string, at: { s: number; e: number }, made?: Extract<Ref, { k: 'api' }>['made']): Value {
  let out = NOTHING;
  if (spec?.type) out = join(out, ofRef({ k: 'api', name: run.solver.catalog.canonical(spec.type.includes('#') || spec.type.endsWith('()') ? spec.type : `${spec.type}#`), made }));
  if (spec?.data) {
    const data = dataSpec(spec.data);
    const held =
      spec.validated && made
        ? heldBefore(run, made, spec.validated)
        : data.validated === undefined
          ? data.shaped && made
            ? validated(made, [])
            : undefined
          : heldAs(run, data.validated);
    out = join(out, sourceValue(run, data, what, at, undefined, held));
  } else if (spec?.type) {
    const whole = run.solver.catalog.type(spec.type.replace(/#$/, ''))?.data;
    if (whole) out = join(out, sourceValue(run, dataSpec(whole), what, at));
  }
  return out;
}

/** What a variable of the environment holds: a credential, where its name says so. */
export function variableOfEnvironment(run: Run, name: string, at: { s: number; e: number }): Value | undefined {
  const variable = environmentVariable(name);
  if (variable === undefined) return undefined;
  return secretName(variable) ? sourceValue(run, { kind: 'secret', label: `the environment variable ${variable}` }, variable, at) : ofRef({ k: 'api', name });
}

function apiMember(run: Run, r: Extract<Ref, { k: 'api' }>, name: string, at: { s: number; e: number }, soFar: Value): Value {
  const { catalog } = run.solver;
  const full = memberName(r.name, name);
  if (/^(bind|call|apply)$/.test(name) && catalog.calls(catalog.canonical(r.name)).length > 0 && catalog.calls(catalog.canonical(full)).length === 0) return ofRef(r);
  const holder = 'obj' in at ? String((at as { obj: number[] }).obj[0]) : r.name;
  const variable = variableOfEnvironment(run, catalog.canonical(full), at);
  if (variable) return variable;
  const data = catalog.read(full);
  const put = carried(run, r.name, name);
  const member = catalog.member(full);
  let out: Value = NOTHING;
  // Two reads of one thing are the same data: a check of the first holds for the second.
  if (data) out = join(out, sourceValue(run, data, `\`${name}\``, at, `${holder}.${name}`, data.validated === undefined ? undefined : heldAs(run, data.validated)));
  if (member) out = join(out, returned(run, member, `\`${name}\``, at, r.made));
  // The result's type is that of its elements too.
  if (!data && !member && /^\d+$/.test(name) && r.name.endsWith('#')) return ofRef(r);
  // Of a whole whose members carry nothing of it (`process.env`), these are known by themselves. What a program put there is what is there.
  if ((!data || data.except?.includes('*')) && !member && (put === NOTHING || catalog.carries(r.name) === 'one'))
    out = join(out, ofRef({ k: 'api', name: catalog.canonical(full), made: r.made, path: r.made?.tests ? [...(r.path ?? []), name] : undefined }));
  out = join(out, put);
  // A part of something that carries data as a whole carries it too, unless the model says otherwise.
  return soFar.taints.length > 0 && member && !member.data ? { ...out } : out;
}

function memberName(owner: string, name: string): string {
  if (owner.endsWith('#')) return owner + name;
  if (owner.endsWith(':*') || owner.endsWith(':=')) return owner.slice(0, -1) + name;
  // A CommonJS default import may be the module itself: `import axios from 'axios'` and `import fs from 'fs'`.
  return `${owner}.${name}`;
}

function instanceMember(run: Run, cls: ClassNode, name: string): Value {
  let out: Value = NOTHING;
  for (const c of lineage(run, cls)) {
    const method = c.facts.methods.find((m) => m.name === name && m.kind !== 'setter' && !m.isStatic);
    if (method) {
      const fn = c.file.fns[method.fn]!;
      const self = ofRef({ k: 'inst', cls });
      const callee: Value = ofRef({ k: 'fn', fn, env: { fn, cells: new Map() }, self });
      if (method.kind === 'getter') out = join(out, invoke(run, callee.refs[0] as Extract<Ref, { k: 'fn' }>, [], self, { s: run.fn.facts.s, e: run.fn.facts.s }, -1));
      else out = join(out, callee);
      return out;
    }
    run.solver.depend(c.fields, run.fn);
    out = join(out, field(c.fields, name));
    const declared = c.facts.fields.find((f) => f.name === name && !f.isStatic);
    if (declared?.type) out = typedValue(run, out, declared.type, c.file);
  }
  const base = run.solver.apiBase(cls);
  return base ? join(out, apiMember(run, { k: 'api', name: base }, name, { s: run.fn.facts.s, e: run.fn.facts.s }, out)) : out;
}

/** `super.name`: what the class above has under that name, run on this object. */
function superMember(run: Run, self: Value, name: string): Value {
  return self.refs.reduce<Value>((out, r) => {
    if (r.k !== 'inst' && r.k !== 'class') return out;
    const base = run.solver.baseClass(r.cls);
    const api = base ? undefined : run.solver.apiBase(r.cls);
    const at = { s: run.fn.facts.s, e: run.fn.facts.s };
    if (!base) return api ? join(out, apiMember(run, { k: 'api', name: api }, name, at, out)) : out;
    const above = r.k === 'inst' ? instanceMember(run, base, name) : staticMember(run, base, name);
    return join(out, { ...above, refs: above.refs.map((m) => (m.k === 'fn' ? { ...m, self } : m)) });
  }, NOTHING);
}

/** `object.name = value` where classes have setters of that name; whether each of them has. */
export function writeBySetter(run: Run, obj: Value, name: string, value: Value, at: { s: number; e: number }, instr: number): boolean {
  const setters = obj.refs.map((r) => (r.k === 'inst' ? setterOf(run, r.cls, name) : r.k === 'obj' ? r.obj.accessors?.get(name)?.set : undefined));
  for (const f of setters) if (f && f.fn !== run.fn) invoke(run, f, [value], obj, at, instr);
  return setters.length > 0 && setters.every((f) => f !== undefined);
}

/** What walking over instances of a class gives that has an iterator of its own. */
export function iterated(run: Run, v: Value, at: { s: number; e: number }, instr: number): Value {
  let out = NOTHING;
  for (const r of v.refs) {
    if (r.k !== 'inst' && r.k !== 'obj') continue;
    for (const name of ['@@iterator', '@@asyncIterator'])
      for (const f of fns(r.k === 'inst' ? instanceMember(run, r.cls, name) : (r.obj.fields.get(name) ?? NOTHING)))
        out = join(out, walked(run, invoke(run, f, [], f.self ?? ofRef(r), at, instr), at, instr));
  }
  return out;
}

/** What an iterator gives: a generator's or a list's elements, or the `value` of what its own `next()` gives back. */
function walked(run: Run, iterator: Value, at: { s: number; e: number }, instr: number): Value {
  const next = iterator.refs.flatMap((r) => (r.k === 'obj' ? fns(r.obj.fields.get('next') ?? NOTHING) : r.k === 'inst' ? fns(instanceMember(run, r.cls, 'next')) : []));
  if (next.length === 0) return elementOf(run, iterator);
  return next.reduce<Value>((out, f) => join(out, part(invoke(run, f, [], f.self ?? iterator, at, instr), 'value')), NOTHING);
}

function setterOf(run: Run, cls: ClassNode, name: string): FnRef | undefined {
  for (const c of lineage(run, cls)) {
    const setter = c.facts.methods.find((m) => m.name === name && m.kind === 'setter' && !m.isStatic);
    const fn = setter && c.file.fns[setter.fn];
    if (fn) return { k: 'fn', fn, env: { fn, cells: new Map() } };
  }
  return undefined;
}

function staticMember(run: Run, cls: ClassNode, name: string): Value {
  for (const c of lineage(run, cls)) {
    const method = c.facts.methods.find((m) => m.name === name && m.isStatic);
    if (method) {
      const fn = c.file.fns[method.fn]!;
      return ofRef({ k: 'fn', fn, env: { fn, cells: new Map() }, self: ofRef({ k: 'class', cls }) });
    }
  }
  run.solver.depend(cls.fields, run.fn);
  return field(cls.fields, name);
}

function lineage(run: Run, cls: ClassNode): ClassNode[] {
  const out: ClassNode[] = [];
  for (let c: ClassNode | undefined = cls; c && out.length < 8 && !out.includes(c); c = run.solver.baseClass(c)) out.push(c);
  return out;
}

function personal(run: Run, obj: Value, name: string, at: { s: number; e: number }, out: Value): Value {
  if (!personalField(name) || obj.refs.some((r) => r.k === 'module' || (r.k === 'api' && !isRow(r)))) return out;
  if (out.refs.some((r) => r.k === 'fn' || (r.k === 'api' && !obj.refs.some((o) => o.k === 'api')))) return out;
  if (obj.taints.some((t) => t.origin.k === 'source' && (t.origin.kinds.includes('user') || t.origin.kinds.includes('model')))) return out;
  return join(out, sourceValue(run, { kind: 'personal', label: `the personal field \`${name}\`` }, name, at));
}

/** What the last link of a query gave back: columns and conditions have the same fields, but are made by no link. */
const isRow = (r: Extract<Ref, { k: 'api' }>): boolean => r.made !== undefined && isLink(r.made);
