/** Statements → blocks and branches. */
import ts from 'typescript';
import { LIMITS } from '../limits';
import { lowerClass } from './classes';
import type { JumpTarget, Lowering } from './context';
import { condition, expr, use } from './expressions';
import type { BlockId, Use } from './ir';
import { exported, exportAssignment } from './modules';
import { assign, bind } from './patterns';
import { typeRef } from './typeRefs';
import { K } from '../syntax/kinds';

export function statements(L: Lowering, nodes: readonly ts.Statement[]): void {
  for (const n of nodes) if (ts.isFunctionDeclaration(n) && n.body) hoist(L, n);
  for (const n of nodes) statement(L, n);
}

function hoist(L: Lowering, node: ts.FunctionDeclaration): void {
  const fn = L.declare(node, node.name?.text ?? 'default', 'function');
  L.pending.push({ fn, node });
  const value = L.emit(node, { op: 'closure', fn: fn.id });
  if (node.name) L.writeName(node.name, L.at(value, node.name));
  exported(L, node, L.at(value, node));
}

export function statement(L: Lowering, node: ts.Statement, label?: string): void {
  if (L.depth > LIMITS.nesting) return L.noteLimit(node);
  // What follows a return is still lowered, as a block that nothing reaches: the editor shows it, the solver skips it.
  if (L.b.done) {
    const dead = L.b.block(true);
    L.b.start(dead);
  }
  L.depth++;
  lowerStatement(L, node, label);
  L.depth--;
}

function lowerStatement(L: Lowering, node: ts.Statement, label: string | undefined): void {
  switch (node.kind) {
    case K.ExpressionStatement:
      expr(L, (node as ts.ExpressionStatement).expression);
      return;
    case K.VariableStatement:
      for (const d of (node as ts.VariableStatement).declarationList.declarations) declaration(L, d);
      exported(L, node);
      return;
    case K.Block:
      statements(L, (node as ts.Block).statements);
      return;
    case K.IfStatement:
      return ifStatement(L, node as ts.IfStatement);
    case K.ReturnStatement: {
      const value = (node as ts.ReturnStatement).expression;
      L.b.return(value && use(L, value));
      return;
    }
    case K.ThrowStatement: {
      const value = use(L, (node as ts.ThrowStatement).expression);
      L.b.throw(value);
      return;
    }
    case K.ForStatement:
    case K.WhileStatement:
    case K.DoStatement:
      return loop(L, node as ts.ForStatement | ts.WhileStatement | ts.DoStatement, label);
    case K.ForOfStatement:
    case K.ForInStatement:
      return forEach(L, node as ts.ForOfStatement | ts.ForInStatement, label);
    case K.BreakStatement:
    case K.ContinueStatement:
      return jump(L, node as ts.BreakOrContinueStatement);
    case K.LabeledStatement: {
      const n = node as ts.LabeledStatement;
      if (ts.isIterationStatement(n.statement, false)) return statement(L, n.statement, n.label.text);
      const after = L.b.block();
      L.jumps.push({ label: n.label.text, breakTo: after });
      statement(L, n.statement);
      L.jumps.pop();
      continueIn(L, after);
      return;
    }
    case K.SwitchStatement:
      return switchStatement(L, node as ts.SwitchStatement, label);
    case K.TryStatement:
      return tryStatement(L, node as ts.TryStatement);
    case K.ClassDeclaration: {
      const c = node as ts.ClassDeclaration;
      const value = L.at(lowerClass(L, c, c.name ? undefined : 'default'), c);
      if (c.name) L.writeName(c.name, value);
      exported(L, c, value);
      return;
    }
    case K.EnumDeclaration: {
      const n = node as ts.EnumDeclaration;
      const props = n.members.map((m, i) => {
        const key = ts.isIdentifier(m.name) || ts.isStringLiteralLike(m.name) ? m.name.text : String(i);
        const value = m.initializer ? use(L, m.initializer) : L.at(L.literal(m, i), m);
        return { key, value };
      });
      L.writeName(n.name, L.at(L.emit(n, { op: 'object', props }), n.name));
      exported(L, n);
      return;
    }
    case K.ModuleDeclaration: {
      const n = node as ts.ModuleDeclaration;
      if (ts.isIdentifier(n.name)) {
        namespace(L, n, n.name);
        exported(L, n);
      }
      return;
    }
    case K.ImportEqualsDeclaration: {
      const n = node as ts.ImportEqualsDeclaration;
      if (!ts.isExternalModuleReference(n.moduleReference)) {
        L.writeName(n.name, L.at(entity(L, n.moduleReference), n.moduleReference));
        exported(L, n);
      }
      return;
    }
    case K.ExportAssignment:
      return exportAssignment(L, node as ts.ExportAssignment);
    case K.WithStatement:
      expr(L, (node as ts.WithStatement).expression);
      statement(L, (node as ts.WithStatement).statement);
      return;
    default:
      return;
  }
}

