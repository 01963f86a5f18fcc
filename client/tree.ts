/** The view *AI Workloads*: asks the server when it is seen, and again after each analysis. */
import * as vscode from 'vscode';
import type { Handlers, Tools } from './commands';
import { type Node, workloadNodes } from './workloadNodes';

const VIEW = 'locksmith.workloads';
const QUIET_FOR = 300;

export function treeCommands({ context, log, server }: Tools): Handlers {
  const changed = new vscode.EventEmitter<void>();
  let asked: Promise<Node[]> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const roots = (): Promise<Node[]> =>
    (asked ??= server.request('locksmith/workloads', {}).then(
      (items) => workloadNodes(items, (place) => server.location(place)),
      (error: unknown) => {
        log.error(String(error));
        asked = undefined;
        return [];
      },
    ));
  const view = vscode.window.createTreeView<Node>(VIEW, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (parent) => parent?.children ?? roots(),
      getTreeItem: ({ item }) => item,
      getParent: ({ parent }) => parent,
    },
  });
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      asked = undefined;
      if (view.visible) changed.fire();
    }, QUIET_FOR);
  };
  context.subscriptions.push(
    view,
    changed,
    server.onStatus(({ state, phase }) => {
      view.description = `phase: ${phase}`;
      if (state === 'ready') later();
    }),
    view.onDidChangeVisibility(({ visible }) => visible && !asked && changed.fire()),
    { dispose: () => clearTimeout(timer) },
  );
  return {
    'locksmith.revealWorkload': async (id: string) => {
      const found = (await roots()).find((n) => n.id === id);
      if (!found) await vscode.commands.executeCommand(`${VIEW}.focus`);
      else await view.reveal(found, { select: true, focus: true, expand: 2 });
    },
    'locksmith.explainGap': (node: Node) => vscode.commands.executeCommand('locksmith.explainFinding', node.rule),
  };
}
