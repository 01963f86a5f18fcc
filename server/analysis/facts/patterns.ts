/** Destructuring, in declarations, parameters and assignments. */
import ts from 'typescript';
import type { Lowering } from './context';
import { expr, propertyKey, use } from './expressions';
import type { Use, ValueId } from './ir';
import { K } from '../syntax/kinds';

/** Binds a declared name or pattern to a value. */
export function bind(L: Lowering, name: ts.BindingName, value: Use): void {
  if (ts.isIdentifier(name)) {
    L.writeName(name, value);
    return;
  }
  if (ts.isObjectBindingPattern(name)) {
    const taken: string[] = [];
    for (const el of name.elements) {
      if (el.dotDotDotToken) {
        bind(L, el.name, L.at(L.emit(el, { op: 'rest', of: value, without: taken }), el.name));
        continue;
      }
      const key = el.propertyName ? propertyKey(L, el.propertyName) : ts.isIdentifier(el.name) ? el.name.text : undefined;
      if (typeof key === 'string') taken.push(key);
      const got = key === undefined ? L.emit(el, { op: 'unknown' }) : L.emit(el, { op: 'get', obj: value, prop: key });
      bind(L, el.name, L.at(withDefault(L, el, got, el.initializer), el.name));
    }
    return;
  }
  name.elements.forEach((el, i) => {
    if (!ts.isBindingElement(el)) return;
    const got = el.dotDotDotToken
      ? L.emit(el, { op: 'rest', of: value, without: Array.from({ length: i }, (_, n) => String(n)) })
      : L.emit(el, { op: 'get', obj: value, prop: String(i) });
    bind(L, el.name, L.at(withDefault(L, el, got, el.initializer), el.name));
  });
}

export function withDefault(L: Lowering, node: ts.Node, value: ValueId, initializer: ts.Expression | undefined): ValueId {
  if (!initializer) return value;
  return L.emit(node, { op: 'either', of: [L.at(value, node), use(L, initializer)], nullish: true });
}

/** Assigns to any target expression: a name, a property, a pattern. */
export function assign(L: Lowering, target: ts.Expression, value: Use): void {
  if (ts.isParenthesizedExpression(target) || ts.isAsExpression(target) || ts.isNonNullExpression(target) || ts.isSatisfiesExpression(target)) {
    assign(L, target.expression, value);
  } else if (ts.isIdentifier(target)) L.writeName(target, value);
  else if (ts.isPropertyAccessExpression(target)) {
    const obj = use(L, target.expression);
    L.emit(target.parent, { op: 'set', obj, prop: target.name.text, value });
  } else if (ts.isElementAccessExpression(target)) {
    const obj = use(L, target.expression);
    const prop = ts.isStringLiteralLike(target.argumentExpression) ? target.argumentExpression.text : use(L, target.argumentExpression);
    L.emit(target.parent, { op: 'set', obj, prop, value });
  } else if (ts.isObjectLiteralExpression(target)) assignObject(L, target, value);
  else if (ts.isArrayLiteralExpression(target)) {
    target.elements.forEach((el, i) => {
      if (ts.isOmittedExpression(el)) return;
      if (ts.isSpreadElement(el)) assign(L, el.expression, L.at(L.emit(el, { op: 'rest', of: value, without: [] }), el));
      else assignWithDefault(L, el, L.emit(el, { op: 'get', obj: value, prop: String(i) }));
    });
  } else expr(L, target);
}

function assignObject(L: Lowering, target: ts.ObjectLiteralExpression, value: Use): void {
  const taken: string[] = [];
  for (const p of target.properties) {
    if (ts.isSpreadAssignment(p)) assign(L, p.expression, L.at(L.emit(p, { op: 'rest', of: value, without: taken }), p));
    else if (ts.isShorthandPropertyAssignment(p)) {
      taken.push(p.name.text);
      const got = L.emit(p, { op: 'get', obj: value, prop: p.name.text });
      L.writeName(p.name, L.at(withDefault(L, p, got, p.objectAssignmentInitializer), p.name));
    } else if (ts.isPropertyAssignment(p)) {
      const key = propertyKey(L, p.name);
      if (key === undefined) continue;
      if (typeof key === 'string') taken.push(key);
      assignWithDefault(L, p.initializer, L.emit(p, { op: 'get', obj: value, prop: key }));
    }
  }
}

function assignWithDefault(L: Lowering, target: ts.Expression, value: ValueId): void {
  if (ts.isBinaryExpression(target) && target.operatorToken.kind === K.EqualsToken) {
    assign(L, target.left, L.at(withDefault(L, target, value, target.right), target.left));
  } else assign(L, target, L.at(value, target));
}
