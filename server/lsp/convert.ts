/** Findings in the words of the protocol. Offsets become positions here, and only here. */
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Diagnostic, DiagnosticSeverity, type Location, type Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { RULES } from '../../rules';
import type { Finding, Place, Problem } from '../analysis/findings/finding';

const SEVERITY = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, information: DiagnosticSeverity.Information } as const;
const HELP = new Map(RULES.map((r) => [r.meta.id, r.meta.helpUri]));

export interface Converter {
  /** `upcoming`: due in a later phase, shown as a hint. */
  diagnostic(f: Finding, upcoming?: boolean): Diagnostic;
  problem(p: Problem): Diagnostic;
  location(p: Place): Location;
  range(p: Place): Range;
}

/** `textOf` gives the text that was analysed, open or on disk. */
export function converter(root: string, textOf: (path: string) => string): Converter {
  const documents = new Map<string, TextDocument>();
  const documentOf = (p: string): TextDocument => {
    const text = textOf(p);
    let d = documents.get(p);
    if (d?.getText() !== text) documents.set(p, (d = TextDocument.create(p, '', 0, text)));
    return d!;
  };
  const range = (p: Place): Range => {
    const d = documentOf(p.path);
    return { start: d.positionAt(p.start), end: d.positionAt(p.end) };
  };
  const location = (p: Place): Location => ({ uri: pathToFileURL(path.join(root, p.path)).href, range: range(p) });
  return {
    range,
    location,
    problem: (p) => ({
      range: p.span ? range({ path: p.path, ...p.span }) : { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      severity: DiagnosticSeverity.Error,
      source: 'locksmith',
      code: 'config',
      message: p.message,
    }),
    diagnostic(f, upcoming = false) {
      const help = HELP.get(f.rule);
      return {
        range: range(f.place),
        severity: upcoming ? DiagnosticSeverity.Hint : SEVERITY[f.level],
        source: 'locksmith',
        code: f.rule,
        ...(help ? { codeDescription: { href: help } } : {}),
        message: `${f.message.what}\n${f.message.why}\n${f.message.todo}`,
        relatedInformation: [...f.path, ...f.related].map((s) => ({ location: location(s), message: s.label })),
        data: { fingerprint: f.fingerprint },
      };
    },
  };
}
