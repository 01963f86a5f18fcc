/** Findings in the words of the protocol. Offsets become positions here, and only here. */
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
  /** What is underlined: of a place of many lines, the first. A route with its handler may fill the screen. */
  mark(p: Place): Range;
}

/** How places become ranges of documents. */
export type Positions = Pick<Converter, 'range' | 'location'>;

/** `uri` gives the address of a file, `textOf` the text that was analysed, open or on disk; `at` is for files that are no documents. */
export function converter(uri: (path: string) => string, textOf: (path: string) => string, at = positions(uri, textOf)): Converter {
  const { range, location } = at;
  const mark = (p: Place): Range => {
    const whole = range(p);
    if (whole.start.line === whole.end.line) return whole;
    const first = textOf(p.path).slice(p.start, p.end).split(/\r?\n/, 1)[0]!.trimEnd();
    return { start: whole.start, end: { line: whole.start.line, character: whole.start.character + first.length } };
  };
  return {
    range,
    location,
    mark,
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
        range: mark(f.place),
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

function positions(uri: (path: string) => string, textOf: (path: string) => string): Positions {
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
  return { range, location: (p) => ({ uri: uri(p.path), range: range(p) }) };
}
