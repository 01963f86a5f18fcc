/** A file's text as a page to write on: where an option, a statement or an import can be put, in the style that the file has. */
import ts from 'typescript';
import { boundName, declarationOf, isWrapper, type Pattern, patternOf, smallest } from './bindings';
import { importName } from './imports';
import { parse } from './parse';
import { styleOf, type Style } from './style';
import { K } from './kinds';

export interface PageEdit {
  start: number;
  end: number;
  newText: string;
}

export interface ObjectOnPage {
  /** The property's own span, and that of its value. A spread has no key. */
  props: { key?: string; start: number; end: number; value: { start: number; end: number } }[];
  start: number;
  end: number;
}

export interface FunctionOnPage {
  async: boolean;
  /** Where `async` can be written without changing what callers get, as far as its own text tells. */
  asyncAt?: number;
  params: string[];
  /** Those of them that are taken apart. */
  patterns: (Pattern | undefined)[];
  /** Where another parameter can be written; undefined for an arrow function without parentheses, and after a rest parameter. */
  paramsEnd?: number;
  /** Where a first statement can stand, behind directives; undefined for an arrow function with an expression for a body. */
  bodyStart?: number;
  /** The expression that is the body of an arrow function. */
  expression?: { start: number; end: number };
  /** The function is an argument of a call, which tells the types of its parameters. */
  given: boolean;
  /** The indent of the line on which it begins. */
  indent: string;
  start: number;
}

export interface Page {
  path: string;
  text: string;
  style: Style;
  /** TypeScript syntax may be written here. */
  typed: boolean;
  read(start: number, end: number): string;
  /** The object literal that is exactly there, casts and `satisfies` set aside. */
  objectAt(start: number, end: number): ObjectOnPage | undefined;
  /** The elements of the array literal that is exactly there. */
  elementsAt(start: number, end: number): { start: number; end: number }[] | undefined;
  /** The message, an element of an array literal, in which a place is. */
  elementAround(at: number): { start: number; end: number } | undefined;
  /** Arguments of the call that is exactly there. */
  argumentsAt(start: number, end: number): { start: number; end: number }[] | undefined;
  /** Where the argument list of the call that is exactly there ends: the offset of `)`. */
  closingOf(start: number, end: number): number | undefined;
  /** The whole property around a value, for taking it out. */
  propertyAround(start: number, end: number): { start: number; end: number; key: string } | undefined;
  /** The names of the properties around a value, innermost first. */
  keysAround(start: number, end: number): string[];
  /** Texts and holes of the template, or of the concatenation, that is exactly there. */
  joinedAt(start: number, end: number): { texts: string[]; holes: { start: number; end: number }[] } | undefined;
  /** The statement in a block that holds this place: something may be written before it. */
  statementAround(at: number): { start: number; end: number; indent: string } | undefined;
  /** The statement of a block, of a `case` or, `bare`, of an `if` without a block, that holds this place; its indent is that of its line. */
  branchStatement(at: number): { start: number; end: number; indent: string; bare: boolean } | undefined;
  /** Where an attribute can be added to the JSX element around a place. */
  attributePlace(at: number): number | undefined;
  /** The loop whose head begins here, where it has a block for a body. */
  loopAt(at: number): { start: number; bodyStart: number } | undefined;
  /** The indent of statements in the block that begins here, and whether it stands on one line with what follows. */
  statementIndent(bodyStart: number): string;
  oneLiner(bodyStart: number): boolean;
  /** What stands between an element of a list and the one before it: a line end where it begins a line. */
  gapBefore(at: number): string;
  functionAround(at: number): FunctionOnPage | undefined;
  /** Whether `await` may stand at this place. */
  awaits(at: number): boolean;
  /**
   * The call exactly there, or the one that is given the command that it makes, where nothing but its result is asked of it: it is awaited,
   * or it is what an `async` function returns.
   */
  answeredAt(start: number, end: number): { start: number; end: number } | undefined;
  setOption(o: ObjectOnPage, key: string, value: string): PageEdit;
  dropProperty(o: { start: number; end: number }): PageEdit;
  importName(module: string, name: string): PageEdit[];
  /** Where the name is declared that is seen at a place. */
  declarationOf(name: string, at: number): number | undefined;
  /** The variable that the value of the expression exactly there is given to, or those that its parts are given to. */
  boundName(start: number, end: number): { name?: string; members: Record<string, string>; at: number } | undefined;
}

