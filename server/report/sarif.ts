import type * as Sarif from 'sarif';
import type { Finding, Place, Step } from '../analysis/findings/finding';
import type { RuleMeta } from '../analysis/findings/rule';
import type { Texts } from './lines';

const LEVEL: Record<Finding['level'], Sarif.Result.level> = { error: 'error', warning: 'warning', information: 'note' };

/** SARIF 2.1.0 as GitHub's code scanning reads it. */
export function sarifReport(findings: readonly Finding[], rules: readonly RuleMeta[], texts: Texts, version: string): Sarif.Log {
  const index = new Map(rules.map((r, i) => [r.id, i]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Locksmith', semanticVersion: version, informationUri: 'https://github.com/locksmith-dev/locksmith', rules: rules.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((f) => ({
          ruleId: f.rule,
          ...(index.has(f.rule) ? { ruleIndex: index.get(f.rule)! } : {}),
          level: LEVEL[f.level],
          message: { text: `${f.message.what} ${f.message.why} ${f.message.todo}` },
          locations: [location(f.place, texts)],
          partialFingerprints: { 'locksmith/v1': f.fingerprint },
          ...(f.path.length > 0 ? { codeFlows: [f.path, ...f.otherPaths.slice(0, 9)].map((p) => flow(p, texts)) } : {}),
          ...(f.related.length > 0 ? { relatedLocations: f.related.map((s, id) => ({ id, ...location(s, texts), message: { text: s.label } })) } : {}),
          properties: { confidence: f.confidence },
        })),
      },
    ],
  };
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
      tags: ['security', ...owasp, ...r.tags.cwe.map((c) => `external/cwe/${c.toLowerCase()}`), `aws-ai-layer/${r.layer}`, `aws-ai-phase/${r.due}`].slice(0, 20),
      'security-severity': r.securitySeverity.toFixed(1),
      precision: 'high',
    },
  };
}

function location(p: Place, texts: Texts): Sarif.Location {
  const from = texts.at(p.path, p.start);
  const to = texts.at(p.path, p.end);
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(p.path), uriBaseId: '%SRCROOT%' },
      region: { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column },
    },
  };
}

const flow = (path: readonly Step[], texts: Texts): Sarif.CodeFlow => ({
  threadFlows: [{ locations: path.map((s) => ({ location: { ...location(s, texts), message: { text: s.label } } })) }],
});
