/** Expressions → instructions. Long spines (`a + b + …`, `x.then().then()`) are walked in a loop; what nests too deeply is unknown. */
import ts from 'typescript';
import { LIMITS } from '../limits';
import { lowerClass } from './classes';
import type { Lowering } from './context';
import { ANONYMOUS, type Arg, type Instr, type Prop, type Use, type ValueId } from './ir';
import { jsx } from './jsx';
import { assign } from './patterns';
import { typeRef } from './typeRefs';
import { K } from '../syntax/kinds';

export function use(L: Lowering, node: ts.Expression): Use {
  return L.at(expr(L, node), node);
}

export function expr(L: Lowering, node: ts.Expression): ValueId {
  if (L.depth > LIMITS.nesting) {
    L.noteLimit(node);
    return L.emit(node, { op: 'unknown' });
  }
  L.depth++;
  try {
    return lowerExpression(L, node);
  } finally {
    L.depth--;
  }
}

function lowerExpression(L: Lowering, node: ts.Expression): ValueId {
  switch (node.kind) {
    case K.ParenthesizedExpression:
    case K.NonNullExpression:
    case K.PartiallyEmittedExpression:
      return expr(L, (node as ts.ParenthesizedExpression).expression);
    case K.AsExpression:
    case K.TypeAssertionExpression:
    case K.SatisfiesExpression: {
      const n = node as ts.AsExpression;
      const of = use(L, n.expression);
      const type = ts.isConstTypeReference(n.type) ? undefined : typeRef(n.type);
      return type ? L.emit(node, { op: 'typed', of, type }) : of[0];
    }
    case K.Identifier:
      return L.readName(node as ts.Identifier);
    case K.StringLiteral:
    case K.NoSubstitutionTemplateLiteral:
      return L.literal(node, (node as ts.StringLiteral).text);
    case K.NumericLiteral:
      return L.literal(node, Number((node as ts.NumericLiteral).text));
    case K.BigIntLiteral:
      return L.literal(node, 0);
    case K.TrueKeyword:
      return L.literal(node, true);
    case K.FalseKeyword:
      return L.literal(node, false);
    case K.NullKeyword:
      return L.literal(node, null);
    case K.RegularExpressionLiteral:
      return L.emit(node, { op: 'lit', value: (node as ts.RegularExpressionLiteral).text, regex: true });
    case K.ThisKeyword:
      return L.this(node);
    case K.SuperKeyword:
      return L.emit(node, { op: 'super' });
    case K.TemplateExpression: {
      const n = node as ts.TemplateExpression;
      const parts = n.templateSpans.map((s) => use(L, s.expression));
      return L.emit(node, { op: 'template', texts: [n.head.text, ...n.templateSpans.map((s) => s.literal.text)], parts });
    }
    case K.ObjectLiteralExpression:
      return objectLiteral(L, node as ts.ObjectLiteralExpression);
    case K.ArrayLiteralExpression:
      return L.emit(node, { op: 'array', items: args(L, (node as ts.ArrayLiteralExpression).elements) });
    case K.PropertyAccessExpression:
    case K.ElementAccessExpression:
    case K.CallExpression:
    case K.TaggedTemplateExpression:
      return chain(L, node as ts.LeftHandSideExpression);
    case K.NewExpression: {
      const n = node as ts.NewExpression;
      const callee = use(L, n.expression);
      return L.emit(node, { op: 'call', callee, args: args(L, n.arguments ?? []), isNew: true, types: typeArgs(n.typeArguments) });
    }
    case K.FunctionExpression:
    case K.ArrowFunction:
      return closure(L, node as ts.FunctionExpression | ts.ArrowFunction, nameGiven(node)?.text ?? ANONYMOUS, nameGiven(node));
    case K.ClassExpression:
      return lowerClass(L, node as ts.ClassExpression);
    case K.BinaryExpression:
      return binary(L, node as ts.BinaryExpression);
    case K.ConditionalExpression:
      return conditional(L, node as ts.ConditionalExpression);
    case K.PrefixUnaryExpression:
    case K.PostfixUnaryExpression: {
      const n = node as ts.PrefixUnaryExpression;
      const of = use(L, n.operand);
      const value = L.emit(node, { op: 'un', kind: ts.tokenToString(n.operator) ?? '?', of });
      if (n.operator === K.PlusPlusToken || n.operator === K.MinusMinusToken) assign(L, n.operand, L.at(value, node));
      return value;
    }
    case K.TypeOfExpression:
      return L.emit(node, { op: 'un', kind: 'typeof', of: use(L, (node as ts.TypeOfExpression).expression) });
    case K.VoidExpression:
      expr(L, (node as ts.VoidExpression).expression);
      return L.literal(node, undefined);
    case K.DeleteExpression: {
      const target = (node as ts.DeleteExpression).expression;
      if (ts.isPropertyAccessExpression(target)) L.emit(node, { op: 'delete', obj: use(L, target.expression), prop: target.name.text });
      else if (ts.isElementAccessExpression(target)) {
        const obj = use(L, target.expression);
        L.emit(node, { op: 'delete', obj, prop: use(L, target.argumentExpression) });
      }
      return L.literal(node, true);
    }
    case K.AwaitExpression:
      return L.emit(node, { op: 'await', of: use(L, (node as ts.AwaitExpression).expression) });
    case K.YieldExpression: {
      const n = node as ts.YieldExpression;
      const of = n.expression ? use(L, n.expression) : L.at(L.literal(node), node);
      return L.emit(node, { op: 'yield', of, each: n.asteriskToken !== undefined });
    }
    case K.SpreadElement:
      return L.emit(node, { op: 'element', of: use(L, (node as ts.SpreadElement).expression) });
    case K.CommaListExpression: {
      let last: ValueId | undefined;
      for (const e of (node as ts.CommaListExpression).elements) last = expr(L, e);
      return last ?? L.literal(node);
    }
    case K.MetaProperty:
      return L.emit(node, { op: 'global', name: 'import.meta' });
    case K.JsxElement:
    case K.JsxSelfClosingElement:
    case K.JsxFragment:
      return jsx(L, node as ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment);
    default:
      return L.emit(node, { op: 'unknown' });
  }
}

