import ts from 'typescript';
import type { TypeRef } from './ir';

const MAX_DEPTH = 5;
const MAX_MEMBERS = 40;

/** A declared type as plain data; parts too deep or too clever to be of use are left out. */
export function typeRef(node: ts.TypeNode | undefined, depth = 0): TypeRef | undefined {
  if (!node || depth > MAX_DEPTH) return undefined;
  const inner = (n: ts.TypeNode | undefined): TypeRef | undefined => typeRef(n, depth + 1);
  const list = (nodes: readonly ts.TypeNode[]): TypeRef[] => nodes.slice(0, MAX_MEMBERS).flatMap((n) => inner(n) ?? []);
  if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) {
    const parameter = typeParameter(node.typeName);
    if (parameter) return inner(parameter.constraint);
  }
  if (ts.isTypeReferenceNode(node)) return { k: 'ref', name: entityName(node.typeName), args: node.typeArguments && list(node.typeArguments) };
  if (ts.isExpressionWithTypeArguments(node)) return { k: 'ref', name: node.expression.getText(), args: node.typeArguments && list(node.typeArguments) };
  if (ts.isImportTypeNode(node)) return undefined;
  if (ts.isArrayTypeNode(node)) return wrap(inner(node.elementType));
  if (ts.isTupleTypeNode(node)) return wrap({ k: 'union', of: list(node.elements.map((e) => (ts.isNamedTupleMember(e) ? e.type : e))) });
  if (ts.isUnionTypeNode(node)) return { k: 'union', of: list(node.types) };
  if (ts.isIntersectionTypeNode(node)) return { k: 'all', of: list(node.types) };
  if (ts.isParenthesizedTypeNode(node) || ts.isOptionalTypeNode(node) || ts.isRestTypeNode(node)) return inner(node.type);
  if (ts.isTypeOperatorNode(node)) return node.operator === ts.SyntaxKind.ReadonlyKeyword ? inner(node.type) : undefined;
  if (ts.isLiteralTypeNode(node)) return literalType(node.literal);
  if (ts.isTypeLiteralNode(node)) return objectType(node.members, depth);
  if (ts.isFunctionTypeNode(node)) return { k: 'fn', params: node.parameters.map((p) => inner(p.type)), returns: inner(node.type) };
  if (ts.isTypeQueryNode(node)) return { k: 'of', name: entityName(node.exprName) };
  const primitive = PRIMITIVES[node.kind];
  return primitive ? { k: 'prim', name: primitive } : undefined;
}

export function objectType(members: readonly ts.TypeElement[], depth = 0): TypeRef {
  const props: Record<string, TypeRef> = Object.create(null) as Record<string, TypeRef>;
  let open = false;
  for (const m of members.slice(0, MAX_MEMBERS)) {
    if (ts.isIndexSignatureDeclaration(m)) open = true;
    if (!m.name || !(ts.isIdentifier(m.name) || ts.isStringLiteralLike(m.name))) continue;
    const type = ts.isPropertySignature(m)
      ? typeRef(m.type, depth + 1)
      : ts.isMethodSignature(m)
        ? ({ k: 'fn', params: m.parameters.map((p) => typeRef(p.type, depth + 1)), returns: typeRef(m.type, depth + 1) } as const)
        : undefined;
    if (type) props[m.name.text] = type;
  }
  return { k: 'object', props, open: open || undefined };
}

/** Of `<T extends Client>(c: T)` the type parameter that `T` names. */
function typeParameter(name: ts.Identifier): ts.TypeParameterDeclaration | undefined {
  for (let n: ts.Node | undefined = name.parent; n; n = n.parent) {
    const found = (n as { typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> }).typeParameters?.find((p) => p.name.text === name.text);
    if (found) return found;
  }
  return undefined;
}

const wrap = (of: TypeRef | undefined): TypeRef | undefined => of && { k: 'array', of };

export function entityName(name: ts.EntityName): string {
  const parts: string[] = [];
  let left = name;
  for (; ts.isQualifiedName(left); left = left.left) parts.push(left.right.text);
  return [left.text, ...parts.reverse()].join('.');
}

function literalType(node: ts.LiteralTypeNode['literal']): TypeRef | undefined {
  if (ts.isStringLiteralLike(node)) return { k: 'lit', value: node.text };
  if (ts.isNumericLiteral(node)) return { k: 'lit', value: Number(node.text) };
  if (node.kind === ts.SyntaxKind.NullKeyword) return { k: 'lit', value: null };
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return { k: 'prim', name: 'boolean' };
  return undefined;
}

const PRIMITIVES: Partial<Record<ts.SyntaxKind, string>> = {
  [ts.SyntaxKind.StringKeyword]: 'string',
  [ts.SyntaxKind.NumberKeyword]: 'number',
  [ts.SyntaxKind.BigIntKeyword]: 'number',
  [ts.SyntaxKind.BooleanKeyword]: 'boolean',
  [ts.SyntaxKind.UndefinedKeyword]: 'undefined',
  [ts.SyntaxKind.VoidKeyword]: 'undefined',
  [ts.SyntaxKind.AnyKeyword]: 'any',
  [ts.SyntaxKind.UnknownKeyword]: 'any',
  [ts.SyntaxKind.NeverKeyword]: 'never',
  [ts.SyntaxKind.ObjectKeyword]: 'any',
};
