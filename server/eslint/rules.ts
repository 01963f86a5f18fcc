/** Locksmith's rules as ESLint's: one look at a file answers all of them. */
import type { Rule, SourceCode } from 'eslint';
import { RULES } from '../../rules';
import type { Finding } from '../analysis/findings/finding';
import { type Texts, textsOf } from '../report/lines';
import { placeOf } from './roots';
import type { LintWorkspace } from './workspace';

interface Looked {
  path: string;
  workspace: LintWorkspace;
  findings: Finding[];
  texts: Texts;
}

/** ESLint makes a new `SourceCode` for each pass over a file. */
const looked = new WeakMap<SourceCode, Looked>();

function look(context: Rule.RuleContext): Looked {
  const code = context.sourceCode;
  const known = looked.get(code);
  if (known) return known;
  const services = code.parserServices as { esTreeNodeToTSNodeMap?: { get(node: object): unknown } } | undefined;
  const tree = services?.esTreeNodeToTSNodeMap?.get(code.ast);
  const { workspace, path } = placeOf(context.filename, context.cwd, tree);
  const result = { path, workspace, findings: workspace.findings({ path, text: code.text, tree }), texts: textsOf(workspace.textOf) };
  looked.set(code, result);
  return result;
}

interface Described {
  id: string;
  description: string;
  url: string | undefined;
}

function lintRule({ id, description, url }: Described): Rule.RuleModule {
  return {
    meta: {
      type: 'problem',
      docs: { description, recommended: true, ...(url ? { url } : {}) },
      hasSuggestions: true,
      schema: [],
      messages: { finding: '{{what}} {{todo}}{{path}}', fix: '{{title}}' },
    },
    create: (context) => ({
      Program() {
        const { path, workspace, findings, texts } = look(context);
        const code = context.sourceCode;
        for (const f of findings) {
          if (f.rule !== id) continue;
          context.report({
            loc: { start: code.getLocFromIndex(f.place.start), end: code.getLocFromIndex(f.place.end) },
            messageId: 'finding',
            data: { what: f.message.what, todo: f.message.todo, path: proof(f, texts) },
            suggest: suggestions(f, path, workspace),
          });
        }
      },
    }),
  };
}

/** The way to the mark, which is its end. */
function proof(f: Finding, texts: Texts): string {
  const steps = f.path.slice(0, -1).map((s) => {
    const { line, column } = texts.at(s.path, s.start);
    return `${s.path}:${line}:${column} ${s.label}`;
  });
  return steps.length > 0 ? ` Path: ${steps.join(' → ')}.` : '';
}

/** ESLint can edit the linted file and no other; what needs a helper or the configuration is offered by the other faces. */
function suggestions(f: Finding, path: string, workspace: LintWorkspace): Rule.SuggestionReportDescriptor[] {
  return workspace
    .fixes(f)
    .filter((x) => x.tier !== 'suppress' && x.creates.length === 0 && !x.declareLock && x.edits.length > 0 && x.edits.every((e) => e.path === path))
    .map((x) => ({
      messageId: 'fix',
      data: { title: x.title },
      fix: (fixer) => x.edits.map((e) => fixer.replaceTextRange([e.start, e.end], e.newText)),
    }));
}

const SUPPRESSIONS: Described[] = [
  { id: 'suppression/invalid', description: 'A suppression names no rule, an unknown rule or no reason.', url: undefined },
  { id: 'suppression/unused', description: 'A suppression hides nothing.', url: undefined },
];

export const LINT_RULES: Readonly<Record<string, Rule.RuleModule>> = Object.fromEntries(
  [...RULES.map(({ meta }) => ({ id: meta.id, description: meta.summary, url: meta.helpUri })), ...SUPPRESSIONS].map((d) => [d.id, lintRule(d)]),
);
