import type { Finding } from '../analysis/findings/finding';
import type { Report } from './report';

/** XML 1.0 has no way to write most control characters, nor halves of surrogate pairs. */
const sayable = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };
const attribute = (text: string): string => sayable(text).replace(/[&<>"\n\r\t]/g, (c) => NAMED[c]!);
const content = (text: string): string => sayable(text).replace(/[&<>\r]/g, (c) => NAMED[c]!);

/** One suite; a test case for each finding, or one that passed. Files that could not be analysed are errors. */
export function junitReport({ findings, problems, texts, milliseconds }: Report): string {
  const cases = findings.map((f) => {
    const { line, column } = texts.at(f.place.path, f.place.start);
    const text = [f.message.what, f.message.why, f.message.todo, ...steps(f, texts)].join('\n');
    return [
      `    <testcase name="${attribute(`${f.rule} at ${f.place.path}:${line}:${column}`)}" classname="${attribute(f.rule)}" file="${attribute(f.place.path)}" line="${line}">`,
      `      <failure type="${f.level}" message="${attribute(f.message.what)}">${content(text)}</failure>`,
      '    </testcase>',
    ].join('\n');
  });
  const errors = problems.map(
    (p) =>
      `    <testcase name="${attribute(p.path)}" classname="locksmith/${p.kind}" file="${attribute(p.path)}">\n      <error type="${p.kind}" message="${attribute(p.message)}"/>\n    </testcase>`,
  );
  const all = [...cases, ...errors];
  const tests = Math.max(1, all.length);
  const totals = `tests="${tests}" failures="${cases.length}" errors="${errors.length}" time="${(milliseconds / 1000).toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Locksmith" ${totals}>`,
    `  <testsuite name="Locksmith" ${totals}>`,
    ...(all.length > 0 ? all : ['    <testcase name="nothing found" classname="locksmith"/>']),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

const steps = (f: Finding, texts: Report['texts']): string[] => f.path.map((s, i) => `${i + 1}. ${s.path}:${texts.at(s.path, s.start).line} ${s.label}`);
