import type { Report } from './report';

const escape = (s: string): string => s.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const property = (s: string): string => escape(s).replace(/:/g, '%3A').replace(/,/g, '%2C');

/** Workflow commands that GitHub shows as annotations. */
export const githubReport = ({ findings, texts }: Report): string =>
  findings
    .map((f) => {
      const from = texts.at(f.place.path, f.place.start);
      const to = texts.at(f.place.path, f.place.end);
      const kind = f.level === 'information' ? 'notice' : f.level;
      return `::${kind} file=${property(f.place.path)},line=${from.line},col=${from.column},endLine=${to.line},endColumn=${to.column},title=${property(f.rule)}::${escape(`${f.message.what} ${f.message.todo}`)}`;
    })
    .join('\n');
