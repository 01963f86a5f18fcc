import { makeFix, type FixMaker } from '../../../server/analysis/api';

/** Counts the rounds of a hand-written loop, and leaves it by an error when there are too many. */
export const countRounds: FixMaker = (c) => {
  const loop = c.page.loopAt(c.finding.place.start);
  const at = loop && c.page.statementAround(loop.start);
  if (!loop || !at || at.start !== loop.start || c.page.text.includes('let rounds')) return undefined;
  const { eol, indent, semicolon, quote } = c.page.style;
  const before = `let rounds = 0${semicolon}${eol}${at.indent}`;
  const first = `${eol}${at.indent}${indent}if (++rounds > 10) throw new Error(${quote}No answer after ten rounds.${quote})${semicolon}`;
  const edits = [
    { start: loop.start, end: loop.start, newText: before },
    { start: loop.bodyStart, end: loop.bodyStart, newText: first },
  ];
  return makeFix({ title: 'Stop after ten rounds', tier: 'suggested', on: c.page, edits });
};
