/**
 * What is open and in no folder: an unsaved file, a file of a virtual workspace, a file opened by itself, the cells of a notebook.
 * Each is analysed alone. The cells of one notebook are one program, as they are when they run.
 */
import { TextDocument } from 'vscode-languageserver-textdocument';
import { RULES } from '../../rules';
import { createAnalyzer } from '../engine/analyzer';
import { type Config, DEFAULT_CONFIG, type ResolutionHost } from '../engine/api';
import type { Place } from '../analysis/findings/finding';
import { builtInHelpers, builtInModels } from '../main/builtin';
import { converter } from './convert';
import type { Folder } from './folder';
import { inSlices } from './slices';

/** A document, or a cell of a notebook, in order. */
export interface Part {
  uri: string;
  languageId: string;
  text: string;
}

export interface Loose extends Folder {
  /** The one file that its parts make. */
  file: string;
  set(parts: readonly Part[]): void;
}

const EXTENSIONS: Record<string, string> = { typescript: 'ts', typescriptreact: 'tsx', javascript: 'js', javascriptreact: 'jsx', vue: 'vue', svelte: 'svelte', astro: 'astro' };
/** Of a notebook that holds several languages, the one that can say what the others say. */
const RICHEST = ['typescriptreact', 'typescript', 'javascriptreact', 'javascript'];

export const isSource = (languageId: string): boolean => languageId in EXTENSIONS;

const NOTHING: ResolutionHost = { fileExists: () => false, directoryExists: () => false, readFile: () => undefined };

export function openLoose(uri: string, first: readonly Part[]): Loose {
  const language = RICHEST.find((l) => first.some((p) => p.languageId === l)) ?? first[0]!.languageId;
  const file = `loose.${EXTENSIONS[language] ?? 'ts'}`;
  const analyzer = createAnalyzer({ host: NOTHING, models: builtInModels(), rules: RULES, helpers: builtInHelpers() });
  let parts: (Part & { start: number; document: TextDocument })[] = [];
  let text = '';
  let defaults: Partial<Config> = {};
  let showUpcoming = false;
  const configure = (): void => void analyzer.setConfigs([{ ...DEFAULT_CONFIG, ...defaults }]);
  const set = (next: readonly Part[]): void => {
    text = '';
    parts = next.map((p) => {
      const start = text.length;
      text += `${p.text}\n`;
      return { ...p, start, document: TextDocument.create(p.uri, '', 0, p.text) };
    });
    analyzer.setFile({ path: file, text });
  };
  configure();
  set(first);
  /** The part that a place begins in. */
  const partOf = (p: Place): (typeof parts)[0] => parts.findLast((x) => x.start <= p.start) ?? parts[0]!;
  const range = (p: Place): ReturnType<Folder['convert']['range']> => {
    const { start, document } = partOf(p);
    return { start: document.positionAt(p.start - start), end: document.positionAt(p.end - start) };
  };
  const textOf = (p: string): string => (p === file ? text : '');
  return {
    root: uri,
    name: uri.slice(uri.lastIndexOf('/') + 1),
    file,
    set,
    uri: () => parts[0]!.uri,
    convert: converter(() => uri, textOf, { range, location: (p) => ({ uri: partOf(p).uri, range: range(p) }) }),
    textOf,
    contains: () => false,
    relative: () => file,
    edit: () => undefined,
    touched: () => undefined,
    findings: (p) => analyzer.findings(p),
    all: () => analyzer.scan().findings,
    upcoming: (p) => (showUpcoming ? analyzer.upcoming(p) : []),
    workloads: () => analyzer.workloads(),
    async solve(token, pause) {
      return (
        (await inSlices(
          (cut) => (analyzer.findings('', cut), true),
          token,
          () => pause?.({ done: 1, all: 1 }),
        )) ?? false
      );
    },
    exists: (p) => p === file,
    setAside: () => [],
    problems: () => [],
    summary: () => ({ files: [file], skipped: {}, cut: analyzer.scan().stats.cut }),
    configure(next, upcoming) {
      showUpcoming = upcoming;
      if (JSON.stringify(next) === JSON.stringify(defaults)) return;
      defaults = next;
      configure();
    },
    // A helper of its own needs a folder to stand in, and so does a configuration.
    fixes: (f) => analyzer.fixes(f, textOf).filter((x) => x.creates.length === 0 && !x.declareLock),
    phase: () => defaults.phase ?? DEFAULT_CONFIG.phase,
  };
}
