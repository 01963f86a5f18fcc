/** What is open in the editor, and where it belongs: a file of a folder, or something loose. */
import { fileURLToPath } from 'node:url';
import { type Connection, NotebookDocuments, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { At } from './commands';
import type { Folder } from './folder';
import { type Loose, type Part, isSource, openLoose } from './loose';
import { canonical } from './uris';

export interface Documents {
  listen(connection: Connection): void;
  placeOf(uri: string): At | undefined;
  /** Of an open document, by its canonical address. */
  version(uri: string): number | null;
  loose(): Loose[];
}

/** `changed` is called after every edit, with what went wrong in it reported by `guarded`. */
export function openDocuments(folders: readonly Folder[], configure: (loose: Loose) => void, guarded: (what: string, f: () => void) => void, changed: () => void): Documents {
  const documents = new TextDocuments(TextDocument);
  const notebooks = new NotebookDocuments(TextDocument);
  /** By the address of the document or the notebook. */
  const loose = new Map<string, Loose>();

  const inFolder = (uri: string): At | undefined => {
    if (!uri.startsWith('file:')) return undefined;
    const file = fileURLToPath(uri);
    const folder = folders.filter((f) => f.contains(file)).sort((a, b) => b.root.length - a.root.length)[0];
    return folder && { folder, file: folder.relative(file) };
  };
  const setLoose = (uri: string, parts: readonly Part[]): void => {
    const there = loose.get(uri);
    if (parts.length === 0) loose.delete(uri);
    else if (there) there.set(parts);
    else {
      const made = openLoose(uri, parts);
      configure(made);
      loose.set(uri, made);
    }
  };

  documents.onDidChangeContent(({ document }) => {
    guarded('an edit', () => {
      const place = inFolder(document.uri);
      if (place) place.folder.edit(place.file, document.getText());
      else if (isSource(document.languageId)) setLoose(document.uri, [{ uri: canonical(document.uri), languageId: document.languageId, text: document.getText() }]);
    });
    changed();
  });
  documents.onDidClose(({ document }) => {
    guarded('closing', () => {
      const place = inFolder(document.uri);
      if (place) place.folder.edit(place.file, undefined);
      else loose.delete(document.uri);
    });
    changed();
  });

  const readNotebook = (uri: string): void => {
    const cells = notebooks.getNotebookDocument(uri)?.cells ?? [];
    const parts = cells.flatMap((cell): Part[] => {
      const d = notebooks.getCellTextDocument(cell);
      return d && isSource(d.languageId) ? [{ uri: canonical(d.uri), languageId: d.languageId, text: d.getText() }] : [];
    });
    guarded('a notebook', () => setLoose(uri, parts));
    changed();
  };
  notebooks.onDidOpen(({ uri }) => readNotebook(uri));
  notebooks.onDidChange(({ notebookDocument }) => readNotebook(notebookDocument.uri));
  notebooks.onDidClose(({ uri }) => {
    loose.delete(uri);
    changed();
  });

  return {
    listen(connection) {
      documents.listen(connection);
      notebooks.listen(connection);
    },
    placeOf(uri) {
      const folder = loose.get(notebooks.findNotebookDocumentForCell(uri)?.uri ?? uri);
      return inFolder(uri) ?? (folder && { folder, file: folder.file });
    },
    version: (uri) => (documents.get(uri) ?? notebooks.cellTextDocuments.get(uri) ?? documents.all().find((d) => canonical(d.uri) === uri))?.version ?? null,
    loose: () => [...loose.values()],
  };
}
