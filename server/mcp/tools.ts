/** What a coding agent may ask: a scan, a rule's page, the workloads. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { PHASES, type Phase } from '../analysis/findings/finding';
import { openFor } from '../cli/scan';
import { targetsOf } from '../cli/targets';
import { Usage, knownRule } from '../cli/usage';
import type { Workspace } from '../host/workspace';
import { rulePage } from '../main/builtin';
import { type Texts, textsOf } from '../report/lines';
import { counted, plural } from '../report/report';
import { textReport } from '../report/text';
import { workloadTable } from '../report/workloads';

/** More would fill a model's context without helping it: it mends these, and asks again. */
const SHOWN = 40;

const where = {
  path: { type: 'string', description: 'File or folder below the working folder; all of it when left out.' },
  phase: { type: 'string', enum: [...PHASES], description: 'Which locks are due; the configuration decides when left out.' },
};
const reads = { readOnlyHint: true, openWorldHint: false };

export const TOOLS = [
  {
    name: 'scan',
    title: 'Scan for missing locks',
    description:
      'Static analysis of code that calls AI models: prompt injection, model output that reaches a shell, a query or a page, tools without approval, retrieval without scope, keys, storage. Each finding has its line, its path from source to sink, and what to do.',
    inputSchema: { type: 'object', properties: where },
    annotations: reads,
  },
  {
    name: 'explain',
    title: 'Explain a rule',
    description: 'The page of one rule: what it reports, why, and what sound code looks like.',
    inputSchema: { type: 'object', properties: { rule: { type: 'string', description: 'Such as `prompt/untrusted-instructions`.' } }, required: ['rule'] },
    annotations: reads,
  },
  {
    name: 'workloads',
    title: 'List AI workloads',
    description: 'Each entry point that reaches a model: what it does, the locks on the way, what is missing now and next.',
    inputSchema: { type: 'object', properties: where },
    annotations: reads,
  },
];

interface ToolResult {
  content: { type: 'text'; text: string }[];
}

export function call(name: string, args: Record<string, unknown>): ToolResult {
  const text = (t: string): ToolResult => ({ content: [{ type: 'text', text: t }] });
  if (name === 'explain') {
    const rule = String(args['rule'] ?? '');
    knownRule(rule);
    return text(rulePage(rule) ?? '');
  }
  const { workspace, texts, includes } = opened(args);
  return text(
    name === 'scan'
      ? scanned(workspace, texts, includes)
      : workloadTable(
          workspace.analyzer.workloads().filter((w) => includes(w.place.path)),
          texts,
        ),
  );
}

function scanned(workspace: Workspace, texts: Texts, includes: (path: string) => boolean): string {
  const started = workspace.analyzer.scan();
  const findings = started.findings.filter((f) => includes(f.place.path));
  const problems = [...workspace.problems, ...started.problems].map((p) => `${p.path}: ${p.message}`);
  const more = findings.length > SHOWN ? `\n${findings.length - SHOWN} more are not shown; mend these and scan again, or scan a part.\n` : '';
  const said = `${counted(findings)} in ${plural(workspace.files.filter(includes).length, 'file')}`;
  return [textReport(findings.slice(0, SHOWN), texts, false) + more, said, ...problems].filter((t) => t !== '').join('\n');
}

function opened(args: Record<string, unknown>): { workspace: Workspace; texts: Texts; includes: (path: string) => boolean } {
  const { path: asked = '.', phase } = args;
  if (typeof asked !== 'string') throw new Usage('`path` must be a text');
  if (phase !== undefined && !PHASES.includes(phase as Phase)) throw new Usage(`\`phase\` must be one of ${PHASES.join(', ')}`);
  const targets = targetsOf([asked]);
  // A link inside the folder may lead out of it.
  const beyond = path.relative(fs.realpathSync(process.cwd()), fs.realpathSync(asked));
  if (beyond.startsWith('..') || path.isAbsolute(beyond)) throw new Usage(`\`${asked}\` is outside the folder that this server was started in`);
  const workspace = openFor(targets, { phase: phase as Phase | undefined, cache: true });
  const texts = textsOf((p) => workspace.texts.get(p) ?? '');
  return { workspace, texts, includes: targets.includes };
}
