/**
 * Which declaration an identifier means, and which variables must live in cells because a closure shares them.
 * One walk with an explicit stack declares and collects; names are resolved afterwards, so hoisting needs no care.
 */
import ts from 'typescript';

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
    if (isTypeOnly(node)) continue;
    switch (node.kind) {
      case ts.SyntaxKind.ThisKeyword:
      case ts.SyntaxKind.SuperKeyword:
        if (ts.isArrowFunction(scope.owner)) sharesThis.add(thisOwner(scope.owner));
        continue;
      case ts.SyntaxKind.Identifier:
        if (!resolved.has(node as ts.Identifier) && isReference(node as ts.Identifier)) {
          references.push({ id: node as ts.Identifier, scope, write: isWrite(node as ts.Identifier) });
        }
        continue;
      case ts.SyntaxKind.VariableDeclaration: {
        const d = node as ts.VariableDeclaration;
        const blockScoped = (ts.getCombinedNodeFlags(d) & ts.NodeFlags.BlockScoped) !== 0;
        const inCatch = ts.isCatchClause(d.parent);
        declarePattern(blockScoped || inCatch ? scope : functionScope(scope), d.name, inCatch ? 'catch' : 'var');
        break;
      }
      case ts.SyntaxKind.FunctionDeclaration: {
        const f = node as ts.FunctionDeclaration;
        if (f.name) declare(scope, f.name, 'function');
        break;
      }
      case ts.SyntaxKind.ClassDeclaration: {
        const c = node as ts.ClassDeclaration;
        if (c.name) declare(scope, c.name, 'class');
        break;
      }
      case ts.SyntaxKind.EnumDeclaration:
        declare(scope, (node as ts.EnumDeclaration).name, 'enum');
        break;
      case ts.SyntaxKind.ModuleDeclaration: {
        const m = node as ts.ModuleDeclaration;
        if (ts.isIdentifier(m.name)) declare(scope, m.name, 'namespace');
        // The inner name of `namespace A.B` means nothing outside.
        if (m.body && ts.isModuleDeclaration(m.body)) scope = { parent: scope, owner: scope.owner, names: new Map() };
        break;
      }
      case ts.SyntaxKind.ImportDeclaration:
        declareImports(node as ts.ImportDeclaration, (id, from, name) => {
          declare(scope, id, 'import');
          resolved.get(id)!.imported = { from, name };
        });
        continue;
      case ts.SyntaxKind.ImportEqualsDeclaration: {
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
      if (ts.isFunctionExpression(node) && node.name) declare(inner, node.name, 'function');
      for (const p of node.parameters) declarePattern(inner, p.name, 'param');
      scope = inner;
    } else if (ts.isPropertyDeclaration(node) || ts.isClassStaticBlockDeclaration(node)) {
      // Initialisers run in a function of their own.
      const inner: Scope = { parent: scope, owner: node, names: new Map() };
      if (ts.isPropertyDeclaration(node)) {
        stack.pushChildren(node, scope, node.initializer);
        if (node.initializer) stack.push(node.initializer, inner);
        continue;
      }
      scope = inner;
    } else if (isBlockScope(node)) {
      scope = { parent: scope, owner: scope.owner, names: new Map() };
      if (ts.isClassExpression(node) && node.name) declare(scope, node.name, 'class');
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
    if (child === this.left) return;
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

/** Nothing in it is a value. */
function isTypeOnly(node: ts.Node): boolean {
  const { kind } = node;
  if (kind === ts.SyntaxKind.InterfaceDeclaration || kind === ts.SyntaxKind.TypeAliasDeclaration) return true;
  return kind !== ts.SyntaxKind.ExpressionWithTypeArguments && ts.isTypeNode(node);
}

export function isFunctionLike(node: ts.Node): node is ts.FunctionLikeDeclaration {
  switch (node.kind) {
    case ts.SyntaxKind.FunctionDeclaration:
    case ts.SyntaxKind.FunctionExpression:
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.MethodDeclaration:
    case ts.SyntaxKind.Constructor:
    case ts.SyntaxKind.GetAccessor:
    case ts.SyntaxKind.SetAccessor:
      return true;
    default:
      return false;
  }
}

function isBlockScope(node: ts.Node): boolean {
  switch (node.kind) {
    case ts.SyntaxKind.Block:
      return !isFunctionLike(node.parent);
    case ts.SyntaxKind.ForStatement:
    case ts.SyntaxKind.ForInStatement:
    case ts.SyntaxKind.ForOfStatement:
    case ts.SyntaxKind.CaseBlock:
    case ts.SyntaxKind.CatchClause:
    case ts.SyntaxKind.ModuleBlock:
    case ts.SyntaxKind.ClassExpression:
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
    case ts.SyntaxKind.PropertyAccessExpression:
      return (p as ts.PropertyAccessExpression).expression === id;
    case ts.SyntaxKind.QualifiedName:
      return (p as ts.QualifiedName).left === id;
    case ts.SyntaxKind.PropertyAssignment:
    case ts.SyntaxKind.PropertyDeclaration:
    case ts.SyntaxKind.EnumMember:
    case ts.SyntaxKind.BindingElement:
      return (p as ts.PropertyAssignment).initializer === id;
    case ts.SyntaxKind.MethodDeclaration:
    case ts.SyntaxKind.GetAccessor:
    case ts.SyntaxKind.SetAccessor:
    case ts.SyntaxKind.JsxAttribute:
    case ts.SyntaxKind.LabeledStatement:
    case ts.SyntaxKind.BreakStatement:
    case ts.SyntaxKind.ContinueStatement:
    case ts.SyntaxKind.ImportSpecifier:
    case ts.SyntaxKind.MetaProperty:
    case ts.SyntaxKind.NamedTupleMember:
    case ts.SyntaxKind.JsxNamespacedName:
    case ts.SyntaxKind.NamespaceExport:
    case ts.SyntaxKind.JsxClosingElement:
      return false;
    case ts.SyntaxKind.ExportSpecifier: {
      const e = p as ts.ExportSpecifier;
      return (e.propertyName ?? e.name) === id && !e.parent.parent.moduleSpecifier;
    }
    case ts.SyntaxKind.JsxOpeningElement:
    case ts.SyntaxKind.JsxSelfClosingElement:
      return (p as ts.JsxOpeningElement).tagName !== id || !/^[a-z]/.test(id.text);
    default:
      return true;
  }
}

function isWrite(id: ts.Identifier): boolean {
  let node: ts.Node = id;
  for (let p = node.parent; p; node = p, p = p.parent) {
    if (ts.isBinaryExpression(p)) {
      return p.left === node && p.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && p.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    }
    if (ts.isPrefixUnaryExpression(p) || ts.isPostfixUnaryExpression(p)) {
      return p.operator === ts.SyntaxKind.PlusPlusToken || p.operator === ts.SyntaxKind.MinusMinusToken;
    }
    if (ts.isForOfStatement(p) || ts.isForInStatement(p)) return p.initializer === node;
    const inPattern =
      ts.isArrayLiteralExpression(p) ||
      ts.isObjectLiteralExpression(p) ||
      ts.isSpreadElement(p) ||
      ts.isSpreadAssignment(p) ||
      ts.isParenthesizedExpression(p) ||
      ts.isShorthandPropertyAssignment(p) ||
      (ts.isPropertyAssignment(p) && p.initializer === node);
    if (!inPattern) return false;
  }
  return false;
}

/** The function, initialiser or file whose `this` an arrow function sees. */
export function thisOwner(node: ts.Node): ts.Node {
  let n = node;
  while (n.parent && (ts.isArrowFunction(n) || !(isFunctionLike(n) || ts.isPropertyDeclaration(n) || ts.isClassStaticBlockDeclaration(n)))) n = n.parent;
  return n;
}
