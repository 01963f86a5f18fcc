/** TypeScript → JavaScript for what is written into a project that has no TypeScript. */
import ts from 'typescript';

export function withoutTypes(text: string, esm: boolean): string {
  const module = esm ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS;
  return ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022, module, esModuleInterop: true } }).outputText;
}
