/** The formats by name. */
import { githubReport } from './github';
import { gitlabReport } from './gitlab';
import { htmlReport } from './html';
import { jsonReport } from './json';
import { junitReport } from './junit';
import { markdownReport } from './markdown';
import type { Report } from './report';
import { sarifReport } from './sarif';
import { summary, textReport } from './text';

export interface Look {
  colour: boolean;
  quiet: boolean;
}

type Format = (report: Report, look: Look) => string;

export const FORMATS = {
  text: (r, { colour, quiet }) => [textReport(r.findings, r.texts, colour), quiet ? '' : summary(r)].filter(Boolean).join('\n'),
  json: jsonReport,
  sarif: (r) => JSON.stringify(sarifReport(r), undefined, 2),
  github: githubReport,
  gitlab: gitlabReport,
  junit: junitReport,
  markdown: markdownReport,
  html: htmlReport,
} satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];
export const render = (name: FormatName, report: Report, look: Look): string => (FORMATS[name] as Format)(report, look);
