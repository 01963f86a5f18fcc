/** The quick fixes of a finding: the controls that the model of the call brings, then those of the rule. */
import type { Finding, Fix } from '../findings/finding';
import type { Report, Rule } from '../findings/rule';
import type { CallEvent } from '../flow/events';
import type { Solver } from '../flow/solver';
import { pkgEnd } from '../models/catalog';
import { pageOf, type Page } from '../syntax/page';
import { parse } from '../syntax/parse';
import { ownClient } from './clients';
import type { FixContext, ProjectView } from './context';
import { helperFor, type HelperSource } from './helpers';
import { remedies } from './remedies';

export interface FixInputs {
  finding: Finding;
  report: Report;
  solver: Solver;
  events: readonly CallEvent[];
  textOf(path: string): string | undefined;
  host: { fileExists(path: string): boolean; directoryExists(path: string): boolean; readFile(path: string): string | undefined };
  helpers: readonly HelperSource[];
}

export function fixesOf(rule: Rule, o: FixInputs): Fix[] {
  const open = (path: string): Page | undefined => {
    const text = o.textOf(path) ?? o.host.readFile(path);
    return text === undefined ? undefined : pageOf(path, text);
  };
  const page = open(o.finding.place.path);
  // A text that is another by now has other things where the finding was.
  const analysed = o.solver.project.files.get(o.finding.place.path)?.facts.length;
  if (!page || page.text.length < o.finding.place.end || (analysed !== undefined && analysed !== page.text.length)) return [];
  const imported = (pkg: string): boolean => [...o.solver.project.files.values()].some((f) => f.facts.specifiers.includes(pkg));
  const project: ProjectView = {
    exists: (p) => o.host.fileExists(p) || o.solver.project.files.has(p),
    folderExists: (p) => o.host.directoryExists(p),
    // A face that shows texts has an empty one for a file that is not there.
    read: (p) => o.textOf(p) || o.host.readFile(p),
    version: (pkg, from) => o.solver.versionOf(pkg, from),
    client: (pkg, className) => ownClient(o.events, `${pkg}:${className}`, open),
    uses: (pkg, on) => o.solver.versionOf(pkg, on.path) !== undefined || imported(pkg),
  };
  // Where the name is taken, at the top of the file or around the finding, nothing else can be called by it.
  const isTaken = (name: string, on: Page): boolean => [on.text.length - 1, ...(on === page ? [o.finding.place.start] : [])].some((at) => on.declarationOf(name, at) !== undefined);
  const helper: FixContext['helper'] = (exported, on = page) => {
    const found = helperFor(o.helpers, exported, on, project);
    return found && found.edits.length > 0 && isTaken(exported, on) ? undefined : found;
  };
  const context: FixContext = { finding: o.finding, report: o.report, solver: o.solver, events: o.events, page, pageOf: open, project, helper };
  const fixes = [...remedies(context), ...(rule.fixes ?? []).flatMap((f) => f(context) ?? [])];
  const sdk = sdkOf(o.report);
  return fixes
    .filter((f, n) => fixes.findIndex((x) => x.title === f.title) === n)
    .filter((f) => canBeMade(f, open))
    .map((f) => (sdk ? { ...f, sdk } : f));
}

/** The package of the call in which the finding ends, or of the request that its entry point takes. */
function sdkOf({ sink, handler }: Report): string | undefined {
  const request = handler?.context.get(0)?.find((r) => r.k === 'api');
  const name = (sink?.name ?? (request?.k === 'api' ? request.name : '')).replace(/^jsx:/, '');
  const pkg = name.slice(0, Math.max(0, pkgEnd(name)));
  return pkg === '' || pkg === 'global' || pkg === 'write' ? undefined : pkg;
}

/** Edits that would touch the same text twice, or leave a text that cannot be read, are not offered: code is half-typed most of the time. */
function canBeMade(fix: Fix, open: (path: string) => Page | undefined): boolean {
  return [...new Set(fix.edits.map((e) => e.path))].every((path) => {
    const before = open(path);
    const own = fix.edits.filter((e) => e.path === path).sort((a, b) => a.start - b.start || a.end - b.end);
    if (!before || own.some((e, n) => e.start < (own[n - 1]?.end ?? 0) || e.end > before.text.length)) return false;
    const after = own.reduceRight((t, e) => t.slice(0, e.start) + e.newText + t.slice(e.end), before.text);
    return parse(path, after).problems.length <= parse(path, before.text).problems.length;
  });
}
