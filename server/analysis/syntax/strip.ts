/** TypeScript → JavaScript for what is written into a project that has no TypeScript: what is left stands as it stood, comments and blank lines too. */
import ts from 'typescript';
import { parse } from './parse';
import { K } from './kinds';

interface Change {
  start: number;
  end: number;
  text: string;
}

/** `esm` keeps `import` and `export`; without it they become what CommonJS has for them. */
export function withoutTypes(text: string, esm: boolean): string {
  const { sourceFile: file } = parse('helper.ts', text);
  const changes = [...typesIn(file, text), ...(esm ? [] : commonJs(file))];
  return changes
    .sort((a, b) => b.start - a.start)
    .reduce((out, c) => out.slice(0, c.start) + c.text + out.slice(c.end), text)
    .trimStart();
}

const cut = (start: number, end: number): Change => ({ start, end, text: '' });

function typesIn(file: ts.SourceFile, text: string): Change[] {
  const out: Change[] = [];
  const open: ts.Node[] = [file];
  for (let n = open.pop(); n; n = open.pop()) {
    if (ts.isTypeAliasDeclaration(n) || ts.isInterfaceDeclaration(n)) {
      // Its comment goes with it, and the line that it leaves empty.
      out.push(cut(n.getFullStart() === 0 ? 0 : n.getFullStart() + 1, Math.min(n.end + 1, text.length)));
      continue;
    }
    if (ts.isAsExpression(n) || ts.isSatisfiesExpression(n) || ts.isNonNullExpression(n)) {
      out.push(cut(n.expression.end, n.end));
      open.push(n.expression);
      continue;
    }
    const { type, typeParameters, typeArguments, questionToken } = n as {
      type?: ts.TypeNode;
      typeParameters?: ts.NodeArray<ts.Node>;
      typeArguments?: ts.NodeArray<ts.Node>;
      questionToken?: ts.Node;
    };
    if (type) out.push(cut(questionToken?.getStart(file) ?? text.lastIndexOf(':', type.getStart(file)), type.end));
    for (const list of [typeParameters, typeArguments]) if (list) out.push(cut(list.pos - 1, list.end + 1));
    ts.forEachChild(n, (c) => void (c === type || [typeParameters, typeArguments].some((l) => l?.includes(c)) || open.push(c)));
  }
  return out;
}

function commonJs(file: ts.SourceFile): Change[] {
  const out: Change[] = [];
  const exported: string[] = [];
  for (const s of file.statements) {
    if (ts.isImportDeclaration(s)) {
      const named = s.importClause?.namedBindings;
      const parts = [
        ...(s.importClause?.name ? [`default: ${s.importClause.name.text}`] : []),
        ...(named && ts.isNamedImports(named) ? named.elements.map((e) => (e.propertyName ? `${e.propertyName.text}: ${e.name.text}` : e.name.text)) : []),
      ];
      const names = named && ts.isNamespaceImport(named) ? named.name.text : `{ ${parts.join(', ')} }`;
      out.push({ start: s.getStart(file), end: s.end, text: `const ${names} = require(${s.moduleSpecifier.getText(file)});` });
      continue;
    }
    const word = ts.canHaveModifiers(s) ? ts.getModifiers(s)?.find((m) => m.kind === K.ExportKeyword) : undefined;
    if (!word || ts.isTypeAliasDeclaration(s) || ts.isInterfaceDeclaration(s)) continue;
    out.push(cut(word.getStart(file), word.end + 1));
    if (ts.isFunctionDeclaration(s) || ts.isClassDeclaration(s)) exported.push(s.name!.text);
    else if (ts.isVariableStatement(s)) exported.push(...s.declarationList.declarations.map((d) => d.name.getText(file)));
  }
  return [...out, { start: file.end, end: file.end, text: `\n${exported.map((n) => `exports.${n} = ${n};\n`).join('')}` }];
}
