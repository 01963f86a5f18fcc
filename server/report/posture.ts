/**
 * The posture report: the three questions of the AWS AI Security Framework, answered for every workload on one page. It has no
 * script and loads nothing from elsewhere, so it can be mailed, printed and kept; its policy says so to the browser.
 */
import { createHash } from 'node:crypto';
import type { Phase, Place, Workload } from '../analysis/findings/finding';
import type { RuleMeta } from '../analysis/findings/rule';
import { escaped } from './html';
import type { Texts } from './lines';
import { codeLines, lineId } from './postureCode';
import { references, workloadSections } from './postureDetails';
import { ICONS } from './postureIcons';
import { matrix } from './postureMatrix';
import { questions } from './postureQuestions';
import { POSTURE_STYLE } from './postureStyle';

export interface Posture {
  title: string;
  phase: Phase;
  workloads: readonly Workload[];
  texts: Texts;
  rules: readonly RuleMeta[];
}

/** Where a link leads: a line of code, the page of a rule. */
export interface PostureLinks {
  line(place: Place): string;
  rule(id: string): string | undefined;
}

/** A page of its own: a line of code is shown on the page itself, for a file that is mailed has no code beside it. */
export function postureReport(p: Posture): string {
  const links: PostureLinks = {
    line: (place) => `#${lineId(place, p.texts)}`,
    rule: (id) => p.rules.find((r) => r.id === id)?.helpUri,
  };
  const hash = createHash('sha256').update(POSTURE_STYLE).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(p.title)}: AI security posture</title>
<style>${POSTURE_STYLE}</style>
</head>
<body>
${postureBody(p, links)}
${codeLines(p)}
</body>
</html>
`;
}

/** The inside of the page; an editor puts it into a page of its own, with links that open its files. */
export function postureBody(p: Posture, links: PostureLinks): string {
  const nothing = '<p class="empty">No entry point of this code reaches a model, a retrieval or a tool, so there is nothing to lock.</p>';
  return [
    ICONS,
    `<header><p class="kicker">AI security posture</p><h1>${escaped(p.title)}</h1></header>`,
    '<main>',
    questions(p),
    p.workloads.length === 0 ? nothing : [matrix(p, links), workloadSections(p, links), references(p, links)].join('\n'),
    '</main>',
  ].join('\n');
}