const pages = new Map<string, Page>();
/** Pages are wanted several times in a row, for the fixes of one file. */
const KEPT = 4;

export function pageOf(path: string, text: string): Page {
  const known = pages.get(path);
  if (known?.text === text) return known;
  const made = readPage(path, text);
  pages.delete(path);
  pages.set(path, made);
  if (pages.size > KEPT) pages.delete(pages.keys().next().value!);
  return made;
}

function readPage(path: string, text: string): Page {
  const { sourceFile: file } = parse(path, text);
  const style = styleOf(file, text);
  const start = (n: ts.Node): number => n.getStart(file);
  const span = (n: ts.Node): { start: number; end: number } => ({ start: start(n), end: n.end });
  const lineStart = (at: number): number => text.lastIndexOf('\n', at - 1) + 1;
  const indentAt = (at: number): string => /^[ \t]*/.exec(text.slice(lineStart(at)))![0];

  const at = <T extends ts.Node>(s: number, e: number, is: (n: ts.Node) => n is T): T | undefined => {
    for (let n: ts.Node | undefined = smallest(file, s); n; n = n.parent) {
      if (start(n) > s || n.end < e) continue;
      if (start(n) !== s || n.end !== e) return undefined;
      for (let m: ts.Node = n; ; m = m.expression) {
        if (is(m)) return m;
        if (!isWrapper(m)) break;
      }
    }
    return undefined;
  };
  const functionNode = (p: number): ts.FunctionLikeDeclaration | undefined => {
    for (let n: ts.Node | undefined = smallest(file, p); n; n = n.parent) if (ts.isFunctionLike(n) && 'body' in n) return n as ts.FunctionLikeDeclaration;
    return undefined;
  };

  return {
    path,
    text,
    style,
    typed: /\.([cm]?ts|tsx|vue|svelte|astro)$/.test(path),
    read: (s, e) => text.slice(s, e),
    objectAt(s, e) {
      const n = at(s, e, ts.isObjectLiteralExpression);
      if (!n) return undefined;
      const props = n.properties.map((p) => {
        const value = ts.isPropertyAssignment(p) ? p.initializer : p;
        return { key: p.name && (ts.isIdentifier(p.name) || ts.isStringLiteral(p.name)) ? p.name.text : undefined, ...span(p), value: span(value) };
      });
      return { ...span(n), props };
    },
    elementsAt: (s, e) => at(s, e, ts.isArrayLiteralExpression)?.elements.map(span),
    elementAround(p) {
      for (let n: ts.Node | undefined = smallest(file, p); n && !ts.isStatement(n); n = n.parent) if (n.parent && ts.isArrayLiteralExpression(n.parent)) return span(n);
      return undefined;
    },
    argumentsAt: (s, e) => at(s, e, isCall)?.arguments?.map(span),
    closingOf: (s, e) => (at(s, e, isCall)?.arguments ? e - 1 : undefined),
    propertyAround(s, e) {
      for (let n: ts.Node | undefined = smallest(file, s); n; n = n.parent) {
        if (ts.isPropertyAssignment(n) && n.end >= e) return { ...span(n), key: n.name.getText(file) };
        if (ts.isShorthandPropertyAssignment(n) && n.end >= e) return { ...span(n), key: n.name.text };
        if (ts.isStatement(n)) return undefined;
      }
      return undefined;
    },
    keysAround(s, e) {
      const keys: string[] = [];
      for (let n: ts.Node | undefined = smallest(file, s); n && !ts.isStatement(n); n = n.parent)
        if ((ts.isPropertyAssignment(n) || ts.isShorthandPropertyAssignment(n)) && n.end >= e && (ts.isIdentifier(n.name) || ts.isStringLiteral(n.name))) keys.push(n.name.text);
      return keys;
    },
    joinedAt(s, e) {
      const template = at(s, e, ts.isTemplateExpression);
      if (template) return { texts: [template.head.text, ...template.templateSpans.map((t) => t.literal.text)], holes: template.templateSpans.map((t) => span(t.expression)) };
      const sum = at(s, e, ts.isBinaryExpression);
      return sum && joined(sum, span);
    },
    statementAround(p) {
      for (let n: ts.Node | undefined = smallest(file, p); n; n = n.parent) {
        if (ts.isFunctionLike(n)) return undefined;
        if (ts.isStatement(n) && !ts.isBlock(n) && n.parent && (ts.isBlock(n.parent) || ts.isSourceFile(n.parent) || ts.isCaseOrDefaultClause(n.parent)))
          return { ...span(n), indent: indentAt(start(n)) };
      }
      return undefined;
    },
    branchStatement(p) {
      for (let n: ts.Node | undefined = smallest(file, p); n?.parent && !ts.isFunctionLike(n); n = n.parent) {
        if (!ts.isStatement(n) || ts.isBlock(n)) continue;
        const bare = ts.isIfStatement(n.parent);
        // What stands behind others on its line has nothing but that line's indent.
        if (bare || ts.isBlock(n.parent) || ts.isSourceFile(n.parent) || ts.isCaseOrDefaultClause(n.parent)) return { ...span(n), indent: indentAt(start(n)), bare };
      }
      return undefined;
    },
    attributePlace(p) {
      for (let n: ts.Node | undefined = smallest(file, p); n && !ts.isStatement(n); n = n.parent) {
        if (ts.isJsxElement(n)) return n.openingElement.tagName.end;
        if (ts.isJsxSelfClosingElement(n)) return n.tagName.end;
      }
      return undefined;
    },
    loopAt(p) {
      for (let n: ts.Node | undefined = smallest(file, p); n; n = n.parent)
        if (ts.isIterationStatement(n, false)) return ts.isBlock(n.statement) ? { start: start(n), bodyStart: start(n.statement) + 1 } : undefined;
      return undefined;
    },
    statementIndent: (p) => (text[p - 1] === '{' ? `${indentAt(p - 1)}${style.indent}` : indentAt(p - 1)),
    oneLiner: (p) => !/^[ \t]*\r?\n/.test(text.slice(p)),
    gapBefore: (p) => (lineStart(p) + indentAt(p).length === p ? `${style.eol}${indentAt(p)}` : ' '),
    functionAround(p) {
      const n = functionNode(p);
      if (!n) return undefined;
      const body = n.body && ts.isBlock(n.body) ? n.body : undefined;
      return {
        async: isAsync(n),
        asyncAt: asyncAt(n, file),
        params: n.parameters.map((x) => x.name.getText(file)),
        patterns: n.parameters.map(patternOf),
        paramsEnd: paramsEnd(n, file),
        bodyStart: body && behindDirectives(body, start(body) + 1),
        expression: n.body && !body ? span(n.body) : undefined,
        given: ts.isCallExpression(n.parent) || ts.isPropertyAssignment(n.parent),
        indent: indentAt(start(n)),
        start: start(n),
      };
    },
    awaits(p) {
      const n = functionNode(p);
      return n ? isAsync(n) : style.esm;
    },
    answeredAt(s, e) {
      const made = at(s, e, isCall);
      const parent = made && outer(made);
      const call = made && ts.isNewExpression(made) && parent && ts.isCallExpression(parent) && parent.arguments.some((a) => a === made) ? parent : made;
      const asked = call && outer(call);
      if (!asked) return undefined;
      const returned = (ts.isReturnStatement(asked) || ts.isArrowFunction(asked)) && functionNode(start(call));
      return ts.isAwaitExpression(asked) || (returned && isAsync(returned)) ? span(call) : undefined;
    },
    setOption(o, key, value) {
      const existing = o.props.find((p) => p.key === key);
      if (existing) return { start: existing.start, end: existing.end, newText: `${key}: ${value}` };
      const last = o.props[o.props.length - 1];
      if (!last) return { start: o.start, end: o.end, newText: `{ ${key}: ${value} }` };
      const lines = text.slice(o.start, o.end).includes('\n');
      // A comma may already stand behind the last property, and a comment that is about it.
      const comma = /^\s*,/.exec(text.slice(last.end, o.end))?.[0] ?? '';
      const comment = lines ? (/^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/(?=[ \t]*\r?\n))/.exec(text.slice(last.end + comma.length, o.end))?.[0] ?? '') : '';
      const gap = lines ? `${style.eol}${indentAt(last.start)}` : ' ';
      const added = `${gap}${key}: ${value}`;
      const behind = last.end + comma.length + comment.length;
      return comma ? { start: behind, end: behind, newText: `${added},` } : { start: last.end, end: behind, newText: `,${comment}${added}` };
    },
    dropProperty({ start: s, end: e }) {
      const after = /^\s*,/.exec(text.slice(e));
      const before = /,\s*$/.exec(text.slice(0, s));
      if (after) return { start: s, end: e + after[0].length + (/^[ \t]*(\r?\n[ \t]*)?/.exec(text.slice(e + after[0].length))?.[0].length ?? 0), newText: '' };
      return { start: before ? s - before[0].length : s, end: e, newText: '' };
    },
    importName: (module, name) => importName(file, text, style, module, name),
    declarationOf: (name, p) => declarationOf(file, name, p),
    boundName: (s, e) => boundName(file, s, e),
  };
}

