/** The language status item: where Locksmith speaks, so that it never needs a toast. */
import * as vscode from 'vscode';
import type { Status } from '../server/lsp/protocol';
import { SOURCE_FILES } from './selector';
import type { Server } from './server';
import { count, duration } from './words';

export function showStatus(server: Server): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('locksmith.status', SOURCE_FILES);
  item.name = 'Locksmith';
  const phase = vscode.languages.createLanguageStatusItem('locksmith.phase', SOURCE_FILES);
  phase.name = 'Locksmith Phase';
  phase.command = { title: 'Set Phase', command: 'locksmith.setPhase' };
  const show = (status: Status): void => {
    const failed = status.state === 'failed';
    item.text = headline(status);
    item.detail = detail(status);
    item.busy = status.state === 'starting' || status.state === 'analysing';
    item.severity = failed ? vscode.LanguageStatusSeverity.Error : status.setAside.length > 0 ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    item.command = failed ? { title: 'Restart', command: 'locksmith.restartServer' } : { title: 'Scan', command: 'locksmith.scanWorkspace' };
    phase.text = `Locksmith phase: ${status.phase}`;
  };
  if (server.status) show(server.status);
  return vscode.Disposable.from(item, phase, server.onStatus(show));
}

function headline(status: Status): string {
  if (status.state === 'failed') return 'Locksmith stopped';
  if (status.state === 'starting') return 'Locksmith is starting';
  const { error, warning, information } = status.findings;
  return `Locksmith: ${count(error + warning + information, 'finding')}`;
}

function detail(status: Status): string {
  if (status.message) return status.message;
  const parts = [count(status.files, 'file'), count(status.workloads, 'workload')];
  if (status.lastAnalysis)
    parts.push(`${duration(status.lastAnalysis.milliseconds)} at ${new Date(status.lastAnalysis.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`);
  if (status.setAside.length > 0) parts.push(`${count(status.setAside.length, 'file')} set aside`);
  return parts.join(' · ');
}
