/**
 * Which declaration an identifier means, and which variables must live in cells because a closure shares them.
 * One walk with an explicit stack declares and collects; names are resolved afterwards, so hoisting needs no care.
 */
import ts from 'typescript';
import { K } from '../syntax/kinds';

export interface Binding {
  name: string;
  /** The function-like node (or source file) that owns the variable. */
  owner: ts.Node;
  /** Index in a module-wide count, to tell shadowed names apart. */
  id: number;
  kind: 'var' | 'param' | 'function' | 'class' | 'import' | 'catch' | 'enum' | 'namespace';
  /** Read or written in a function other than its owner. */
  captured: boolean;
  /** Assignments after the declaration. */
  writes: number;
  /** A namespace, and something else of the same name. */
  merged?: boolean;
  imported?: { from: string; name: string };
}

interface Scope {
  parent: Scope | undefined;
  owner: ts.Node;
  names: Map<string, Binding>;
}

export interface Scopes {
  /** The binding of an identifier in expression or declaration position; undefined for a global. */
  resolve(id: ts.Identifier): Binding | undefined;
  module: Map<string, Binding>;
  /** Functions whose `this` an arrow function inside them uses. */
  sharesThis: Set<ts.Node>;
}

export function bindScopes(file: ts.SourceFile): Scopes {
  const resolved = new Map<ts.Identifier, Binding>();
  const references: { id: ts.Identifier; scope: Scope; write: boolean }[] = [];
  const sharesThis = new Set<ts.Node>();
  let count = 0;
  const root: Scope = { parent: undefined, owner: file, names: new Map() };

  const declare = (scope: Scope, id: ts.Identifier, kind: Binding['kind']): void => {
    let binding = scope.names.get(id.text);
    if (!binding) {
      binding = { name: id.text, owner: scope.owner, id: count++, kind, captured: false, writes: 0 };
      scope.names.set(id.text, binding);
    } else if (kind === 'namespace') binding.merged = true;
    else if (kind !== 'var' && kind !== 'param') binding.kind = kind;
    resolved.set(id, binding);
  };
  const declarePattern = (scope: Scope, name: ts.BindingName, kind: Binding['kind']): void => {
    const stack: ts.BindingName[] = [name];
    for (let n = stack.pop(); n; n = stack.pop()) {
      if (ts.isIdentifier(n)) declare(scope, n, kind);
      else for (const el of n.elements) if (ts.isBindingElement(el)) stack.push(el.name);
    }
  };
  const functionScope = (scope: Scope): Scope => {
    let s = scope;
    while (s.parent && s.parent.owner === scope.owner) s = s.parent;
    return s;
  };

  const stack = new Walk(file, root);
  for (let node = stack.next(); node; node = stack.next()) {
    let scope = stack.scope;
    switch (node.kind) {
      case K.ThisKeyword:
      case K.SuperKeyword:
        if (ts.isArrowFunction(scope.owner)) sharesThis.add(thisOwner(scope.owner));
        continue;
      case K.Identifier:
        if (!resolved.has(node as ts.Identifier) && isReference(node as ts.Identifier)) {
          references.push({ id: node as ts.Identifier, scope, write: isWrite(node as ts.Identifier) });
        }
        continue;
      case K.VariableDeclaration: {
        const d = node as ts.VariableDeclaration;
        const blockScoped = (ts.getCombinedNodeFlags(d) & ts.NodeFlags.BlockScoped) !== 0;
        const inCatch = ts.isCatchClause(d.parent);
        declarePattern(blockScoped || inCatch ? scope : functionScope(scope), d.name, inCatch ? 'catch' : 'var');
        break;
      }
      case K.FunctionDeclaration: {
        const f = node as ts.FunctionDeclaration;
        if (f.name) declare(scope, f.name, 'function');
        break;
      }
      case K.ClassDeclaration: {
        const c = node as ts.ClassDeclaration;
        if (c.name) declare(scope, c.name, 'class');
        break;
      }
      case K.EnumDeclaration:
        declare(scope, (node as ts.EnumDeclaration).name, 'enum');
        break;
      case K.ModuleDeclaration: {
        const m = node as ts.ModuleDeclaration;
        if (ts.isIdentifier(m.name)) declare(scope, m.name, 'namespace');
        // The inner name of `namespace A.B` means nothing outside.
        if (m.body && ts.isModuleDeclaration(m.body)) scope = { parent: scope, owner: scope.owner, names: new Map() };
        break;
      }
      case K.ImportDeclaration:
        declareImports(node as ts.ImportDeclaration, (id, from, name) => {
          declare(scope, id, 'import');
          resolved.get(id)!.imported = { from, name };
        });
        continue;
      case K.ImportEqualsDeclaration: {
        const i = node as ts.ImportEqualsDeclaration;
        declare(scope, i.name, 'import');
        if (ts.isExternalModuleReference(i.moduleReference) && i.moduleReference.expression && ts.isStringLiteralLike(i.moduleReference.expression)) {
          resolved.get(i.name)!.imported = { from: i.moduleReference.expression.text, name: '=' };
        }
        break;
      }
      default:
        break;
    }
    if (isFunctionLike(node)) {
      const inner: Scope = { parent: scope, owner: node, names: new Map() };
      if (node.kind === K.FunctionExpression && node.name) declare(inner, node.name as ts.Identifier, 'function');
      for (const p of node.parameters) declarePattern(inner, p.name, 'param');
      scope = inner;
    } else if (node.kind === K.PropertyDeclaration) {
      // Initialisers run in a function of their own, as static blocks do.
      const { initializer } = node as ts.PropertyDeclaration;
      stack.pushChildren(node, scope, initializer);
      if (initializer) stack.push(initializer, { parent: scope, owner: node, names: new Map() });
      continue;
    } else if (node.kind === K.ClassStaticBlockDeclaration) {
      scope = { parent: scope, owner: node, names: new Map() };
    } else if (isBlockScope(node)) {
      scope = { parent: scope, owner: scope.owner, names: new Map() };
      if (node.kind === K.ClassExpression && (node as ts.ClassExpression).name) declare(scope, (node as ts.ClassExpression).name!, 'class');
    }
    stack.pushChildren(node, scope);
  }

  for (const { id, scope, write } of references) {
    for (let s: Scope | undefined = scope; s; s = s.parent) {
      const binding = s.names.get(id.text);
      if (!binding) continue;
      resolved.set(id, binding);
      if (binding.owner !== scope.owner) binding.captured = true;
      if (write) binding.writes++;
      break;
    }
  }
  return { resolve: (id) => resolved.get(id), module: root.names, sharesThis };
}

