/** Names of APIs (`OpenAI#chat.completions.create`, `NextAuth().auth`, `global:Array#map`), found in real typings. */
import ts from 'typescript';
import { pkgEnd } from '../../../server/analysis/models/catalog';
import { safePattern } from '../../../server/analysis/models/patterns';
import { alternatives, elements, exists, joined, NOWHERE, OPEN, property, returned, signatures, type Place, type Walker } from './walk';

/** `pkg:Name` of a name as it stands in a document of `pkg`. */
export const qualified = (pkg: string, name: string): string => (/^[^#]*[^#:]:[^:]/.test(name) && !name.startsWith('#') ? name : `${pkg}:${name}`);

export const split = (name: string): { pkg: string; own: string } => ({ pkg: name.slice(0, pkgEnd(name)), own: name.slice(pkgEnd(name) + 1) });

/** The modules of a program by the name that a document has for them, and the types that only models have a name for. */
export interface Scope extends Walker {
  /** Modules that stand for a package: its own, and those of `also`. Empty where none can be found. */
  modules: (pkg: string) => readonly ts.Symbol[];
  /** What a model says that an instance of a type is made by. */
  made: ReadonlyMap<string, Place>;
  /** What has been looked up by now: the same names come again and again. */
  known: Map<string, Place>;
  aliasesOf: (name: string) => readonly string[];
}

/** An exported name as a value: what stands there when it is read, called or constructed. */
function exported(s: Scope, pkg: string, name: string): ts.Symbol[] {
  const resolved = (found: ts.Symbol | undefined): ts.Symbol[] => (found ? [found.flags & ts.SymbolFlags.Alias ? s.checker.getAliasedSymbol(found) : found] : []);
  if (pkg === 'global') return resolved(s.checker.resolveName(name, s.at, ts.SymbolFlags.Value | ts.SymbolFlags.Type | ts.SymbolFlags.Namespace, false));
  return s.modules(pkg).flatMap((m) => {
    const own = namesOf(s, m);
    const found = own.find((x) => x.name === name);
    if (found) return resolved(found);
    const whole = m.exports?.get(ts.InternalSymbolName.ExportEquals);
    if (name === 'default') return whole ? resolved(whole) : own.length > 0 ? [m] : [];
    // What the default export of a module without named ones has, is reached by an import of all.
    const fallback = own.find((x) => x.name === 'default');
    const member = fallback && s.checker.getPropertyOfType(s.checker.getTypeOfSymbolAtLocation(resolved(fallback)[0]!, s.at), name);
    return member ? [member] : [];
  });
}

/** `/create[A-Z]\w+/` stands for every export whose name it matches as a whole. */
function exportsLike(s: Scope, pkg: string, pattern: string): ts.Symbol[] {
  const wanted = safePattern(`^(?:${pattern.replace(/^\^|\$$/g, '')})$`);
  return s.modules(pkg).flatMap((m) =>
    namesOf(s, m)
      .filter((x) => wanted?.test(x.name))
      .map((x) => (x.flags & ts.SymbolFlags.Alias ? s.checker.getAliasedSymbol(x) : x)),
  );
}

/** What a module exports by name; of `export = f` also what `f` has. */
function namesOf(s: Scope, module: ts.Symbol): ts.Symbol[] {
  const own = s.checker.getExportsOfModule(module);
  const whole = module.exports?.get(ts.InternalSymbolName.ExportEquals);
  return whole ? [...own, ...s.checker.getPropertiesOfType(s.checker.getTypeOfSymbolAtLocation(whole, s.at))] : own;
}

const VALUE = ts.SymbolFlags.Value;
const TYPE = ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Enum;

const valueOf = (s: Scope, symbol: ts.Symbol): Place => (symbol.flags & VALUE ? alternatives(s, s.checker.getTypeOfSymbolAtLocation(symbol, s.at)) : NOWHERE);

/** An instance: of a class, of an interface, or of what a function by that name makes. */
function instanceOf(s: Scope, symbol: ts.Symbol): Place {
  const declared = symbol.flags & TYPE ? alternatives(s, s.checker.getDeclaredTypeOfSymbol(symbol)) : NOWHERE;
  return joined([declared, returned(s, valueOf(s, symbol))]);
}

function remembered(s: Scope, key: string, look: () => Place): Place {
  let place = s.known.get(key);
  if (!place) s.known.set(key, (place = look()));
  return place;
}

/** Everything that an instance of a type may be: by its export, and by what models say makes one. */
export const instances = (s: Scope, type: string): Place => remembered(s, `instance ${type}`, () => instancesOf(s, type));

function instancesOf(s: Scope, type: string): Place {
  const { pkg, own } = split(type);
  const direct = [type, ...s.aliasesOf(type)].map(split).flatMap((n) => exported(s, n.pkg, n.own).map((x) => instanceOf(s, x)));
  const [head, ...path] = own.split('.');
  const nested = path.length > 0 ? exported(s, pkg, head!).flatMap((x) => nestedType(s, x, path)) : [];
  return joined([...direct, ...nested, ...[type, ...s.aliasesOf(type)].flatMap((t) => s.made.get(t) ?? [])]);
}

function nestedType(s: Scope, symbol: ts.Symbol, path: readonly string[]): Place[] {
  const inner = path.reduce<ts.Symbol | undefined>((x, p) => x?.exports?.get(ts.escapeLeadingUnderscores(p)), symbol);
  return inner ? [instanceOf(s, inner.flags & ts.SymbolFlags.Alias ? s.checker.getAliasedSymbol(inner) : inner)] : [];
}

/** Where a name leads. `Name#path` starts from an instance; `Name().path` from a result; `Name.path` from the export itself. */
export const find = (s: Scope, name: string): Place => remembered(s, name, () => findOnce(s, name));

function findOnce(s: Scope, name: string): Place {
  const { pkg, own } = split(name);
  const hash = own.indexOf('#');
  if (hash >= 0) return path(s, withElements(s, instances(s, `${pkg}:${own.slice(0, hash)}`)), own.slice(hash + 1));
  const named = /^\/(.*)\/$/.exec(own);
  if (named) return joined(exportsLike(s, pkg, named[1]!).map((x) => valueOf(s, x)));
  const m = /^([^.()]+)(.*)$/.exec(own);
  if (!m) return NOWHERE;
  const start = joined(exported(s, pkg, m[1]!).map((x) => joined([valueOf(s, x), x.flags & VALUE ? NOWHERE : instanceOf(s, x)])));
  return path(s, start, m[2]!.replace(/^\./, ''));
}

/** A type that stands for a result stands for each of its elements as well. */
const withElements = (s: Scope, place: Place): Place => joined([place, { ...elements(s, { ...place, open: false }), open: false }, place.open ? OPEN : NOWHERE]);

const DEEPEST = 3;
const WIDEST = 4_000;

function path(s: Scope, start: Place, text: string): Place {
  if (text === '') return start;
  if (text.startsWith('/')) return matching(s, start, safePattern(`^(?:${text.slice(1, text.lastIndexOf('/')).replace(/^\^|\$$/g, '')})$`));
  const steps = text.match(/\(\)|[^.()]+/g) ?? [];
  return steps.reduce((place, step) => {
    if (step === '()') return returned(s, place);
    if (step.includes('*')) return matching(s, place, new RegExp(`^${step.replace(/\$/g, '\\$').replaceAll('*', '[\\w$]*')}$`), 1);
    return property(s, place, step);
  }, start);
}

/** Members, to some depth, whose dotted path matches. */
function matching(s: Scope, start: Place, pattern: RegExp | undefined, deepest = DEEPEST): Place {
  if (start.open) return OPEN;
  const found: Place[] = [];
  let level: { at: string; place: Place }[] = [{ at: '', place: start }];
  let seen = 0;
  for (let depth = 0; depth < deepest && found.length === 0; depth++) {
    const next: typeof level = [];
    for (const { at, place } of level) {
      for (const name of new Set(place.types.flatMap((t) => s.checker.getPropertiesOfType(t).map((p) => p.name)))) {
        if (seen++ > WIDEST) return joined(found);
        const here = { at: `${at}${name}`, place: property(s, place, name) };
        if (pattern?.test(here.at)) found.push(here.place);
        else next.push({ at: `${here.at}.`, place: here.place });
      }
    }
    level = next;
  }
  return joined(found);
}

/** Whether what stands there can be called or constructed. */
export const callable = (s: Scope, place: Place): boolean => place.open || signatures(s, place).length > 0;

/** Whether an export of this name is there at all, as a value or a type. */
export const isExported = (s: Scope, name: string): boolean => {
  const { pkg, own } = split(name);
  return exported(s, pkg, own.split(/[.(]/)[0]!).length > 0 && (!own.includes('.') || exists(find(s, name)) || exists(instances(s, name)));
};
