/** Whether a document has the form of a model, as far as the look-up relies on it: a project's own models are written by hand, or by a stranger. */
type Fits = (value: unknown) => boolean;

const text: Fits = (v) => typeof v === 'string';
const record: Fits = (v) => typeof v === 'object' && v !== null && !Array.isArray(v);
const list =
  (of: Fits): Fits =>
  (v) =>
    Array.isArray(v) && v.every(of);
const named =
  (of: Fits): Fits =>
  (v) =>
    record(v) && Object.values(v as object).every(of);
const either =
  (...of: Fits[]): Fits =>
  (v) =>
    of.some((f) => f(v));

const SECTIONS: Record<string, [Fits, string]> = {
  package: [text, 'a module name'],
  also: [list(text), 'a list of module names'],
  generated: [list(text), 'a list of regular expressions'],
  provider: [text, 'a name'],
  types: [named(record), 'types by name, each an object'],
  reads: [named(either(text, list(text), record)), 'reads by name, each a kind of data or an object'],
  calls: [named(either(record, list(record))), 'calls by name, each an object or a list of objects'],
  files: [list((v) => record(v) && text((v as { glob?: unknown }).glob)), 'a list of objects with a `glob`'],
  jsx: [list(record), 'a list of objects'],
  endpoints: [list(record), 'a list of objects'],
  bindings: [list(text), 'a list of names'],
  aliases: [named(text), 'names by name'],
};

/** What does not fit, in a sentence; undefined where all does. */
export function misfit(document: object): string | undefined {
  for (const [section, [fits, form]] of Object.entries(SECTIONS)) {
    const value: unknown = Object.hasOwn(document, section) ? document[section as keyof typeof document] : undefined;
    if (value !== undefined && !fits(value)) return `\`${section}\` of a model must be ${form}`;
  }
  return undefined;
}