export function args(L: Lowering, nodes: readonly ts.Expression[]): Arg[] {
  return nodes.map((n) => {
    if (ts.isSpreadElement(n)) return { use: L.at(expr(L, n.expression), n), spread: true };
    if (ts.isOmittedExpression(n)) return { use: L.at(L.literal(n), n) };
    return { use: use(L, n) };
  });
}

const typeArgs = (nodes: readonly ts.TypeNode[] | undefined): Extract<Instr, { op: 'call' }>['types'] => nodes?.flatMap((t) => typeRef(t) ?? []);

/** Property, element and call chains, from the innermost outwards. */
function chain(L: Lowering, node: ts.LeftHandSideExpression): ValueId {
  const spine: ts.Expression[] = [];
  let base: ts.Expression = node;
  for (;;) {
    if (
      ts.isPropertyAccessExpression(base) ||
      ts.isElementAccessExpression(base) ||
      ts.isCallExpression(base) ||
      ts.isNonNullExpression(base) ||
      ts.isParenthesizedExpression(base)
    ) {
      spine.push(base);
      base = base.expression;
    } else if (ts.isTaggedTemplateExpression(base)) {
      spine.push(base);
      base = base.tag;
    } else break;
  }
  let baseNode = base;
  let value = base.kind === K.ImportKeyword ? -1 : expr(L, base);
  let self: Use | undefined;
  for (let i = spine.length - 1; i >= 0; i--) {
    const n = spine[i]!;
    if (ts.isParenthesizedExpression(n) || ts.isNonNullExpression(n)) {
      baseNode = n;
      continue;
    }
    if (ts.isPropertyAccessExpression(n)) {
      self = L.at(value, baseNode);
      value = L.emit(n, { op: 'get', obj: self, prop: n.name.text, optional: n.questionDotToken ? true : undefined });
    } else if (ts.isElementAccessExpression(n)) {
      self = L.at(value, baseNode);
      const key = n.argumentExpression;
      const prop = ts.isStringLiteralLike(key) || ts.isNumericLiteral(key) ? key.text : use(L, key);
      value = L.emit(n, { op: 'get', obj: self, prop, optional: n.questionDotToken ? true : undefined });
    } else if (ts.isCallExpression(n)) {
      value = value === -1 ? dynamicImport(L, n) : call(L, n, L.at(value, n.expression), self);
      self = undefined;
    } else if (ts.isTaggedTemplateExpression(n)) {
      value = tagged(L, n, L.at(value, n.tag), self);
      self = undefined;
    }
    baseNode = n;
  }
  return value;
}

