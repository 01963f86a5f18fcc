/** What the tree *AI Workloads* shows: a workload, its job, its locks and its gaps, each with the findings behind it. */
import * as vscode from 'vscode';
import type * as lsp from 'vscode-languageclient';
import type { GapItem, PlacedItem, WorkloadItem } from '../server/lsp/protocol';
import { count } from './words';

export interface Node {
  id: string;
  parent?: Node;
  children: Node[];
  item: vscode.TreeItem;
  /** Whether its children are seen at first. */
  open: boolean;
  /** Of a gap. */
  rule?: string;
}

/** How the tree turns places of the protocol into places of the editor. */
export type LocationOf = (place: lsp.Location) => vscode.Location;

const STAGE = { foundational: 'prototype', enhanced: 'production', advanced: 'scale' } as const;
const COLOURS = { lock: 'locksmith.lockInPlace', unlock: 'locksmith.lockMissing', clock: 'locksmith.lockDueLater' } as const;

export function workloadNodes(workloads: readonly WorkloadItem[], at: LocationOf): Node[] {
  return workloads.map((w) => {
    const root = node(undefined, w.id, w.name, { icon: jobIcon(w), place: at(w.location), description: missing(w) });
    root.item.contextValue = 'workload';
    root.item.tooltip = new vscode.MarkdownString(`**${plain(w.name)}** ${w.jobs.join(', ')}  \n${plain(where(at(w.location)))}`);
    job(root, w, at);
    if (w.locks.length > 0) locks(root, w, at);
    gaps(root, 'missing', 'Missing now', 'unlock', w.due, at, true);
    for (const stage of ['enhanced', 'advanced'] as const)
      gaps(
        root,
        stage,
        `Due for ${STAGE[stage]}`,
        'clock',
        w.dueNext.filter((g) => g.due === stage),
        at,
        false,
      );
    return root;
  });
}

function job(root: Node, w: WorkloadItem, at: LocationOf): void {
  const group = node(root, 'job', `Job: ${w.jobs.join(', ')}`, { icon: new vscode.ThemeIcon('briefcase') });
  const leaf = (kind: string, icon: string, x: PlacedItem, description: string): void =>
    void node(group, `${kind} ${x.name} ${x.location.uri}:${x.location.range.start.line}`, x.name, { icon: new vscode.ThemeIcon(icon), place: at(x.location), description });
  for (const m of w.models) leaf('model', 'hubot', m, 'model');
  for (const s of w.stores) leaf('store', 'database', s, s.kind);
  for (const t of w.tools) leaf('tool', 'tools', t, t.effects.length === 0 ? 'tool, only reads' : `tool, ${t.effects.join(', ')}${t.approved ? ', approved' : ''}`);
}

function locks(root: Node, w: WorkloadItem, at: LocationOf): void {
  const group = node(root, 'locks', 'Locks in place', { icon: icon('lock'), description: String(w.locks.length), open: true });
  for (const l of w.locks)
    node(group, `${l.name} ${l.location.uri}:${l.location.range.start.line}`, l.name, { icon: icon('lock'), place: at(l.location), description: briefly(at(l.location)) });
}

/** One line per rule; a rule that is broken in several places opens to all of them. */
function gaps(root: Node, id: string, label: string, shape: 'unlock' | 'clock', all: readonly GapItem[], at: LocationOf, open: boolean): void {
  if (all.length === 0) return;
  const group = node(root, id, label, { icon: icon(shape), description: String(all.length), open });
  for (const rule of new Set(all.map((g) => g.rule))) {
    const found = all.filter((g) => g.rule === rule);
    const places = found.map((g) => at(g.location));
    const [first] = places as [vscode.Location, ...vscode.Location[]];
    const one = found.length === 1;
    const line = node(group, rule, shortName(rule), { icon: icon(shape), place: first, description: one ? briefly(first) : count(found.length, 'place') });
    line.rule = rule;
    line.item.contextValue = 'gap';
    line.item.tooltip = new vscode.MarkdownString(`\`${rule}\` in ${plain([...new Set(places.map(where))].join(', '))}  \n${[...new Set(found.map((g) => g.what))].join('  \n')}`);
    if (!one) found.forEach((g, i) => node(line, String(i), g.what.replaceAll('`', ''), { place: places[i], description: briefly(places[i]!) }));
  }
}

interface Look {
  icon?: vscode.ThemeIcon;
  place?: vscode.Location;
  description?: string;
  open?: boolean;
}

function node(parent: Node | undefined, name: string, label: string, look: Look): Node {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, None);
  const made: Node = { id: parent ? `${parent.id}\n${name}` : name, parent, children: [], item, open: look.open ?? false };
  item.id = made.id;
  item.iconPath = look.icon;
  item.description = look.description;
  if (look.place) {
    const { uri, range } = look.place;
    item.tooltip = where(look.place);
    item.command = { title: 'Open', command: 'locksmith.openLocation', arguments: [uri.toString(), range.start.line, range.start.character] };
  }
  if (parent) {
    parent.children.push(made);
    parent.item.collapsibleState = parent.open ? Expanded : Collapsed;
  }
  return made;
}

const icon = (shape: keyof typeof COLOURS): vscode.ThemeIcon => new vscode.ThemeIcon(shape, new vscode.ThemeColor(COLOURS[shape]));

const jobIcon = (w: WorkloadItem): vscode.ThemeIcon => new vscode.ThemeIcon(w.jobs.includes('acts') ? 'zap' : w.jobs.includes('connects') ? 'database' : 'comment');

function missing(w: WorkloadItem): string {
  if (w.due.length > 0) return `${count(w.due.length, 'lock')} missing`;
  const [next] = w.dueNext;
  return next ? `${count(w.dueNext.length, 'lock')} missing for ${STAGE[next.due]}` : 'nothing missing';
}

const where = ({ uri, range }: vscode.Location): string => `${vscode.workspace.asRelativePath(uri)}:${range.start.line + 1}`;
/** A row of the tree is narrow: the folder stands in its tooltip. */
const briefly = (place: vscode.Location): string => where(place).replace(/^.*\//, '');
const shortName = (rule: string): string => rule.slice(rule.indexOf('/') + 1).replaceAll('-', ' ');
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>#|~!]/g, '\\$&');