/** What stands around an expression and its parentheses. */
function outer(n: ts.Node): ts.Node {
  let out = n.parent;
  while (ts.isParenthesizedExpression(out)) out = out.parent;
  return out;
}

type Call = ts.CallExpression | ts.NewExpression;
const isCall = (n: ts.Node): n is Call => ts.isCallExpression(n) || ts.isNewExpression(n);
const isAsync = (n: ts.FunctionLikeDeclaration): boolean => ts.canHaveModifiers(n) && (ts.getModifiers(n) ?? []).some((m) => m.kind === K.AsyncKeyword);

/** A function that says it returns something else than a promise cannot wait, nor can a constructor, an accessor or a generator. */
function asyncAt(n: ts.FunctionLikeDeclaration, file: ts.SourceFile): number | undefined {
  if (isAsync(n) || n.asteriskToken || (n.type && !/^Promise\b/.test(n.type.getText(file)))) return undefined;
  if (ts.isArrowFunction(n) || ts.isFunctionExpression(n)) return n.getStart(file);
  if (ts.isMethodDeclaration(n)) return n.name.getStart(file);
  return ts.isFunctionDeclaration(n)
    ? n
        .getChildren(file)
        .find((c) => c.kind === K.FunctionKeyword)
        ?.getStart(file)
    : undefined;
}

