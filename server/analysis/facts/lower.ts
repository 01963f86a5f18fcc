/** One file's tree → its facts. The only way in. */
import ts from 'typescript';
import type { SourceTree } from '../syntax/parse';
import { FunctionBuilder } from './builder';
import { hash } from './hash';
import { headerOf } from './header';
import { decorators } from './classes';
import { Lowering, type PendingBody } from './context';
import { use } from './expressions';
import { FACTS_VERSION, type FileFacts, type FunctionFacts } from './ir';
import { markExported, moduleNames } from './modules';
import { commonjsNames } from './commonjs';
import { bind, withDefault } from './patterns';
import { bindScopes } from './scopes';
import { statements } from './statements';
import { suppressions } from './suppressions';
import { templateHtml } from './template';
import { typeRef } from './typeRefs';
import { K } from '../syntax/kinds';

export function lowerFile(tree: SourceTree): FileFacts {
  const file = tree.sourceFile;
  const facts: FileFacts = {
    version: FACTS_VERSION,
    path: tree.path,
    header: '',
    specifiers: [],
    exports: [],
    names: Object.create(null) as FileFacts['names'],
    required: Object.create(null) as FileFacts['required'],
    handedOut: Object.create(null) as FileFacts['handedOut'],
    types: [],
    functions: [],
    classes: [],
    directives: directives(file.statements),
    suppressions: [],
    lines: [...file.getLineStarts()],
    length: file.text.length,
    problems: [...tree.problems],
  };
  const L = new Lowering(file, facts, bindScopes(file));
  const module = L.declare(file, '(module)', 'module');
  moduleNames(L);
  commonjsNames(L);
  markExported(L);
  lowerBody(L, { fn: module, node: file }, tree);
  for (let i = 0; i < L.pending.length; i++) lowerBody(L, L.pending[i]!, tree);
  for (const c of facts.classes) if (c.fn === 0) facts.names[c.name] ??= { kind: 'class', id: c.id };
  for (const f of facts.functions) if (f.parent === 0 && f.kind !== 'method') facts.names[f.name] ??= { kind: 'fn', id: f.id };
  facts.suppressions = suppressions(file, facts.lines);
  hashBodies(facts, file.text);
  return facts;
}

function lowerBody(L: Lowering, { fn, node, inits }: PendingBody, tree: SourceTree): void {
  const builder = new FunctionBuilder(fn);
  L.b = builder;
  L.jumps = [];
  try {
    if (inits) {
      for (const i of inits) {
        if (!i.initializer || !(ts.isIdentifier(i.name) || ts.isStringLiteralLike(i.name) || ts.isPrivateIdentifier(i.name))) continue;
        const self = L.at(L.emit(i, { op: 'this' }), i.name);
        const value = use(L, i.initializer);
        L.emit(i, { op: 'set', obj: self, prop: i.name.text, value });
        if (L.scopes.sharesThis.has(i)) L.emit(i, { op: 'store', cell: { fn: fn.id, name: 'this' }, value: self });
      }
    } else if (ts.isSourceFile(node)) {
      statements(L, node.statements);
      templateHtml(L, tree);
    } else if (ts.isBlock(node)) statements(L, node.statements);
    else lowerFunction(L, fn, node as ts.FunctionLikeDeclaration);
  } catch (error) {
    // One unreadable function costs that function alone.
    L.facts.problems.push({ message: error instanceof RangeError ? 'nested too deeply to be analysed in full' : String(error), s: fn.s, e: fn.e, kind: 'limit' });
    builder.start(builder.block(true));
  }
  L.depth = 0;
  builder.finish();
  if (builder.truncated) L.facts.problems.push({ message: `\`${fn.name}\` is too long to be analysed in full`, s: fn.name_s, e: fn.name_e, kind: 'limit' });
}

function lowerFunction(L: Lowering, fn: FunctionFacts, node: ts.FunctionLikeDeclaration): void {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  if (modifiers?.some((m) => m.kind === K.AsyncKeyword)) fn.async = true;
  if (node.asteriskToken) fn.generator = true;
  if (L.scopes.sharesThis.has(node)) {
    L.emit(node, { op: 'store', cell: { fn: fn.id, name: 'this' }, value: L.at(L.emit(node, { op: 'this' }), node) });
  }
  const declared = fn.params;
  fn.params = [];
  node.parameters.forEach((p, index) => {
    const type = typeRef(p.type);
    fn.params.push({
      name: ts.isIdentifier(p.name) ? p.name.text : '',
      type,
      rest: p.dotDotDotToken ? true : undefined,
      decorators: declared[index]?.decorators ?? (ts.isConstructorDeclaration(node) ? decorators(L, p) : undefined),
      ...L.span(p),
    });
    if (ts.isIdentifier(p.name) && p.name.text === 'this') return;
    const value = withDefault(L, p, L.emit(p, { op: 'param', index }), p.initializer);
    bind(L, p.name, L.at(value, p.name));
    const isProperty = ts.isConstructorDeclaration(node) && ts.getModifiers(p)?.some((m) => m.kind !== K.OverrideKeyword);
    if (isProperty && ts.isIdentifier(p.name)) {
      const self = L.at(L.emit(p, { op: 'this' }), p.name);
      L.emit(p, { op: 'set', obj: self, prop: p.name.text, value: L.at(L.readName(p.name), p.name) });
    }
  });
  if (node.type && ts.isTypePredicateNode(node.type)) {
    fn.predicate = { param: node.type.parameterName.getText(L.file), asserts: node.type.assertsModifier !== undefined };
  } else fn.returns = typeRef(node.type);
  if (!node.body) return;
  if (ts.isBlock(node.body)) {
    const list = directives(node.body.statements);
    if (list.length > 0) fn.directives = list;
    statements(L, node.body.statements);
  } else L.b.return(use(L, node.body));
}

function directives(nodes: readonly ts.Statement[]): string[] {
  const found: string[] = [];
  for (const n of nodes) {
    if (!ts.isExpressionStatement(n) || !ts.isStringLiteral(n.expression)) break;
    found.push(n.expression.text);
  }
  return found;
}

/** A function's hash covers its own text, and of the functions inside it only their keys: typing in an inner body leaves it alone. */
function hashBodies(facts: FileFacts, text: string): void {
  const inner = new Map<number, FunctionFacts[]>();
  for (const f of facts.functions) {
    if (f.parent < 0) continue;
    const list = inner.get(f.parent);
    if (list) list.push(f);
    else inner.set(f.parent, [f]);
  }
  for (const f of facts.functions) {
    let own = '';
    let at = f.s;
    for (const c of (inner.get(f.id) ?? []).sort((a, b) => a.s - b.s)) {
      if (c.s >= at) own += text.slice(at, c.s);
      own += `\u0000${c.key}\u0000`;
      at = Math.max(at, c.e);
    }
    f.hash = hash(own + text.slice(at, f.e));
  }
  facts.header = headerOf(facts);
}