function call(L: Lowering, n: ts.CallExpression, callee: Use, self: Use | undefined): ValueId {
  if (ts.isIdentifier(n.expression) && n.expression.text === 'require' && n.arguments.length === 1 && !L.scopes.resolve(n.expression)) {
    const arg = n.arguments[0]!;
    if (ts.isStringLiteralLike(arg)) return L.emit(n, { op: 'import', from: L.specifier(arg.text), name: '=' });
  }
  return L.emit(n, { op: 'call', callee, self, args: args(L, n.arguments), optional: n.questionDotToken ? true : undefined, types: typeArgs(n.typeArguments) });
}

function dynamicImport(L: Lowering, n: ts.CallExpression): ValueId {
  const arg = n.arguments[0];
  if (arg && ts.isStringLiteralLike(arg)) return L.emit(n, { op: 'import', from: L.specifier(arg.text), name: '*' });
  const callee = L.at(L.emit(n.expression, { op: 'global', name: 'import' }), n.expression);
  return L.emit(n, { op: 'call', callee, args: args(L, n.arguments) });
}

function tagged(L: Lowering, n: ts.TaggedTemplateExpression, callee: Use, self: Use | undefined): ValueId {
  const template = n.template;
  const texts = ts.isNoSubstitutionTemplateLiteral(template) ? [template.text] : [template.head.text, ...template.templateSpans.map((s) => s.literal.text)];
  const strings = L.emit(template, { op: 'array', items: texts.map((t) => ({ use: L.at(L.literal(template, t), template) })) });
  const values = ts.isNoSubstitutionTemplateLiteral(template) ? [] : template.templateSpans.map((s) => ({ use: use(L, s.expression) }));
  return L.emit(n, { op: 'call', callee, self, args: [{ use: L.at(strings, template) }, ...values], tagged: true, types: typeArgs(n.typeArguments) });
}

export function propertyKey(L: Lowering, name: ts.PropertyName): string | Use | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) || ts.isPrivateIdentifier(name)) return name.text;
  if (ts.isComputedPropertyName(name)) return ts.isStringLiteralLike(name.expression) ? name.expression.text : (wellKnown(name.expression) ?? use(L, name.expression));
  return undefined;
}

/** `[Symbol.iterator]` → `@@iterator`, as the language's own text calls it. */
const wellKnown = (e: ts.Expression): string | undefined =>
  ts.isPropertyAccessExpression(e) && ts.isIdentifier(e.expression) && e.expression.text === 'Symbol' ? `@@${e.name.text}` : undefined;

