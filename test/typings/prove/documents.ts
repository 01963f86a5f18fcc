/** Model documents with the lines where their keys stand. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isMap, isScalar, LineCounter, parseAllDocuments, type Document } from 'yaml';
import type { ModelDocument } from '../../../server/analysis/models/format';

export const MODELS = path.join(__dirname, '../../../rules/models');

export interface Source {
  file: string;
  document: ModelDocument;
  /** The line of a key below the document, as `['calls', 'OpenAI']`; the document's first line where there is none. */
  lineOf: (keys: readonly string[]) => number;
}

export const modelFiles = (): string[] =>
  fs
    .readdirSync(MODELS)
    .filter((f) => f.endsWith('.yml'))
    .sort();

export const readModels = (file: string): Source[] => sourcesOf(file, fs.readFileSync(path.join(MODELS, file), 'utf8'));

export function sourcesOf(file: string, text: string): Source[] {
  const lines = new LineCounter();
  return parseAllDocuments(text, { lineCounter: lines }).flatMap((d) => {
    const document = 'errors' in d ? (d.toJS({ maxAliasCount: 100 }) as ModelDocument | null) : null;
    return document ? [{ file, document, lineOf: (keys) => lines.linePos(offsetOf(d as Document, keys)).line }] : [];
  });
}

function offsetOf(document: Document, keys: readonly string[]): number {
  let at: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const key of keys) {
    if (!isMap(at)) break;
    const pair = at.items.find((p) => isScalar(p.key) && String(p.key.value) === key);
    if (!pair || !isScalar(pair.key)) break;
    offset = pair.key.range?.[0] ?? offset;
    at = pair.value;
  }
  return offset;
}

/** Modules that a document describes. */
export const modulesOf = (d: ModelDocument): string[] => [d.package, ...(d.also ?? [])];
