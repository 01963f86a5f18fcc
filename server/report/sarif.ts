import type * as Sarif from 'sarif';
import type { Edit, Finding, Fix, Place, Problem, Step } from '../analysis/findings/finding';
import type { RuleMeta } from '../analysis/findings/rule';
import type { Texts } from './lines';
import type { Report } from './report';
import { MOST, mostSevere } from './sarifLimits';

const LEVEL: Record<Finding['level'], Sarif.Result.level> = { error: 'error', warning: 'warning', information: 'note' };

/** SARIF 2.1.0 as GitHub's code scanning reads it. */
export function sarifReport(report: Report): Sarif.Log {
  const { findings, rules, problems, texts, version } = report;
  const known = [...rules, ...ownRules(findings, rules)];
  const index = new Map(known.map((r, i) => [r.id, i]));
  const { kept, said } = mostSevere(findings, (f) => LEVEL[f.level]);
  said.push(...problems.map((p) => notification(p, texts)));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Locksmith', semanticVersion: version, informationUri: 'https://github.com/locksmith-dev/locksmith', rules: known.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: problems.every((p) => p.kind !== 'crash'),
            ...(said.length > 0 ? { toolExecutionNotifications: said } : {}),
          },
        ],
        results: kept.map((f) => resultOf(f, report, index)),
      },
    ],
  };
}

const resultOf = (f: Finding, { texts, fixes }: Report, index: ReadonlyMap<string, number>): Sarif.Result => ({
  ruleId: f.rule,
  ruleIndex: index.get(f.rule)!,
  level: LEVEL[f.level],
  message: { text: unlinked(`${f.message.what} ${f.message.why} ${f.message.todo}`) },
  locations: [location(f.place, texts)],
  partialFingerprints: { 'locksmith/v1': f.fingerprint },
  ...(f.path.length > 0 ? { codeFlows: [f.path, ...f.otherPaths].slice(0, MOST.paths).map((p) => flow(p, texts)) } : {}),
  ...(f.related.length > 0 ? { relatedLocations: f.related.slice(0, MOST.related).map((s, id) => ({ id, ...location(s, texts), message: { text: unlinked(s.label) } })) } : {}),
  ...fixesOf(fixes(f), texts),
  properties: { confidence: f.confidence },
});

/** Findings about suppressions have no rule of their own in the list. */
function ownRules(findings: readonly Finding[], rules: readonly RuleMeta[]): RuleMeta[] {
  const ids = new Set(findings.map((f) => f.rule).filter((id) => !rules.some((r) => r.id === id)));
  const tags = { owasp: [], asi: [], mcp: [], aisvs: [], cwe: [], atlas: [], aws: [] };
  return [...ids].sort().map((id) => ({
    id,
    title: id === 'suppression/unused' ? 'A suppression of nothing' : 'A suppression that is not valid',
    summary: id === 'suppression/unused' ? 'A suppression outlived its finding.' : 'A suppression names no known rule or gives no reason.',
    level: 'warning',
    due: 'foundational',
    layer: 'ai-application',
    tags,
    securitySeverity: 1,
    helpUri: 'https://github.com/locksmith-dev/locksmith/blob/main/README.md',
  }));
}

/** `[text](target)` is a link in a message (SARIF 3.11.6), and names of the workspace stand in messages. */
const unlinked = (text: string): string => text.replaceAll('](', '\\](');

const notification = (p: Problem, texts: Texts): Sarif.Notification => ({
  level: p.kind === 'config' || p.kind === 'model' || p.kind === 'crash' ? 'error' : 'warning',
  message: { text: unlinked(p.message) },
  locations: [p.span ? location({ path: p.path, ...p.span }, texts) : { physicalLocation: { artifactLocation: artifact(p.path) } }],
});

/** Fixes whose edits are all in files; a change of the configuration is left to the editor and to `--fix`. */
function fixesOf(fixes: readonly Fix[], texts: Texts): { fixes?: Sarif.Fix[] } {
  const usable = fixes.filter((f) => !f.declareLock && f.edits.length + f.creates.length > 0);
  return usable.length > 0 ? { fixes: usable.map((f) => ({ description: { text: f.title }, artifactChanges: changes(f, texts) })) } : {};
}

function changes(fix: Fix, texts: Texts): Sarif.ArtifactChange[] {
  const byFile = new Map<string, Edit[]>();
  for (const e of fix.edits) byFile.set(e.path, [...(byFile.get(e.path) ?? []), e]);
  return [
    ...[...byFile].map(([path, edits]) => ({
      artifactLocation: artifact(path),
      replacements: edits.map((e) => ({ deletedRegion: region(e, texts), insertedContent: { text: e.newText } })),
    })),
    ...fix.creates.map((c) => ({
      artifactLocation: artifact(c.path),
      replacements: [{ deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, insertedContent: { text: c.text } }],
    })),
  ];
}

function ruleOf(r: RuleMeta): Sarif.ReportingDescriptor {
  const owasp = r.tags.owasp.map((o) => `owasp-llm-${o.slice(-4)}-${o.slice(3, 5)}`);
  return {
    id: r.id,
    name: r.title,
    shortDescription: { text: r.title },
    fullDescription: { text: r.summary },
    helpUri: r.helpUri,
    help: { text: `${r.summary} See ${r.helpUri}`, markdown: `${r.summary} [More](${r.helpUri})` },
    defaultConfiguration: { level: LEVEL[r.level] },
    properties: {
      tags: ['security', ...owasp, ...r.tags.cwe.map((c) => `external/cwe/${c.toLowerCase()}`), `aws-ai-layer/${r.layer}`, `aws-ai-phase/${r.due}`].slice(0, MOST.tags),
      'security-severity': r.securitySeverity.toFixed(1),
      precision: 'high',
    },
  };
}

const artifact = (path: string): Sarif.ArtifactLocation => ({ uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' });

function region(p: Place, texts: Texts): Sarif.Region {
  const from = texts.at(p.path, p.start);
  const to = texts.at(p.path, p.end);
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

const location = (p: Place, texts: Texts): Sarif.Location => ({ physicalLocation: { artifactLocation: artifact(p.path), region: region(p, texts) } });

const flow = (path: readonly Step[], texts: Texts): Sarif.CodeFlow => ({
  threadFlows: [{ locations: path.slice(-MOST.steps).map((s) => ({ location: { ...location(s, texts), message: { text: unlinked(s.label) } } })) }],
});
