/** Explain This Finding: the page of its rule, shown as a Markdown preview. */
import * as vscode from 'vscode';
import { type Handlers, type Tools, findingAtCaret, ruleOf } from './commands';

const SCHEME = 'locksmith-rule';

export function explainCommands({ context, server }: Tools): Handlers {
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: async (uri) => (await server.request('locksmith/explain', { rule: uri.path.replace(/\.md$/, '') })).markdown,
    }),
  );
  return {
    'locksmith.explainFinding': async (given?: string) => {
      const found = findingAtCaret();
      const rule = given ?? (found && ruleOf(found.diagnostic));
      if (!rule) throw new Error('No Locksmith finding stands here.');
      await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.from({ scheme: SCHEME, path: `${rule}.md` }));
      return rule;
    },
  };
}