/** A namespace is an object of what is declared in it; `namespace A.B {}` one in another. */
function namespace(L: Lowering, node: ts.ModuleDeclaration, name: ts.Identifier): void {
  const { body } = node;
  if (!body) return;
  const names: ts.Identifier[] = [];
  if (ts.isModuleBlock(body)) {
    statements(L, body.statements);
    for (const s of body.statements) names.push(...declaredIn(s));
  } else if (ts.isModuleDeclaration(body) && ts.isIdentifier(body.name)) {
    namespace(L, body, body.name);
    names.push(body.name);
  }
  const object = L.emit(node, { op: 'object', props: names.map((n) => ({ key: n.text, value: L.at(L.readName(n), n) })) });
  // A function, a class, an enumeration or a namespace of the same name has these members too.
  const merged = L.scopes.resolve(name)?.merged ? L.emit(node, { op: 'either', of: [L.at(L.readName(name), name), L.at(object, name)] }) : object;
  L.writeName(name, L.at(merged, name));
}

function declaredIn(s: ts.Statement): ts.Identifier[] {
  if (ts.isVariableStatement(s)) return s.declarationList.declarations.flatMap((d) => (ts.isIdentifier(d.name) ? [d.name] : []));
  const name =
    ts.isFunctionDeclaration(s) || ts.isClassDeclaration(s) || ts.isEnumDeclaration(s) || ts.isModuleDeclaration(s) || ts.isImportEqualsDeclaration(s) ? s.name : undefined;
  return name && ts.isIdentifier(name) ? [name] : [];
}

/** `A.B.c` in `import c = A.B.c`. */
function entity(L: Lowering, name: ts.EntityName): number {
  if (ts.isIdentifier(name)) return L.readName(name);
  return L.emit(name, { op: 'get', obj: L.at(entity(L, name.left), name.left), prop: name.right.text });
}

function declaration(L: Lowering, d: ts.VariableDeclaration): void {
  if (!d.initializer) {
    if (ts.isIdentifier(d.name) && !ts.isForOfStatement(d.parent.parent) && !ts.isForInStatement(d.parent.parent)) {
      const type = typeRef(d.type);
      // `declare const x` stands for a value that is made elsewhere.
      const none = L.at(isAmbient(d) ? L.emit(d, { op: 'unknown' }) : L.literal(d, undefined), d.name);
      L.writeName(d.name, type ? L.at(L.emit(d, { op: 'typed', of: none, type }), d.name) : none);
    }
    return;
  }
  let value = use(L, d.initializer);
  const type = typeRef(d.type);
  if (type) value = [L.emit(d.initializer, { op: 'typed', of: value, type }), value[1], value[2]];
  bind(L, d.name, value);
}

const isAmbient = (d: ts.VariableDeclaration): boolean =>
  ts.isVariableStatement(d.parent.parent) && (ts.getModifiers(d.parent.parent) ?? []).some((m) => m.kind === K.DeclareKeyword);

