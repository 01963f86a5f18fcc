/** What a quick fix may know and how it is put together. A fix is a pure function of the finding and of the texts as they are now. */
import type { Edit, Finding, Fix, FixTier } from '../findings/finding';
import type { Report } from '../findings/rule';
import type { CallEvent } from '../flow/events';
import type { Solver } from '../flow/solver';
import type { Page, PageEdit } from '../syntax/page';

export interface FixContext {
  finding: Finding;
  /** What the rule reported, with the call in which the path ends. */
  report: Report;
  solver: Solver;
  events: readonly CallEvent[];
  /** The page of the mark. */
  page: Page;
  pageOf(path: string): Page | undefined;
  project: ProjectView;
  /** A function that is written once into the project and imported where it is needed, by its name. */
  helper(exported: string, page?: Page): Helper | undefined;
}

/** What fixes may know of the project around a file. Paths are workspace-relative. */
export interface ProjectView {
  exists(path: string): boolean;
  folderExists(path: string): boolean;
  read(path: string): string | undefined;
  /** The version of a package as its nearest manifest names it. */
  version(pkg: string, from: string): string | undefined;
  /** A package is named in the manifest or imported somewhere already. */
  uses(pkg: string, page: Page): boolean;
  /** A client of the project's own, made by this class with the address that the class has for itself, and the name under which its file exports it. */
  client(pkg: string, className: string): { path: string; name: string } | undefined;
}

export interface Helper {
  /** The function to call. */
  call: string;
  /** Imports in the page. */
  edits: Edit[];
  creates: Fix['creates'];
}

export type FixMaker = (c: FixContext) => Fix | undefined;

export interface FixParts {
  title: string;
  tier: FixTier;
  on: Page;
  edits: readonly (PageEdit | undefined)[];
  helpers?: readonly (Helper | undefined)[];
  /** Edits of other places and files that belong to it. */
  elsewhere?: readonly Edit[];
  declareLock?: Fix['declareLock'];
}

/** What a title says of the file that is written, if one is. */
export const whereFrom = (creates: readonly { path: string }[]): string => (creates[0] ? ` (writes ${creates[0].path})` : '');

export function makeFix({ title, tier, on, edits, helpers = [], elsewhere = [], declareLock }: FixParts): Fix {
  const own = edits.flatMap((e): Edit[] => (e ? [{ path: on.path, ...e }] : []));
  const brought = [...helpers.flatMap((h) => h?.edits ?? []), ...elsewhere];
  const creates = helpers.flatMap((h) => h?.creates ?? []).filter((c, n, all) => all.findIndex((x) => x.path === c.path) === n);
  return { title, tier, edits: merged([...brought, ...own]), creates, ...(declareLock ? { declareLock } : {}) };
}

/** Insertions at one place become one, so that every client applies them in the same order. */
function merged(edits: readonly Edit[]): Edit[] {
  const out: Edit[] = [];
  for (const e of edits) {
    const same = out.find((o) => o.path === e.path && o.start === e.start && o.end === e.end && e.start === e.end);
    if (!same) out.push({ ...e });
    else if (same.newText !== e.newText) same.newText += e.newText;
  }
  return out.sort((a, b) => (a.path === b.path ? a.start - b.start : a.path < b.path ? -1 : 1));
}