function objectLiteral(L: Lowering, node: ts.ObjectLiteralExpression): ValueId {
  const props: Prop[] = [];
  for (const p of node.properties) {
    if (ts.isSpreadAssignment(p)) props.push({ key: null, value: L.at(expr(L, p.expression), p) });
    else if (ts.isShorthandPropertyAssignment(p)) props.push({ key: p.name.text, value: L.at(L.readName(p.name), p), s: p.getStart(L.file), name_e: p.name.end });
    else if (ts.isPropertyAssignment(p)) {
      const key = propertyKey(L, p.name);
      const value = use(L, p.initializer);
      if (key !== undefined) props.push({ key, value, s: p.getStart(L.file), name_e: p.name.end });
    } else if (ts.isMethodDeclaration(p) || ts.isGetAccessorDeclaration(p) || ts.isSetAccessorDeclaration(p)) {
      const key = propertyKey(L, p.name);
      if (key === undefined) continue;
      const name = typeof key === 'string' ? key : '[computed]';
      const value = L.at(closure(L, p, name), p);
      props.push(ts.isMethodDeclaration(p) ? { key, value } : { key, value, accessor: ts.isGetAccessorDeclaration(p) ? 'get' : 'set' });
    }
  }
  return L.emit(node, { op: 'object', props });
}

/** @param named where its name stands, outside of it */
export function closure(L: Lowering, node: ts.FunctionLikeDeclaration, name: string, named?: ts.Node): ValueId {
  const kind = ts.isArrowFunction(node) ? 'arrow' : ts.isMethodDeclaration(node) ? 'method' : 'function';
  const at = named && L.span(named);
  const fn = L.declare(node, name, kind, at && { name_s: at.s, name_e: at.e });
  L.pending.push({ fn, node });
  return L.emit(node, { op: 'closure', fn: fn.id });
}

/** The name that a function gets from where it stands. */
function nameGiven(node: ts.Node): ts.Identifier | ts.StringLiteralLike | ts.MemberName | undefined {
  const p = node.parent;
  if (ts.isFunctionExpression(node) && node.name) return node.name;
  if (ts.isVariableDeclaration(p) && ts.isIdentifier(p.name)) return p.name;
  if (ts.isPropertyAssignment(p) && (ts.isIdentifier(p.name) || ts.isStringLiteralLike(p.name))) return p.name;
  if (ts.isBinaryExpression(p) && ts.isPropertyAccessExpression(p.left)) return p.left.name;
  return ts.isBinaryExpression(p) && ts.isIdentifier(p.left) ? p.left : undefined;
}

const LOGICAL = new Set<ts.SyntaxKind>([K.AmpersandAmpersandToken, K.BarBarToken, K.QuestionQuestionToken]);
const LOGICAL_ASSIGN = new Map<ts.SyntaxKind, true>([
  [K.AmpersandAmpersandEqualsToken, true],
  [K.BarBarEqualsToken, true],
  [K.QuestionQuestionEqualsToken, true],
]);

function binary(L: Lowering, node: ts.BinaryExpression): ValueId {
  const op = node.operatorToken.kind;
  if (op === K.EqualsToken) {
    const value = use(L, node.right);
    assign(L, node.left, value);
    return value[0];
  }
  if (LOGICAL_ASSIGN.has(op)) {
    const value = L.emit(node, { op: 'either', of: [use(L, node.left), use(L, node.right)] });
    assign(L, node.left, L.at(value, node));
    return value;
  }
  if (op >= K.FirstCompoundAssignment && op <= K.LastCompoundAssignment) {
    const left = use(L, node.left);
    const value = L.emit(node, { op: 'bin', kind: (ts.tokenToString(op) ?? '?').replace(/=$/, ''), left, right: use(L, node.right) });
    assign(L, node.left, L.at(value, node));
    return value;
  }
  if (LOGICAL.has(op)) return logical(L, node);
  // The left spine of `a + b + c …` may be thousands long.
  const spine: ts.BinaryExpression[] = [];
  let left: ts.Expression = node;
  while (ts.isBinaryExpression(left) && !isAssignment(left) && !LOGICAL.has(left.operatorToken.kind)) {
    spine.push(left);
    left = left.left;
  }
  let value = use(L, left);
  for (let i = spine.length - 1; i >= 0; i--) {
    const n = spine[i]!;
    const right = use(L, n.right);
    value = n.operatorToken.kind === K.CommaToken ? right : L.at(L.emit(n, { op: 'bin', kind: ts.tokenToString(n.operatorToken.kind) ?? '?', left: value, right }), n);
  }
  return value[0];
}

