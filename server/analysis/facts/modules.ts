/** Imports, exports and the meaning of module-level names. */
import ts from 'typescript';
import type { Lowering } from './context';
import { use } from './expressions';
import type { ModuleName, TypeDecl, Use } from './ir';
import { objectType, typeRef } from './typeRefs';
import { K } from '../syntax/kinds';

/** Notes the exports that a declaration makes. */
export function exported(L: Lowering, node: ts.Statement, value?: Use): void {
  if (!ts.canHaveModifiers(node)) return;
  const modifiers = ts.getModifiers(node) ?? [];
  if (!modifiers.some((m) => m.kind === K.ExportKeyword)) return;
  if (modifiers.some((m) => m.kind === K.DefaultKeyword)) {
    if (value) L.emit(node, { op: 'store', cell: { fn: 0, name: 'default' }, value });
    L.facts.exports.push({ kind: 'local', name: 'default', local: 'default' });
    return;
  }
  for (const name of declaredNames(node)) L.facts.exports.push({ kind: 'local', name, local: name });
}

function declaredNames(node: ts.Statement): string[] {
  if (ts.isVariableStatement(node)) {
    const names: string[] = [];
    const stack: ts.BindingName[] = node.declarationList.declarations.map((d) => d.name);
    for (let n = stack.pop(); n; n = stack.pop()) {
      if (ts.isIdentifier(n)) names.push(n.text);
      else for (const el of n.elements) if (ts.isBindingElement(el)) stack.push(el.name);
    }
    return names;
  }
  const name = (node as { name?: ts.Node }).name;
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

export function exportAssignment(L: Lowering, node: ts.ExportAssignment): void {
  const value = use(L, node.expression);
  const name = node.isExportEquals ? '=' : 'default';
  L.emit(node, { op: 'store', cell: { fn: 0, name }, value });
  L.facts.exports.push(node.isExportEquals ? { kind: 'assign' } : { kind: 'local', name, local: name });
}

/** What module-level names are, for types and for look-ups by name; and every import and re-export, in source order. */
export function moduleNames(L: Lowering): void {
  for (const node of L.file.statements) {
    if (ts.isImportDeclaration(node)) importNames(L, node);
    else if (ts.isImportEqualsDeclaration(node)) {
      const ref = node.moduleReference;
      if (ts.isExternalModuleReference(ref) && ref.expression && ts.isStringLiteralLike(ref.expression)) {
        L.facts.names[node.name.text] = { kind: 'import', from: L.specifier(ref.expression.text), name: '=' };
      }
    } else if (ts.isExportDeclaration(node)) exportNames(L, node);
    else if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) typeDeclaration(L, node);
    else if (ts.isModuleDeclaration(node)) L.facts.names[node.name.getText(L.file)] = { kind: 'var' };
  }
}

function importNames(L: Lowering, node: ts.ImportDeclaration): void {
  if (!ts.isStringLiteralLike(node.moduleSpecifier)) return;
  const from = L.specifier(node.moduleSpecifier.text);
  const set = (id: ts.Identifier, name: string): void => {
    L.facts.names[id.text] = { kind: 'import', from, name } satisfies ModuleName;
  };
  const clause = node.importClause;
  if (clause?.name) set(clause.name, 'default');
  const named = clause?.namedBindings;
  if (named && ts.isNamespaceImport(named)) set(named.name, '*');
  else if (named) for (const el of named.elements) set(el.name, (el.propertyName ?? el.name).text);
}

function exportNames(L: Lowering, node: ts.ExportDeclaration): void {
  const from = node.moduleSpecifier && ts.isStringLiteralLike(node.moduleSpecifier) ? L.specifier(node.moduleSpecifier.text) : undefined;
  const clause = node.exportClause;
  if (!clause) {
    if (from !== undefined) L.facts.exports.push({ kind: 'star', from });
  } else if (ts.isNamespaceExport(clause)) {
    if (from !== undefined) L.facts.exports.push({ kind: 'from', name: clause.name.text, from, source: '*' });
  } else {
    for (const el of clause.elements) {
      const source = (el.propertyName ?? el.name).text;
      if (from !== undefined) L.facts.exports.push({ kind: 'from', name: el.name.text, from, source });
      else L.facts.exports.push({ kind: 'local', name: el.name.text, local: source });
    }
  }
}

function typeDeclaration(L: Lowering, node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): void {
  L.facts.names[node.name.text] ??= { kind: 'type' };
  const type = ts.isInterfaceDeclaration(node) ? objectType(node.members) : typeRef(node.type);
  if (!type) return;
  const bases = ts.isInterfaceDeclaration(node) ? (node.heritageClauses ?? []).flatMap((h) => h.types.flatMap((t) => typeRef(t) ?? [])) : [];
  L.facts.types.push({ name: node.name.text, type, bases } satisfies TypeDecl);
}

/** Names that a module exports: they are read from outside, so they live in cells. */
export function markExported(L: Lowering): void {
  for (const node of L.file.statements) {
    const names = ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((m) => m.kind === K.ExportKeyword) ? declaredNames(node) : [];
    if (ts.isExportDeclaration(node) && !node.moduleSpecifier && node.exportClause && ts.isNamedExports(node.exportClause)) {
      for (const el of node.exportClause.elements) names.push((el.propertyName ?? el.name).text);
    }
    for (const name of names) {
      const binding = L.scopes.module.get(name);
      if (binding) binding.captured = true;
    }
  }
}
