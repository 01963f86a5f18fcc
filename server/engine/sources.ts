/** The files of a workspace: their texts until somebody needs their facts, and their facts from then on. */
import type { FileFacts } from '../analysis/facts/ir';
import { lowerFile } from '../analysis/facts/lower';
import { parse } from '../analysis/syntax/parse';
import { specifiersIn } from '../analysis/syntax/prescan';
import type { SourceFileInput } from './api';

/** Facts of unchanged files from an earlier run. */
export interface FactsCache {
  get(text: string, path: string): FileFacts | undefined;
  set(text: string, facts: FileFacts): void;
}

export interface Sources {
  set(input: SourceFileInput): void;
  delete(path: string): void;
  has(path: string): boolean;
  /** In the order of the alphabet. */
  paths(): readonly string[];
  /** The answer to a question about the text: remembered by the question, until the file changes. */
  ask(path: string, question: (text: string) => boolean): boolean;
  /** Modules that the file may import: more than its facts name, never fewer. */
  specifiers(path: string): readonly string[];
  /** Parses the file if nobody has asked before. */
  facts(path: string): FileFacts;
  /** Facts that somebody has asked for. */
  known(): ReadonlyMap<string, FileFacts>;
  size(): number;
}

interface Source {
  input: SourceFileInput;
  specifiers?: readonly string[];
  answers: Map<(text: string) => boolean, boolean>;
}

export interface SourcesOptions {
  at: (path: string) => void;
  cache?: FactsCache;
  /** Told of each file that was lowered. */
  onLowered(): void;
}

export function createSources({ at, cache, onLowered }: SourcesOptions): Sources {
  const files = new Map<string, Source>();
  const facts = new Map<string, FileFacts>();
  let sorted: readonly string[] | undefined;

  const lower = ({ path, text, tree, typed }: SourceFileInput): FileFacts => {
    const known = typed ? undefined : cache?.get(text, path);
    if (known) return known;
    at(path);
    const lowered = lowerFile(tree ?? parse(path, text));
    onLowered();
    if (!typed) cache?.set(text, lowered);
    return lowered;
  };

  return {
    set(input) {
      if (!files.has(input.path)) sorted = undefined;
      files.set(input.path, { input: { ...input }, answers: new Map() });
      facts.delete(input.path);
    },
    delete(path) {
      files.delete(path);
      facts.delete(path);
      sorted = undefined;
    },
    has: (path) => files.has(path),
    paths: () => (sorted ??= [...files.keys()].sort()),
    ask(path, question) {
      const { input, answers } = files.get(path)!;
      let answer = answers.get(question);
      if (answer === undefined) answers.set(question, (answer = question(input.text)));
      return answer;
    },
    specifiers(path) {
      const source = files.get(path)!;
      return (source.specifiers ??= specifiersIn(source.input.text));
    },
    facts(path) {
      let known = facts.get(path);
      if (!known) {
        const source = files.get(path)!;
        facts.set(path, (known = lower(source.input)));
        // A tree is large, and nobody asks for it again.
        delete source.input.tree;
      }
      return known;
    },
    known: () => facts,
    size: () => files.size,
  };
}
