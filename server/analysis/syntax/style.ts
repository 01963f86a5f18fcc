/** How a file is written: quotes, semicolons, line ends, module system, extensions of relative imports. What is inserted follows it. */
import ts from 'typescript';
import { K } from './kinds';

export interface Style {
  quote: "'" | '"';
  semicolon: ';' | '';
  eol: '\n' | '\r\n';
  indent: string;
  esm: boolean;
  /** `.js`, `.ts` or nothing, as the file writes its own relative imports; undefined where it has none. */
  extension?: string;
}

export function styleOf(file: ts.SourceFile, text: string): Style {
  const imports = file.statements.filter((s): s is ts.ImportDeclaration => ts.isImportDeclaration(s));
  // A half-typed import names no module, or something else than a text.
  const specifiers = imports.flatMap((i) => (ts.isStringLiteral(i.moduleSpecifier) ? [i.moduleSpecifier.text] : []));
  const relative = specifiers.filter((s) => s.startsWith('.'));
  const sample = imports[0]?.moduleSpecifier.getText(file) ?? /require\((['"])/.exec(text)?.[1] ?? /['"]/.exec(text)?.[0] ?? "'";
  const ended = file.statements.filter((s) => ts.isImportDeclaration(s) || ts.isVariableStatement(s) || ts.isExpressionStatement(s));
  const esm = imports.length > 0 || file.statements.some((s) => ts.isExportAssignment(s) || ts.isExportDeclaration(s) || exported(s));
  return {
    quote: sample.startsWith('"') ? '"' : "'",
    semicolon: ended.length === 0 || ended.filter((s) => text[s.end - 1] === ';').length * 2 >= ended.length ? ';' : '',
    // Of mixed line ends, the more frequent one.
    eol: text.split('\r\n').length * 2 > text.split('\n').length ? '\r\n' : '\n',
    indent: /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ',
    esm: esm || (/\.(mts|mjs|ts|tsx)$/.test(file.fileName) && !/\brequire\(/.test(text)),
    extension: relative.length > 0 ? (/\.[cm]?[jt]sx?$/.exec(relative[0]!)?.[0] ?? '') : undefined,
  };
}

const exported = (s: ts.Statement): boolean => ts.canHaveModifiers(s) && (ts.getModifiers(s) ?? []).some((m) => m.kind === K.ExportKeyword);
