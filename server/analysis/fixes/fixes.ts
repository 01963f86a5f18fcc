/** The quick fixes of a finding: the controls that the model of the call brings, then those of the rule. */
import type { Finding, Fix } from '../findings/finding';
import type { Report, Rule } from '../findings/rule';
import type { CallEvent } from '../flow/events';
import type { Solver } from '../flow/solver';
import { pageOf, type Page } from '../syntax/page';
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
  if (!page || page.text.length < o.finding.place.end) return [];
  const imported = (pkg: string): boolean => [...o.solver.project.files.values()].some((f) => f.facts.specifiers.includes(pkg));
  const project: ProjectView = {
    exists: (p) => o.host.fileExists(p) || o.solver.project.files.has(p),
    folderExists: (p) => o.host.directoryExists(p),
    version: (pkg, from) => o.solver.versionOf(pkg, from),
    uses: (pkg, on) => o.solver.versionOf(pkg, on.path) !== undefined || imported(pkg),
  };
  const helper: FixContext['helper'] = (exported, on = page) => helperFor(o.helpers, exported, on, project);
  const context: FixContext = { finding: o.finding, report: o.report, solver: o.solver, events: o.events, page, pageOf: open, project, helper };
  const fixes = [...remedies(context), ...(rule.fixes ?? []).flatMap((f) => f(context) ?? [])];
  return fixes.filter((f, n) => fixes.findIndex((x) => x.title === f.title) === n);
}