const isAssignment = (n: ts.BinaryExpression): boolean => n.operatorToken.kind >= K.FirstAssignment && n.operatorToken.kind <= K.LastAssignment;

/** Whether evaluating the expression can do more than yield a value. */
function isPlain(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)) return isPlain(node.expression);
  if (ts.isPropertyAccessExpression(node)) return isPlain(node.expression);
  if (ts.isTemplateExpression(node)) return node.templateSpans.every((s) => isPlain(s.expression));
  return (
    ts.isIdentifier(node) ||
    ts.isLiteralExpression(node) ||
    node.kind === K.ThisKeyword ||
    node.kind === K.NullKeyword ||
    node.kind === K.TrueKeyword ||
    node.kind === K.FalseKeyword ||
    (ts.isArrayLiteralExpression(node) && node.elements.length === 0) ||
    (ts.isObjectLiteralExpression(node) && node.properties.length === 0)
  );
}

function logical(L: Lowering, node: ts.BinaryExpression): ValueId {
  const op = node.operatorToken.kind;
  if (op !== K.AmpersandAmpersandToken && isPlain(node.right)) {
    const kind = op === K.BarBarToken ? { or: true } : { nullish: true };
    return L.emit(node, { op: 'either', of: [use(L, node.left), use(L, node.right)], ...kind });
  }
  const t = L.temp();
  const join = L.b.block();
  const right = L.b.block();
  const left = use(L, node.left);
  L.b.write(t, left[0]);
  if (op === K.AmpersandAmpersandToken) L.b.branch(left, right, join);
  else L.b.branch(left, join, right);
  L.b.seal(right);
  L.b.start(right);
  L.b.write(t, expr(L, node.right));
  L.b.goto(join);
  L.b.seal(join);
  L.b.start(join);
  const value = L.b.read(t);
  // The test of the whole expression stays visible: `a && b` is true only where both are.
  return L.emit(node, { op: 'bin', kind: ts.tokenToString(op)!, left, right: L.at(value, node) });
}

function conditional(L: Lowering, node: ts.ConditionalExpression): ValueId {
  const t = L.temp();
  const then = L.b.block();
  const otherwise = L.b.block();
  const join = L.b.block();
  condition(L, node.condition, then, otherwise);
  for (const [block, value] of [
    [then, node.whenTrue],
    [otherwise, node.whenFalse],
  ] as const) {
    L.b.seal(block);
    L.b.start(block);
    L.b.write(t, expr(L, value));
    L.b.goto(join);
  }
  L.b.seal(join);
  L.b.start(join);
  return L.b.read(t);
}

/** Branches on an expression, so that each part of `a && !b || c` guards what comes after it. */
export function condition(L: Lowering, node: ts.Expression, then: number, otherwise: number): void {
  if (ts.isParenthesizedExpression(node)) return condition(L, node.expression, then, otherwise);
  if (L.depth <= LIMITS.nesting) {
    if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) {
      L.depth++;
      condition(L, node.operand, otherwise, then);
      L.depth--;
      return;
    }
    if (ts.isBinaryExpression(node) && (node.operatorToken.kind === K.AmpersandAmpersandToken || node.operatorToken.kind === K.BarBarToken)) {
      const next = L.b.block();
      L.depth++;
      if (node.operatorToken.kind === K.AmpersandAmpersandToken) condition(L, node.left, next, otherwise);
      else condition(L, node.left, then, next);
      L.b.seal(next);
      L.b.start(next);
      condition(L, node.right, then, otherwise);
      L.depth--;
      return;
    }
  }
  L.b.branch(use(L, node), then, otherwise);
}
