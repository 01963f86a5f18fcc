import type { Finding } from '../analysis/findings/finding';
import type { Report } from './report';

const SEVERITY = { error: 'critical', warning: 'major', information: 'info' } as const;

/** GitLab's Code Quality report. It drops entries whose fingerprint it has seen, so that these are made unique. */
export function gitlabReport({ findings, texts }: Report): string {
  const seen = new Map<string, number>();
  const unique = (f: Finding): string => {
    const n = (seen.get(f.fingerprint) ?? 0) + 1;
    seen.set(f.fingerprint, n);
    return n === 1 ? f.fingerprint : `${f.fingerprint}-${n}`;
  };
  const entries = findings.map((f) => ({
    type: 'issue',
    description: `${f.message.what} ${f.message.todo}`,
    content: { body: `${f.message.what}\n\n${f.message.why}\n\n${f.message.todo}` },
    categories: ['Security'],
    check_name: f.rule,
    fingerprint: unique(f),
    severity: SEVERITY[f.level],
    location: { path: f.place.path, lines: { begin: texts.at(f.place.path, f.place.start).line, end: texts.at(f.place.path, f.place.end).line } },
  }));
  return JSON.stringify(entries, undefined, 2);
}
