/** What other files, and functions of the file itself, know of a file besides what is written in its functions. */
import { hash } from './hash';
import type { ClassFacts, FileFacts } from './ir';

/** Of a class, what is told of it by its members' names and types; where they stand says nothing. */
export const outlineOf = (c: ClassFacts): unknown[] => [c.name, c.fields.map((f) => [f.name, f.type, f.isStatic]), c.methods.map((m) => m.name), c.implements, c.baseType];

/** The same text as long as all of it is the same. */
export const headerOf = (facts: FileFacts): string =>
  hash(JSON.stringify([facts.specifiers, facts.exports, facts.names, facts.required, facts.handedOut, facts.types, facts.classes.map(outlineOf), facts.directives]));
