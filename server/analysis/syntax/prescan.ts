/**
 * What a file imports, read off its text alone: many files of a large workspace are never parsed. It names too much rather than
 * too little, since comments and texts are not told from code.
 */

/** What may stand between a keyword and the text that it takes: comments, and anything that is no quote. Each reads one way only and is bounded, so that a file costs its length. */
const BETWEEN = /(?:\/\*(?:[^*]|\*(?!\/)){0,300}\*\/|\/\/[^\n]{0,300}\n|[^'"`;/]|\/(?![*/])){0,200}/;

/** A keyword that may bring in a module, and the next text behind it; a match takes the keyword only, so that none hides another. */
const IMPORT = new RegExp(`\\b(?:from|import|require)\\b(?=${BETWEEN.source}['"\`]([^'"\`\\n]{1,300})['"\`])`, 'g');

export const specifiersIn = (text: string): string[] => [...new Set([...text.matchAll(IMPORT)].map((m) => m[1]!))];