/** Goes on in a block that others jump to. */
function continueIn(L: Lowering, block: BlockId): void {
  L.b.goto(block);
  L.b.seal(block);
  L.b.start(block);
}

function ifStatement(L: Lowering, node: ts.IfStatement): void {
  const then = L.b.block();
  const otherwise = L.b.block();
  const after = node.elseStatement ? L.b.block() : otherwise;
  condition(L, node.expression, then, otherwise);
  L.b.seal(then);
  L.b.start(then);
  statement(L, node.thenStatement);
  L.b.goto(after);
  if (node.elseStatement) {
    L.b.seal(otherwise);
    L.b.start(otherwise);
    statement(L, node.elseStatement);
    L.b.goto(after);
  }
  L.b.seal(after);
  L.b.start(after);
}

function loop(L: Lowering, node: ts.ForStatement | ts.WhileStatement | ts.DoStatement, label: string | undefined): void {
  if (ts.isForStatement(node) && node.initializer) {
    if (ts.isVariableDeclarationList(node.initializer)) for (const d of node.initializer.declarations) declaration(L, d);
    else expr(L, node.initializer);
  }
  const head = L.b.block();
  const body = L.b.block();
  const after = L.b.block();
  const next = L.b.block();
  const keyword = L.start(node);
  const test = ts.isForStatement(node) ? node.condition : node.expression;
  const isDo = ts.isDoStatement(node);
  L.b.goto(isDo ? body : head);
  const headEnd = isDo ? keyword + 2 : L.start(node.statement);
  L.b.blocks[isDo ? body : head]!.loop = { s: keyword, e: Math.max(keyword, trimEnd(L, headEnd)), kind: ts.isForStatement(node) ? 'for' : isDo ? 'do' : 'while' };
  const testIn = (block: BlockId): void => {
    L.b.start(block);
    if (test && test.kind !== K.TrueKeyword) condition(L, test, body, after);
    else L.b.goto(body);
  };
  if (!isDo) {
    testIn(head);
    L.b.seal(body);
  }
  L.b.start(body);
  L.jumps.push({ label, breakTo: after, continueTo: next });
  statement(L, node.statement);
  L.jumps.pop();
  L.b.goto(next);
  L.b.seal(next);
  L.b.start(next);
  if (ts.isForStatement(node) && node.incrementor) expr(L, node.incrementor);
  L.b.goto(head);
  if (isDo) {
    L.b.seal(head);
    testIn(head);
    L.b.seal(body);
  } else L.b.seal(head);
  L.b.seal(after);
  L.b.start(after);
}

function trimEnd(L: Lowering, end: number): number {
  let e = end;
  while (e > 0 && /\s/.test(L.file.text[e - 1] ?? '')) e--;
  return e;
}

function forEach(L: Lowering, node: ts.ForOfStatement | ts.ForInStatement, label: string | undefined): void {
  const subject = use(L, node.expression);
  const head = L.b.block();
  const body = L.b.block();
  const after = L.b.block();
  L.b.goto(head);
  const s = L.start(node);
  L.b.blocks[head]!.loop = { s, e: trimEnd(L, L.start(node.statement)), kind: ts.isForOfStatement(node) ? 'of' : 'in' };
  L.b.start(head);
  const item = L.at(L.emit(node.expression, { op: ts.isForOfStatement(node) ? 'element' : 'keys', of: subject }), node.initializer);
  L.b.branch(L.at(L.emit(node.expression, { op: 'unknown' }), node.expression), body, after);
  L.b.seal(body);
  L.b.start(body);
  if (ts.isVariableDeclarationList(node.initializer)) {
    const d = node.initializer.declarations[0];
    if (d) bind(L, d.name, item);
  } else assign(L, node.initializer, item);
  L.jumps.push({ label, breakTo: after, continueTo: head });
  statement(L, node.statement);
  L.jumps.pop();
  L.b.goto(head);
  L.b.seal(head);
  L.b.seal(after);
  L.b.start(after);
}

