/** Where an import can be written: merged into one that is there, after the others, or at the head of the file. */
import ts from 'typescript';
import type { PageEdit } from './page';
import type { Style } from './style';

/** `name` is an export, or `default Name` for the default one under a name. */
export function importName(file: ts.SourceFile, text: string, style: Style, module: string, name: string): PageEdit[] {
  const q = style.quote;
  const declarations = file.statements.filter(ts.isImportDeclaration);
  const whole = /^default (.+)$/.exec(name)?.[1];
  if (whole) {
    if (declarations.some((d) => (d.moduleSpecifier as ts.StringLiteral).text === module && d.importClause?.name?.text === whole)) return [];
    const required = `const ${whole} = require(${q}${module}${q})${style.semicolon}`;
    if (!style.esm && text.includes(required)) return [];
    return asLine(file, text, style, declarations, style.esm ? `import ${whole} from ${q}${module}${q}${style.semicolon}` : required);
  }
  const same = declarations.find((d) => (d.moduleSpecifier as ts.StringLiteral).text === module && !d.importClause?.isTypeOnly);
  const named = same?.importClause?.namedBindings;
  if (named && ts.isNamedImports(named)) {
    if (named.elements.some((e) => e.name.text === name)) return [];
    const last = named.elements[named.elements.length - 1];
    return last ? [{ start: last.end, end: last.end, newText: `, ${name}` }] : [{ start: named.getStart(file), end: named.end, newText: `{ ${name} }` }];
  }
  const required = `const { ${name} } = require(${q}${module}${q})${style.semicolon}`;
  if (!style.esm && text.includes(required)) return [];
  return asLine(file, text, style, declarations, style.esm ? `import { ${name} } from ${q}${module}${q}${style.semicolon}` : required);
}

function asLine(file: ts.SourceFile, text: string, style: Style, declarations: readonly ts.ImportDeclaration[], line: string): PageEdit[] {
  const lastImport = style.esm ? declarations[declarations.length - 1] : lastRequire(file);
  if (lastImport) return [{ start: lastImport.end, end: lastImport.end, newText: `${style.eol}${line}` }];
  const top = firstPlace(file, text);
  return [{ start: top, end: top, newText: `${line}${style.eol}` }];
}

/** After a shebang, the directives (`'use server'`) and the comments at the head of a file. */
function firstPlace(file: ts.SourceFile, text: string): number {
  const directives = file.statements.filter(
    (s, n) => ts.isExpressionStatement(s) && ts.isStringLiteral(s.expression) && file.statements.slice(0, n).every(ts.isExpressionStatement),
  );
  const last = directives[directives.length - 1];
  if (last) return text.indexOf('\n', last.end) + 1 || last.end;
  return file.statements[0]?.getStart(file) ?? text.length;
}

function lastRequire(file: ts.SourceFile): ts.Statement | undefined {
  const is = (s: ts.Statement): boolean =>
    ts.isVariableStatement(s) && s.declarationList.declarations.some((d) => d.initializer !== undefined && /^require\(/.test(d.initializer.getText(file)));
  return file.statements.filter(is).pop();
}
