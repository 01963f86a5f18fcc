import ts from 'typescript';
import type { Lowering } from './context';
import { expr, propertyKey, use } from './expressions';
import { ANONYMOUS, type ClassFacts, type Field, type Use, type ValueId } from './ir';
import { typeRef } from './typeRefs';
import { K } from '../syntax/kinds';

/** A class is a value where it is declared; its members are functions of their own, its field initialisers one more. */
export function lowerClass(L: Lowering, node: ts.ClassLikeDeclaration, alias?: string): ValueId {
  const extendsClause = node.heritageClauses?.find((h) => h.token === K.ExtendsKeyword)?.types[0];
  const base = extendsClause ? use(L, extendsClause.expression) : undefined;
  const facts: ClassFacts = {
    id: L.facts.classes.length,
    name: node.name?.text ?? alias ?? ANONYMOUS,
    fn: L.b.fn.id,
    base,
    baseType: extendsClause && typeRef(extendsClause),
    implements: node.heritageClauses?.find((h) => h.token === K.ImplementsKeyword)?.types.flatMap((t) => typeRef(t) ?? []) ?? [],
    fields: [],
    methods: [],
    decorators: decorators(L, node),
    ...L.span(node),
  };
  L.facts.classes.push(facts);
  const value = L.emit(node, { op: 'class', id: facts.id, base });
  const inits: ts.PropertyDeclaration[] = [];
  for (const m of node.members) member(L, facts, m, value, inits);
  if (inits.length > 0) {
    const fn = L.declare(node, `${facts.name}.(fields)`, 'init', { class: facts.id });
    for (const i of inits) L.fnOfOwner.set(i, fn.id);
    L.pending.push({ fn, node, inits });
    facts.init = fn.id;
  }
  return value;
}

function member(L: Lowering, facts: ClassFacts, m: ts.ClassElement, value: ValueId, inits: ts.PropertyDeclaration[]): void {
  const isStatic = ts.canHaveModifiers(m) && ts.getModifiers(m)?.some((x) => x.kind === K.StaticKeyword) ? true : undefined;
  if (ts.isConstructorDeclaration(m)) {
    if (!m.body) return;
    const fn = L.declare(m, `${facts.name}.constructor`, 'constructor', { class: facts.id });
    L.pending.push({ fn, node: m });
    facts.ctor = fn.id;
    for (const p of m.parameters) {
      const isProperty = ts.getModifiers(p)?.some((x) => PARAMETER_PROPERTY.has(x.kind));
      if (isProperty && ts.isIdentifier(p.name)) facts.fields.push({ name: p.name.text, type: typeRef(p.type) });
    }
    return;
  }
  if (ts.isClassStaticBlockDeclaration(m)) {
    const fn = L.declare(m, `${facts.name}.(static)`, 'init', { class: facts.id, isStatic: true });
    L.pending.push({ fn, node: m.body });
    L.emit(m, { op: 'call', callee: L.at(L.emit(m, { op: 'closure', fn: fn.id }), m), self: L.at(value, m), args: [] });
    return;
  }
  if (!m.name) return;
  const key = propertyKey(L, m.name as ts.PropertyName);
  const name = typeof key === 'string' ? key : '[computed]';
  if (ts.isPropertyDeclaration(m)) {
    const field: Field = { name, isStatic, type: typeRef(m.type), decorators: decorators(L, m) };
    facts.fields.push(field);
    if (!m.initializer) return;
    if (isStatic) {
      L.fnOfOwner.set(m, L.b.fn.id);
      L.emit(m, { op: 'set', obj: L.at(value, m), prop: name, value: L.at(expr(L, m.initializer), m.initializer) });
    } else inits.push(m);
    return;
  }
  if ((ts.isMethodDeclaration(m) || ts.isGetAccessorDeclaration(m) || ts.isSetAccessorDeclaration(m)) && m.body) {
    const kind = ts.isMethodDeclaration(m) ? 'method' : ts.isGetAccessorDeclaration(m) ? 'getter' : 'setter';
    const fn = L.declare(m, `${facts.name}.${name}`, kind, { class: facts.id, isStatic });
    L.pending.push({ fn, node: m });
    facts.methods.push({ name, fn: fn.id, kind, isStatic, decorators: decorators(L, m) });
    fn.params = m.parameters.map((p) => ({ name: '', ...L.span(p), decorators: decorators(L, p) }));
  }
}

const PARAMETER_PROPERTY = new Set<ts.SyntaxKind>([K.PublicKeyword, K.PrivateKeyword, K.ProtectedKeyword, K.ReadonlyKeyword, K.OverrideKeyword]);

export function decorators(L: Lowering, node: ts.Node): Use[] | undefined {
  if (!ts.canHaveDecorators(node)) return undefined;
  const list = ts.getDecorators(node);
  return list && list.map((d) => use(L, d.expression));
}
