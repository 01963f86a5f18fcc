/** Registers commands of one shape: what a handler needs comes in, and an error it throws is shown to whoever asked. */
import * as vscode from 'vscode';
import type { Server } from './server';

export interface Tools {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  server: Server;
}

export type Handlers = Record<`locksmith.${string}`, (...args: never[]) => unknown>;

export function register(handlers: Handlers): vscode.Disposable {
  return vscode.Disposable.from(...Object.entries(handlers).map(([id, handler]) => vscode.commands.registerCommand(id, handler as (...args: unknown[]) => unknown)));
}

/** The finding under the caret, else the first one of the line. */
export function findingAtCaret(editor = vscode.window.activeTextEditor): { editor: vscode.TextEditor; diagnostic: vscode.Diagnostic } | undefined {
  if (!editor) return undefined;
  const caret = editor.selection.active;
  const own = vscode.languages.getDiagnostics(editor.document.uri).filter((d) => d.source === 'locksmith');
  const diagnostic = own.find((d) => d.range.contains(caret)) ?? own.find((d) => d.range.start.line === caret.line);
  return diagnostic && { editor, diagnostic };
}

export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === 'object' ? code.value : code);
}