/** Nodes that wait to be visited, each with its scope, on one explicit stack. */
class Walk {
  private readonly nodes: ts.Node[];
  private readonly scopes: Scope[];
  /** Of the node that `next` gave last. */
  scope: Scope;
  private current: Scope;
  private left: ts.Node | undefined;

  constructor(node: ts.Node, scope: Scope) {
    this.nodes = [node];
    this.scopes = [scope];
    this.scope = this.current = scope;
  }

  next(): ts.Node | undefined {
    this.scope = this.scopes.pop()!;
    return this.nodes.pop();
  }

  push(node: ts.Node, scope: Scope): void {
    this.nodes.push(node);
    this.scopes.push(scope);
  }

  private readonly add = (child: ts.Node): void => {
    if (child === this.left || WITHOUT_VALUES[child.kind] === 1) return;
    this.nodes.push(child);
    this.scopes.push(this.current);
  };

  pushChildren(node: ts.Node, scope: Scope, left?: ts.Node): void {
    const { nodes } = this;
    const at = nodes.length;
    this.current = scope;
    this.left = left;
    ts.forEachChild(node, this.add);
    // Children in source order, so that the first declaration of a name comes first.
    for (let i = at, j = nodes.length - 1; i < j; i++, j--) {
      const last = nodes[j]!;
      nodes[j] = nodes[i]!;
      nodes[i] = last;
    }
  }
}

/** By kind, whether nothing in a node names a value: tokens, types. Half of a tree is made of them. */
const WITHOUT_VALUES = new Uint8Array(K.Count).map((_, kind) =>
  kind === K.InterfaceDeclaration ||
  kind === K.TypeAliasDeclaration ||
  (kind >= K.FirstTypeNode && kind <= K.LastTypeNode) ||
  (kind <= K.LastToken && kind !== K.Identifier && kind !== K.ThisKeyword && kind !== K.SuperKeyword)
    ? 1
    : 0,
);

