import ts from 'typescript';
import type { TypeRef } from './ir';
import { K } from '../syntax/kinds';

const MAX_DEPTH = 5;
const MAX_MEMBERS = 40;

/** A declared type as plain data; parts too deep or too clever to be of use are left out. */
export function typeRef(node: ts.TypeNode | undefined, depth = 0): TypeRef | undefined {
  if (!node || depth > MAX_DEPTH) return undefined;
  const inner = depth + 1;
  switch (node.kind) {
    case K.TypeReference: {
      const { typeName, typeArguments } = node as ts.TypeReferenceNode;
      const parameter = typeName.kind === K.Identifier ? typeParameter(typeName as ts.Identifier) : undefined;
      return parameter ? typeRef(parameter.constraint, inner) : { k: 'ref', name: entityName(typeName), args: typeArguments && listed(typeArguments, inner) };
    }
    case K.ExpressionWithTypeArguments: {
      const { expression, typeArguments } = node as ts.ExpressionWithTypeArguments;
      return { k: 'ref', name: expression.getText(), args: typeArguments && listed(typeArguments, inner) };
    }
    case K.ArrayType:
      return wrap(typeRef((node as ts.ArrayTypeNode).elementType, inner));
    case K.TupleType:
      return wrap({
        k: 'union',
        of: listed(
          (node as ts.TupleTypeNode).elements.map((e) => (ts.isNamedTupleMember(e) ? e.type : e)),
          inner,
        ),
      });
    case K.UnionType:
      return { k: 'union', of: listed((node as ts.UnionTypeNode).types, inner) };
    case K.IntersectionType:
      return { k: 'all', of: listed((node as ts.IntersectionTypeNode).types, inner) };
    case K.ParenthesizedType:
    case K.OptionalType:
    case K.RestType:
      return typeRef((node as ts.ParenthesizedTypeNode).type, inner);
    case K.TypeOperator: {
      const { operator, type } = node as ts.TypeOperatorNode;
      return operator === K.ReadonlyKeyword ? typeRef(type, inner) : undefined;
    }
    case K.LiteralType:
      return literalType((node as ts.LiteralTypeNode).literal);
    case K.TypeLiteral:
      return objectType((node as ts.TypeLiteralNode).members, depth);
    case K.FunctionType: {
      const { parameters, type } = node as ts.FunctionTypeNode;
      return { k: 'fn', params: parameters.map((p) => typeRef(p.type, inner)), returns: typeRef(type, inner) };
    }
    case K.TypeQuery:
      return { k: 'of', name: entityName((node as ts.TypeQueryNode).exprName) };
    default: {
      const primitive = PRIMITIVES[node.kind];
      return primitive ? { k: 'prim', name: primitive } : undefined;
    }
  }
}

const listed = (nodes: readonly ts.TypeNode[], depth: number): TypeRef[] => nodes.slice(0, MAX_MEMBERS).flatMap((n) => typeRef(n, depth) ?? []);

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
  if (node.kind === K.NullKeyword) return { k: 'lit', value: null };
  if (node.kind === K.TrueKeyword || node.kind === K.FalseKeyword) return { k: 'prim', name: 'boolean' };
  return undefined;
}

const PRIMITIVES: Partial<Record<ts.SyntaxKind, string>> = {
  [K.StringKeyword]: 'string',
  [K.NumberKeyword]: 'number',
  [K.BigIntKeyword]: 'number',
  [K.BooleanKeyword]: 'boolean',
  [K.UndefinedKeyword]: 'undefined',
  [K.VoidKeyword]: 'undefined',
  [K.AnyKeyword]: 'any',
  [K.UnknownKeyword]: 'any',
  [K.NeverKeyword]: 'never',
  [K.ObjectKeyword]: 'any',
};
