/**
 * Names that CommonJS brings in and hands out, as far as they are written at the top of a module: `const { Base } = require('./base')` and
 * `module.exports = { Chat }`. Values go through cells; these tell types by name what a class extends.
 */
import ts from 'typescript';
import { K } from '../syntax/kinds';
import type { Lowering } from './context';

export function commonjsNames(L: Lowering): void {
  for (const node of L.file.statements) {
    if (ts.isVariableStatement(node)) for (const d of node.declarationList.declarations) required(L, d);
    else if (ts.isExpressionStatement(node) && ts.isBinaryExpression(node.expression) && node.expression.operatorToken.kind === K.EqualsToken) handedOut(L, node.expression);
  }
}

function required(L: Lowering, { name, initializer }: ts.VariableDeclaration): void {
  const member = initializer && ts.isPropertyAccessExpression(initializer) ? initializer.name.text : undefined;
  const module = initializer && requiredModule(member === undefined ? initializer : (initializer as ts.PropertyAccessExpression).expression);
  if (module === undefined) return;
  const from = L.specifier(module);
  if (ts.isIdentifier(name)) L.facts.required[name.text] = { from, name: member ?? '=' };
  else if (ts.isObjectBindingPattern(name) && member === undefined)
    for (const e of name.elements) {
      const key = e.propertyName ?? e.name;
      if (ts.isIdentifier(e.name) && ts.isIdentifier(key) && !e.dotDotDotToken) L.facts.required[e.name.text] = { from, name: key.text };
    }
}

function requiredModule(node: ts.Expression): string | undefined {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'require') return undefined;
  const [module] = node.arguments;
  return module && ts.isStringLiteralLike(module) ? module.text : undefined;
}

function handedOut(L: Lowering, { left, right }: ts.BinaryExpression): void {
  if (isExports(left)) {
    if (ts.isIdentifier(right)) L.facts.handedOut['='] = right.text;
    else if (ts.isObjectLiteralExpression(right))
      for (const p of right.properties) {
        if (ts.isShorthandPropertyAssignment(p)) L.facts.handedOut[p.name.text] = p.name.text;
        else if (ts.isPropertyAssignment(p) && ts.isIdentifier(p.name) && ts.isIdentifier(p.initializer)) L.facts.handedOut[p.name.text] = p.initializer.text;
      }
  } else if (ts.isPropertyAccessExpression(left) && (isExports(left.expression) || isNamed(left.expression, 'exports')) && ts.isIdentifier(right)) {
    L.facts.handedOut[left.name.text] = right.text;
  }
}

const isNamed = (node: ts.Expression, name: string): boolean => ts.isIdentifier(node) && node.text === name;
const isExports = (node: ts.Expression): boolean => ts.isPropertyAccessExpression(node) && node.name.text === 'exports' && isNamed(node.expression, 'module');