export function isFunctionLike(node: ts.Node): node is ts.FunctionLikeDeclaration {
  switch (node.kind) {
    case K.FunctionDeclaration:
    case K.FunctionExpression:
    case K.ArrowFunction:
    case K.MethodDeclaration:
    case K.Constructor:
    case K.GetAccessor:
    case K.SetAccessor:
      return true;
    default:
      return false;
  }
}

function isBlockScope(node: ts.Node): boolean {
  switch (node.kind) {
    case K.Block:
      return !isFunctionLike(node.parent);
    case K.ForStatement:
    case K.ForInStatement:
    case K.ForOfStatement:
    case K.CaseBlock:
    case K.CatchClause:
    case K.ModuleBlock:
    case K.ClassExpression:
      return true;
    default:
      return false;
  }
}

function declareImports(node: ts.ImportDeclaration, declare: (id: ts.Identifier, from: string, name: string) => void): void {
  const clause = node.importClause;
  if (!clause || !ts.isStringLiteralLike(node.moduleSpecifier)) return;
  const from = node.moduleSpecifier.text;
  if (clause.name) declare(clause.name, from, 'default');
  const named = clause.namedBindings;
  if (!named) return;
  if (ts.isNamespaceImport(named)) declare(named.name, from, '*');
  else for (const el of named.elements) declare(el.name, from, (el.propertyName ?? el.name).text);
}

function isReference(id: ts.Identifier): boolean {
  const p = id.parent;
  switch (p.kind) {
    case K.PropertyAccessExpression:
      return (p as ts.PropertyAccessExpression).expression === id;
    case K.QualifiedName:
      return (p as ts.QualifiedName).left === id;
    case K.PropertyAssignment:
    case K.PropertyDeclaration:
    case K.EnumMember:
    case K.BindingElement:
      return (p as ts.PropertyAssignment).initializer === id;
    case K.MethodDeclaration:
    case K.GetAccessor:
    case K.SetAccessor:
    case K.JsxAttribute:
    case K.LabeledStatement:
    case K.BreakStatement:
    case K.ContinueStatement:
    case K.ImportSpecifier:
    case K.MetaProperty:
    case K.NamedTupleMember:
    case K.JsxNamespacedName:
    case K.NamespaceExport:
    case K.JsxClosingElement:
      return false;
    case K.ExportSpecifier: {
      const e = p as ts.ExportSpecifier;
      return (e.propertyName ?? e.name) === id && !e.parent.parent.moduleSpecifier;
    }
    case K.JsxOpeningElement:
    case K.JsxSelfClosingElement:
      return (p as ts.JsxOpeningElement).tagName !== id || !/^[a-z]/.test(id.text);
    default:
      return true;
  }
}

function isWrite(id: ts.Identifier): boolean {
  let node: ts.Node = id;
  for (let p = node.parent; p; node = p, p = p.parent) {
    switch (p.kind) {
      case K.BinaryExpression: {
        const { left, operatorToken } = p as ts.BinaryExpression;
        return left === node && operatorToken.kind >= K.FirstAssignment && operatorToken.kind <= K.LastAssignment;
      }
      case K.PrefixUnaryExpression:
      case K.PostfixUnaryExpression: {
        const { operator } = p as ts.PrefixUnaryExpression;
        return operator === K.PlusPlusToken || operator === K.MinusMinusToken;
      }
      case K.ForOfStatement:
      case K.ForInStatement:
        return (p as ts.ForOfStatement).initializer === node;
      case K.PropertyAssignment:
        if ((p as ts.PropertyAssignment).initializer !== node) return false;
        break;
      // Within a pattern.
      case K.ArrayLiteralExpression:
      case K.ObjectLiteralExpression:
      case K.SpreadElement:
      case K.SpreadAssignment:
      case K.ParenthesizedExpression:
      case K.ShorthandPropertyAssignment:
        break;
      default:
        return false;
    }
  }
  return false;
}

/** The function, initialiser or file whose `this` an arrow function sees. */
export function thisOwner(node: ts.Node): ts.Node {
  let n = node;
  while (n.parent && (ts.isArrowFunction(n) || !(isFunctionLike(n) || ts.isPropertyDeclaration(n) || ts.isClassStaticBlockDeclaration(n)))) n = n.parent;
  return n;
}