function jump(L: Lowering, node: ts.BreakOrContinueStatement): void {
  const isContinue = ts.isContinueStatement(node);
  const fits = (t: JumpTarget): boolean =>
    (node.label ? t.label === node.label.text : true) &&
    (!isContinue || t.continueTo !== undefined) &&
    (node.label !== undefined || t.label === undefined || t.continueTo !== undefined);
  const target = L.jumps.findLast(fits);
  if (target) L.b.goto(isContinue ? target.continueTo! : target.breakTo);
}

function switchStatement(L: Lowering, node: ts.SwitchStatement, label: string | undefined): void {
  const subject = use(L, node.expression);
  const after = L.b.block();
  const clauses = node.caseBlock.clauses;
  const bodies = clauses.map(() => L.b.block());
  let fallback = after;
  clauses.forEach((c, i) => {
    if (ts.isDefaultClause(c)) {
      fallback = bodies[i]!;
      return;
    }
    const next = L.b.block();
    if (node.expression.kind === K.TrueKeyword) condition(L, c.expression, bodies[i]!, next);
    else {
      const test = L.emit(c.expression, { op: 'bin', kind: '===', left: subject, right: use(L, c.expression) });
      L.b.branch(L.at(test, c.expression), bodies[i]!, next);
    }
    L.b.seal(next);
    L.b.start(next);
  });
  L.b.goto(fallback);
  L.jumps.push({ label, breakTo: after });
  for (const c of clauses) for (const n of c.statements) if (ts.isFunctionDeclaration(n) && n.body) hoistLater(L, n);
  clauses.forEach((c, i) => {
    const body = bodies[i]!;
    L.b.goto(body); // falls through from the clause before
    L.b.seal(body);
    L.b.start(body);
    for (const s of c.statements) statement(L, s);
  });
  L.jumps.pop();
  L.b.goto(after);
  L.b.seal(after);
  L.b.start(after);
}

/** Functions declared in a switch clause: rare, and declared where the clause begins. */
function hoistLater(L: Lowering, node: ts.FunctionDeclaration): void {
  const block = L.b.block(true);
  const at = L.b.current;
  L.b.start(block);
  hoist(L, node);
  L.b.start(at);
}

function tryStatement(L: Lowering, node: ts.TryStatement): void {
  const before = L.b.current;
  const entry = L.b.block();
  L.b.goto(entry);
  L.b.seal(entry);
  L.b.start(entry);
  const first = L.b.blocks.length;
  statements(L, node.tryBlock.statements);
  const tryEnd = L.b.current;
  const tryOpen = !L.b.done;
  const inTry = [entry, ...range(first, L.b.blocks.length)];
  const after = L.b.block();
  if (tryOpen) L.b.goto(after);
  let all = inTry;
  if (node.catchClause) {
    const handler = L.b.block();
    L.b.catchFrom(handler, inTry, before);
    L.b.seal(handler);
    L.b.start(handler);
    const from = L.b.blocks.length;
    const d = node.catchClause.variableDeclaration;
    if (d) bind(L, d.name, L.at(L.emit(d, { op: 'catch' }), d.name) as Use);
    statements(L, node.catchClause.block.statements);
    L.b.goto(after);
    all = [...inTry, handler, ...range(from, L.b.blocks.length)];
  }
  if (node.finallyBlock && L.b.blocks[after]!.preds.length === 0) {
    // Every way leaves, but the block still runs on the way out.
    L.b.catchFrom(after, all, before);
    L.b.seal(after);
    L.b.start(after);
    statements(L, node.finallyBlock.statements);
    L.b.throw(L.at(L.emit(node.finallyBlock, { op: 'unknown' }), node.finallyBlock));
    return;
  }
  L.b.seal(after);
  L.b.start(after);
  if (L.b.blocks[after]!.preds.length === 0) {
    L.b.start(tryEnd);
    return;
  }
  if (node.finallyBlock) statements(L, node.finallyBlock.statements);
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
