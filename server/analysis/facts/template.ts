/** What a component's template puts into the page as HTML, in the words of its script. */
import ts from 'typescript';
import type { SourceTree } from '../syntax/parse';
import type { Lowering } from './context';
import type { Use, ValueId } from './ir';

type Loop = SourceTree['loops'][number];

/** The template around an expression: the loops that come before it, and whether names of the script stand for what they hold. */
interface Template {
  loops: readonly Loop[];
  /** So many of them come before it. */
  before: number;
  unwraps: boolean;
  shift: number;
  /** The lists that were read already: each may be made of those before it, in several places. */
  lists: Map<Loop, ValueId | undefined>;
}

/** Raw-HTML expressions of a component's template become writes to a pseudo element. */
export function templateHtml(L: Lowering, tree: SourceTree): void {
  const unwraps = tree.path.endsWith('.vue');
  const lists: Template['lists'] = new Map();
  for (const h of tree.html) {
    const before = tree.loops.findLastIndex((l) => l.end <= h.start) + 1;
    const value = expressionOf(L, h, { loops: tree.loops, before, unwraps, shift: h.shift, lists });
    if (value !== undefined) L.b.emit({ op: 'jsx', tag: 'template', props: [{ key: h.attribute, value: [value, h.start, h.end] }], children: [], s: h.start, e: h.end });
  }
}

function expressionOf(L: Lowering, { sourceFile }: SourceTree['html'][number] | Loop, template: Template): ValueId | undefined {
  const statement = sourceFile.statements[0];
  if (!statement || !ts.isExpressionStatement(statement) || !ts.isParenthesizedExpression(statement.expression)) return undefined;
  return read(L, statement.expression.expression, template);
}

/** A template expression sees the script's own names and those of the loops that it stands in; what is no name, member, call, choice or text is unknown. */
function read(L: Lowering, node: ts.Expression, template: Template): ValueId {
  const span = (n: ts.Node): [number, number] => [n.pos + template.shift, n.end + template.shift];
  const inner = (n: ts.Expression): Use => [read(L, n, template), ...span(n)];
  const [s, e] = span(node);
  if (ts.isIdentifier(node)) return named(L, node.text, template, s, e);
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)) return read(L, node.expression, template);
  if (ts.isPropertyAccessExpression(node)) return L.b.emit({ op: 'get', obj: inner(node.expression), prop: node.name.text, s, e });
  if (ts.isElementAccessExpression(node)) {
    const key = node.argumentExpression;
    return L.b.emit({ op: 'get', obj: inner(node.expression), prop: ts.isStringLiteralLike(key) || ts.isNumericLiteral(key) ? key.text : inner(key), s, e });
  }
  if (ts.isCallExpression(node)) return called(L, node, template);
  if (ts.isConditionalExpression(node)) return L.b.emit({ op: 'either', of: [inner(node.whenTrue), inner(node.whenFalse)], s, e });
  if (ts.isBinaryExpression(node)) {
    const of = [inner(node.left), inner(node.right)] as const;
    const isChoice = /^(\?\?|\|\||&&)$/.test(ts.tokenToString(node.operatorToken.kind) ?? '');
    return isChoice
      ? L.b.emit({ op: 'either', of: [...of], s, e })
      : L.b.emit({ op: 'bin', kind: ts.tokenToString(node.operatorToken.kind) ?? '?', left: of[0], right: of[1], s, e });
  }
  if (ts.isTemplateExpression(node)) {
    const texts = [node.head.text, ...node.templateSpans.map((t) => t.literal.text)];
    return L.b.emit({ op: 'template', texts, parts: node.templateSpans.map((t) => inner(t.expression)), s, e });
  }
  return ts.isStringLiteralLike(node) ? L.b.emit({ op: 'lit', value: node.text, s, e }) : L.b.emit({ op: 'unknown', s, e });
}

function called(L: Lowering, node: ts.CallExpression, template: Template): ValueId {
  const span = (n: ts.Node): [number, number] => [n.pos + template.shift, n.end + template.shift];
  const inner = (n: ts.Expression): Use => [read(L, n, template), ...span(n)];
  const [s, e] = span(node);
  const args = node.arguments.map((a) => ({ use: inner(a) }));
  if (!ts.isPropertyAccessExpression(node.expression)) return L.b.emit({ op: 'call', callee: inner(node.expression), args, s, e });
  const self = inner(node.expression.expression);
  const [from, to] = span(node.expression);
  const callee = L.b.emit({ op: 'get', obj: self, prop: node.expression.name.text, s: from, e: to });
  return L.b.emit({ op: 'call', callee: [callee, from, to], self, args, s, e });
}

function listOf(L: Lowering, before: number, template: Template): ValueId | undefined {
  const loop = template.loops[before]!;
  if (!template.lists.has(loop)) template.lists.set(loop, expressionOf(L, loop, { ...template, before, shift: loop.shift }));
  return template.lists.get(loop);
}

function named(L: Lowering, name: string, template: Template, s: number, e: number): ValueId {
  let at = template.before - 1;
  while (at >= 0 && !template.loops[at]!.names.includes(name)) at--;
  const loop = template.loops[at];
  if (loop) {
    const list = listOf(L, at, template);
    if (list === undefined) return L.b.emit({ op: 'unknown', s, e });
    const element = L.b.emit({ op: 'element', of: [list, loop.start, loop.end], s, e });
    return loop.apart ? L.b.emit({ op: 'get', obj: [element, s, e], prop: name, s, e }) : element;
  }
  const binding = L.scopes.module.get(name);
  if (!binding) return L.b.emit({ op: 'global', name, s, e });
  if (binding.imported) return L.b.emit({ op: 'import', from: L.specifier(binding.imported.from), name: binding.imported.name, s, e });
  // What functions of the script put into it is in the cell.
  const value = binding.captured ? L.b.emit({ op: 'load', cell: L.cell(binding), s, e }) : L.b.read(binding.id);
  if (!template.unwraps) return value;
  // A name of the script that holds a reference stands for what is in it.
  const held = L.b.emit({ op: 'get', obj: [value, s, e], prop: 'value', s, e });
  return L.b.emit({
    op: 'either',
    of: [
      [value, s, e],
      [held, s, e],
    ],
    s,
    e,
  });
}