function behindDirectives(body: ts.Block, from: number): number {
  let at = from;
  for (const s of body.statements) {
    if (!ts.isExpressionStatement(s) || !ts.isStringLiteral(s.expression)) break;
    at = s.end;
  }
  return at;
}

function paramsEnd(n: ts.FunctionLikeDeclaration, file: ts.SourceFile): number | undefined {
  const close = n.getChildren(file).find((c) => c.kind === K.CloseParenToken);
  const last = n.parameters[n.parameters.length - 1];
  return !close || last?.dotDotDotToken ? undefined : (last?.end ?? close.getStart(file));
}

/** `'a' + b + 'c'` as texts and holes, like a template. */
function joined(sum: ts.BinaryExpression, span: (n: ts.Node) => { start: number; end: number }): { texts: string[]; holes: { start: number; end: number }[] } | undefined {
  const terms: ts.Expression[] = [];
  let n: ts.Expression = sum;
  for (; ts.isBinaryExpression(n) && n.operatorToken.kind === K.PlusToken; n = n.left) terms.unshift(n.right);
  terms.unshift(n);
  const texts = [''];
  const holes: { start: number; end: number }[] = [];
  for (const t of terms) {
    if (ts.isStringLiteralLike(t)) texts[texts.length - 1] += t.text;
    else {
      holes.push(span(t));
      texts.push('');
    }
  }
  return texts.some(Boolean) ? { texts, holes } : undefined;
}
