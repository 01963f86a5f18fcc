/** Names on a page: where one is declared that is seen at a place, and which one a value was given. */
import ts from 'typescript';

export type Wrapper = ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression | ts.AwaitExpression;
export const isWrapper = (n: ts.Node): n is Wrapper =>
  ts.isParenthesizedExpression(n) || ts.isAsExpression(n) || ts.isSatisfiesExpression(n) || ts.isNonNullExpression(n) || ts.isAwaitExpression(n);

/** The innermost node that begins at a place or holds it. */
export function smallest(file: ts.SourceFile, at: number): ts.Node {
  let node: ts.Node = file;
  for (;;) {
    const inner: ts.Node | undefined = ts.forEachChild(node, (c) => (c.getStart(file) <= at && at < c.end ? c : undefined));
    if (!inner) return node;
    node = inner;
  }
}

/** Where the variable, parameter, function, class or import is declared that a name means at a place. */
export function declarationOf(file: ts.SourceFile, name: string, at: number): number | undefined {
  for (let n: ts.Node | undefined = smallest(file, at); n; n = n.parent) {
    const found = ts.isFunctionLike(n)
      ? first(n.parameters, (p) => bound(p.name, name))
      : ts.isBlock(n) || ts.isSourceFile(n) || ts.isCaseOrDefaultClause(n) || ts.isModuleBlock(n)
        ? first<ts.Statement>(n.statements, (s) => declared(s, name))
        : ts.isForStatement(n) || ts.isForOfStatement(n) || ts.isForInStatement(n)
          ? n.initializer && ts.isVariableDeclarationList(n.initializer)
            ? first(n.initializer.declarations, (d) => bound(d.name, name))
            : undefined
          : ts.isCatchClause(n) && n.variableDeclaration
            ? bound(n.variableDeclaration.name, name)
            : undefined;
    if (found) return found.getStart(file);
  }
  return undefined;
}

function declared(s: ts.Statement, name: string): ts.Node | undefined {
  if (ts.isVariableStatement(s)) return first(s.declarationList.declarations, (d) => bound(d.name, name));
  if (ts.isFunctionDeclaration(s) || ts.isClassDeclaration(s)) return s.name?.text === name ? s.name : undefined;
  if (!ts.isImportDeclaration(s)) return undefined;
  const clause = s.importClause;
  if (clause?.name?.text === name) return clause.name;
  const named = clause?.namedBindings;
  if (!named) return undefined;
  return ts.isNamespaceImport(named) ? (named.name.text === name ? named.name : undefined) : named.elements.find((e) => e.name.text === name)?.name;
}

function bound(b: ts.BindingName, name: string): ts.Node | undefined {
  if (ts.isIdentifier(b)) return b.text === name ? b : undefined;
  return first<ts.ArrayBindingElement>(b.elements, (e) => (ts.isBindingElement(e) ? bound(e.name, name) : undefined));
}

function first<T>(list: Iterable<T>, f: (t: T) => ts.Node | undefined): ts.Node | undefined {
  for (const t of list) {
    const found = f(t);
    if (found) return found;
  }
  return undefined;
}

/**
 * What a value is called that a variable was given whole: `session` for the call in `const session = await auth()`. Of a value
 * taken apart, `members` gives the names of its parts: `{ userId }`, `{ user: me }`.
 */
export function boundName(file: ts.SourceFile, start: number, end: number): { name?: string; members: Record<string, string>; at: number } | undefined {
  let n: ts.Node = smallest(file, start);
  while (n.parent && (n.end < end || (n.getStart(file) === start && n.end === end && n.parent.getStart(file) === start && n.parent.end === end))) n = n.parent;
  if (n.getStart(file) !== start || n.end !== end) return undefined;
  while (n.parent && isWrapper(n.parent)) n = n.parent;
  const d = n.parent;
  if (!d || !ts.isVariableDeclaration(d) || d.initializer !== n) return undefined;
  if (ts.isIdentifier(d.name)) return { name: d.name.text, members: {}, at: d.name.getStart(file) };
  return { members: ts.isObjectBindingPattern(d.name) ? membersOf(d.name) : {}, at: d.name.getStart(file) };
}

function membersOf(pattern: ts.ObjectBindingPattern): Record<string, string> {
  const members: Record<string, string> = {};
  for (const e of pattern.elements)
    if (ts.isIdentifier(e.name) && !e.dotDotDotToken) members[e.propertyName && ts.isIdentifier(e.propertyName) ? e.propertyName.text : e.name.text] = e.name.text;
  return members;
}

export interface Pattern {
  /** The names that its parts are given to. */
  members: Record<string, string>;
  /** Where another part can be taken, and how it is written there; undefined where the others have a name, or their types are listed. */
  add?: { at: number; text(name: string): string };
}

/** A parameter that is taken apart: `({ request, params }) => …`. */
export function patternOf(p: ts.ParameterDeclaration): Pattern | undefined {
  const pattern = p.name;
  if (!ts.isObjectBindingPattern(pattern)) return undefined;
  const members = membersOf(pattern);
  const last = pattern.elements[pattern.elements.length - 1];
  if (last?.dotDotDotToken || (p.type && ts.isTypeLiteralNode(p.type))) return { members };
  const at = last?.end ?? pattern.end - 1;
  return { members, add: { at, text: (name) => (last ? `, ${name}` : ` ${name} `) } };
}
