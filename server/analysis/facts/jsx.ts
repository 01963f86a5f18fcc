import ts from 'typescript';
import type { Lowering } from './context';
import { expr, use } from './expressions';
import type { Prop, Use, ValueId } from './ir';

export function jsx(L: Lowering, node: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment): ValueId {
  const children = ts.isJsxSelfClosingElement(node) ? [] : node.children;
  const opening = ts.isJsxElement(node) ? node.openingElement : ts.isJsxSelfClosingElement(node) ? node : undefined;
  const tag = opening ? tagValue(L, opening.tagName) : '';
  const props: Prop[] = [];
  for (const a of opening?.attributes.properties ?? []) {
    if (ts.isJsxSpreadAttribute(a)) props.push({ key: null, value: use(L, a.expression) });
    else props.push({ key: a.name.getText(L.file), value: attributeValue(L, a), s: a.getStart(L.file) });
  }
  const kids = children.flatMap((c): Use[] => {
    if (ts.isJsxText(c)) return [];
    if (ts.isJsxExpression(c)) return c.expression ? [use(L, c.expression)] : [];
    return [L.at(expr(L, c), c)];
  });
  return L.emit(node, { op: 'jsx', tag, props, children: kids });
}

function tagValue(L: Lowering, name: ts.JsxTagNameExpression): string | Use {
  if (ts.isIdentifier(name)) return /^[a-z]/.test(name.text) ? name.text : L.at(L.readName(name), name);
  if (ts.isPropertyAccessExpression(name)) return use(L, name);
  return name.getText(L.file);
}

function attributeValue(L: Lowering, a: ts.JsxAttribute): Use {
  const init = a.initializer;
  if (!init) return L.at(L.literal(a, true), a);
  if (ts.isStringLiteral(init)) return L.at(L.literal(init, init.text), init);
  if (ts.isJsxExpression(init)) return init.expression ? use(L, init.expression) : L.at(L.literal(init), init);
  return L.at(expr(L, init), init);
}
