import ts from 'typescript';
import { LIMITS } from '../limits';
import { type TemplateLoop, extractScript } from './embedded';

/** A tolerant tree. Offsets are offsets in the file's own text, also for script blocks of component files. */
export interface SourceTree {
  path: string;
  sourceFile: ts.SourceFile;
  problems: { message: string; s: number; e: number; kind: 'syntax' | 'limit' }[];
  /** Trees of raw-HTML expressions in templates, each in parentheses; `shift` makes their offsets those of the file. */
  html: ({ attribute: string } & TemplateExpression)[];
  /** The same of the lists that the template walks over. */
  loops: (Pick<TemplateLoop, 'names' | 'apart'> & TemplateExpression)[];
}

interface TemplateExpression {
  sourceFile: ts.SourceFile;
  shift: number;
  start: number;
  end: number;
}

const COMPONENT = /\.(vue|svelte|astro)$/;

/** Reads any text; never throws. What cannot be read is an empty tree and a problem. */
export function parse(path: string, text: string): SourceTree {
  if (text.length > LIMITS.fileSize) return empty(path, `${text.length} characters, more than the ${LIMITS.fileSize} that are analysed`);
  const embedded = COMPONENT.test(path) ? extractScript(path, text) : undefined;
  try {
    const sourceFile = create(path, embedded?.text ?? text);
    const inParentheses = <T extends { start: number; end: number }>(x: T): T & TemplateExpression => ({
      ...x,
      sourceFile: create(path, `(${text.slice(x.start, x.end)})`),
      shift: x.start - 1,
    });
    return { ...treeOf(path, sourceFile), html: (embedded?.html ?? []).map(inParentheses), loops: (embedded?.loops ?? []).map(inParentheses) };
  } catch (error) {
    return empty(path, error instanceof RangeError ? 'nested too deeply to be read' : `could not be parsed: ${String(error)}`);
  }
}

/** A file that is code alone, from its tree. */
export const treeOf = (path: string, sourceFile: ts.SourceFile): SourceTree => ({ path, sourceFile, problems: syntaxProblems(sourceFile), html: [], loops: [] });

function create(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone }, true, scriptKind(path));
}

function empty(path: string, message: string): SourceTree {
  return { path, sourceFile: create(path, ''), problems: [{ message, s: 0, e: 0, kind: 'limit' }], html: [], loops: [] };
}

function scriptKind(path: string): ts.ScriptKind {
  if (/\.[cm]?ts$/.test(path)) return ts.ScriptKind.TS;
  if (path.endsWith('.astro')) return ts.ScriptKind.TSX;
  if (/\.(vue|svelte)$/.test(path)) return ts.ScriptKind.TS;
  // JSX is allowed in plain JavaScript too: bundlers accept it, and nothing else changes.
  return path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.JSX;
}

function syntaxProblems(sourceFile: ts.SourceFile): SourceTree['problems'] {
  const diagnostics = (sourceFile as unknown as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics ?? [];
  return diagnostics.slice(0, 20).map((d) => ({
    message: ts.flattenDiagnosticMessageText(d.messageText, ' '),
    s: d.start,
    e: d.start + d.length,
    kind: 'syntax' as const,
  }));
}
